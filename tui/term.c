#include "config.h"

#include "term.h"

#include "background.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "rescue.h"
#include "term_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>

#define LAST_WORDS_MS 200

/* Pasted text is to come between brackets. Terminals that do not know that do nothing. */
#define PASTE_BRACKETS_ON "\x1b[?2004h"
#define PASTE_BRACKETS_OFF "\x1b[?2004l"

/* Clicks and the wheel, not every motion, written so that they can be told from keys. */
#define MOUSE_ON "\x1b[?1000h\x1b[?1006h"
#define MOUSE_OFF "\x1b[?1006l\x1b[?1000l"

/* What a terminal answers behind all that it told before. */
#define IDENTITY_QUESTION "\x1b[c"
#define MOUSE_PATIENCE_MS 80

static void discard_output(FILE *output)
{
    if (ftruncate(fileno(output), 0) == 0)
        lseek(fileno(output), 0, SEEK_SET);
}

/* Takes what curses has written. */
static void take_output(struct term *term, struct buffer *bytes)
{
    int fd = fileno(term->output);
    off_t size = lseek(fd, 0, SEEK_CUR);

    if (size <= 0)
        return;
    char *room = buffer_reserve(bytes, (size_t)size);
    ssize_t count = pread(fd, room, (size_t)size, 0);
    if (count > 0)
        bytes->size += (size_t)count;
    discard_output(term->output);
}

/* The same in fewer bytes. */
static void take_squeezed(struct term *term, struct buffer *bytes)
{
    struct buffer written = {0};

    take_output(term, &written);
    squeeze(&term->squeeze, (struct slice){written.data, written.size}, bytes);
    buffer_free(&written);
}

static bool send_output(struct term *term)
{
    struct buffer bytes = {0};

    take_squeezed(term, &bytes);
    bool sent = tty_write(term->tty, buffer_text(&bytes), bytes.size);
    buffer_free(&bytes);
    return sent;
}

static void drop_screen(struct term *term)
{
    endwin();
    delscreen(term->screen);
    term->screen = NULL;
    discard_output(term->output);
}

#define NAME_SIZE 64

/* Takes the description of TERM, or its sibling with 256 colours where these are asked for; where
 * there is none, that of its family: screen and tmux, as they are at first, do not fill what they
 * clear with a background, as xterm does. Else that of what most terminals understand. */
static bool new_screen(struct term *term, enum colour_mode mode, struct error *error)
{
    const char *own = getenv("TERM");
    char richer[NAME_SIZE] = "";
    char family[NAME_SIZE];

    if (own == NULL)
        own = "";
    if (mode == COLOUR_256)
        snprintf(richer, sizeof(richer), "%s-256color", own);
    snprintf(family, sizeof(family), "%.*s-256color", (int)strcspn(own, "-."), own);
    const char *const names[] = {richer, own, family, "xterm-256color", "xterm", "vt100"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && term->screen == NULL; i++) {
        if (names[i][0] != '\0')
            term->screen = newterm(names[i], term->output, term->input);
    }
    if (term->screen == NULL)
        return error_set(error, ERROR_SYSTEM, "no terminal description for TERM=%s, nor for xterm",
                         own);
    if (tigetstr("cup") != NULL)
        return true;
    drop_screen(term);
    return error_set(error, ERROR_USAGE,
                     "TERM=%s cannot move the cursor; `driftop snapshot` prints without it", own);
}

static void append_capability(struct buffer *out, const char *name)
{
    const char *text = tigetstr(name);

    if (text == NULL || text == (const char *)-1)
        return;
    while (*text != '\0') {
        if (text[0] == '$' && text[1] == '<' && strchr(text, '>') != NULL)
            text = strchr(text, '>') + 1; /* padding, for terminals of the seventies */
        else
            buffer_char(out, *text++);
    }
}

/* Prepares what a crash has to write: colours off, cursor on, the screen from before. */
static void prepare_rescue(const struct term *term)
{
    static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
    struct buffer words = {0};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        append_capability(&words, names[i]);
    buffer_string(&words, PASTE_BRACKETS_OFF);
    if (term->mouse)
        buffer_string(&words, MOUSE_OFF);
    rescue_words(buffer_text(&words), words.size);
    buffer_free(&words);
}

static bool open_streams(struct term *term, struct error *error)
{
    int fd = memfd_create("driftop-frame", MFD_CLOEXEC);

    if (fd < 0)
        return error_system(error, errno, "cannot make room for frames");
    term->output = fdopen(fd, "w");
    if (term->output == NULL) {
        close(fd);
        return error_system(error, errno, "cannot make room for frames");
    }
    term->input = fopen("/dev/null", "re");
    if (term->input == NULL)
        return error_system(error, errno, "/dev/null");
    return true;
}

static bool open_screen(struct term *term, enum colour_mode mode, struct error *error)
{
    /* curses would pause where old terminals needed time; what it writes goes to memory. */
    setenv("NCURSES_NO_PADDING", "1", 0);
    if (!new_screen(term, mode, error))
        return false;
    term->mode = mode;
    term->depth = term_choose_depth(mode);
    prepare_rescue(term);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    curs_set(0);
    return true;
}

static bool take_terminal(struct term *term, struct error *error)
{
    static const char first_words[] = PASTE_BRACKETS_ON BACKGROUND_QUESTION;
    bool asks = term->depth != DEPTH_MONO;

    if (!tty_raw(term->tty, error))
        return false;
    if (!tty_write(term->tty, first_words, strlen(asks ? first_words : PASTE_BRACKETS_ON)) ||
        (term->mouse && !tty_write(term->tty, MOUSE_ON, strlen(MOUSE_ON))))
        return error_set(error, ERROR_SYSTEM, "the terminal is gone");
    term->asked_ms = asks ? timestamp_monotonic() : 0;
    return true;
}

bool term_mouse(struct term *term, bool on)
{
    if (term->mouse == on)
        return true;
    term->mouse = on;
    prepare_rescue(term);
    const char *words = on ? MOUSE_ON : MOUSE_OFF;
    return tty_write(term->tty, words, strlen(words));
}

void term_answered(struct term *term)
{
    term->asked_ms = 0;
}

/* One that did not answer in time hardly will. */
static bool is_answer_under_way(const struct term *term)
{
    return term->asked_ms != 0 && timestamp_monotonic() - term->asked_ms < BACKGROUND_PATIENCE_MS;
}

struct term *term_open(struct tty *tty, enum colour_mode mode, struct error *error)
{
    struct term *term = mem_zalloc(1, sizeof(*term));

    term->tty = tty;
    if (open_streams(term, error) && open_screen(term, mode, error) && take_terminal(term, error))
        return term;
    term_close(term);
    return NULL;
}

/* Without a second screen all that was shown stays, and the shell goes on in its last line. */
static void clear_last_line(void)
{
    chtype background = getbkgd(stdscr);

    if (tigetstr("rmcup") != NULL)
        return;
    bkgdset(' ');
    move(LINES - 1, 0);
    clrtoeol();
    refresh();
    bkgdset(background);
}

void term_suspend(struct term *term)
{
    struct buffer bytes = {0};

    if (term->suspended)
        return;
    term->suspended = true;
    clear_last_line();
    endwin();
    take_squeezed(term, &bytes);
    squeeze_finish(&term->squeeze, &bytes);
    term->squeeze = (struct squeeze){0};
    buffer_string(&bytes, PASTE_BRACKETS_OFF);
    if (term->mouse)
        buffer_string(&bytes, MOUSE_OFF IDENTITY_QUESTION);
    tty_finish(term->tty, buffer_text(&bytes), bytes.size, LAST_WORDS_MS);
    buffer_free(&bytes);
    if (is_answer_under_way(term))
        tty_drop_answer(term->tty, BACKGROUND_PATIENCE_MS);
    if (term->mouse)
        tty_drop_answer(term->tty, MOUSE_PATIENCE_MS);
    tty_cooked(term->tty);
}

bool term_resume(struct term *term, struct error *error)
{
    term->suspended = false;
    term->repaint = true;
    return take_terminal(term, error);
}

void term_close(struct term *term)
{
    if (term->screen != NULL) {
        term_suspend(term);
        delscreen(term->screen);
    }
    if (term->output != NULL)
        fclose(term->output);
    if (term->input != NULL)
        fclose(term->input);
    frame_free(&term->painted);
    free(term);
}

void term_invalidate(struct term *term)
{
    term->repaint = true;
}

bool term_is_ready(const struct term *term)
{
    return tty_is_drained(term->tty);
}

static void paint_cell(const struct term *term, int row, int column, const struct cell *cell)
{
    wchar_t text[2 + CELL_MARKS] = {(wchar_t)cell->character};
    bool selected = cell->selected;
    short pair = term->depth == DEPTH_MONO ? 0 : term_pair((enum role)cell->role, selected);
    cchar_t character;

    for (size_t i = 0; i < CELL_MARKS; i++)
        text[1 + i] = (wchar_t)cell->marks[i];
    if (cell->width > 0 &&
        setcchar(&character, text, term->attributes[cell->role][selected], pair, NULL) == OK)
        mvadd_wch(row, column, &character);
}

/* curses compares each cell with what it sent, but it costs more to give it a row than to see here
 * that it has that row already. */
static void paint_row(struct term *term, const struct frame *frame, int row)
{
    for (int column = 0; column < frame->columns; column++)
        paint_cell(term, row, column, frame_cell(frame, row, column));
    frame_copy_row(&term->painted, frame, row);
}

static void paint_rows(struct term *term, const struct frame *frame)
{
    bool known = frame_is_size(&term->painted, frame->columns, frame->rows);

    if (!known)
        frame_resize(&term->painted, frame->columns, frame->rows);
    for (int row = 0; row < frame->rows; row++) {
        if (!known || !frame_rows_are_equal(&term->painted, frame, row))
            paint_row(term, frame, row);
    }
}

/* Returns whether a capability is what ECMA-48 says. */
static bool is_standard(const char *name, const char *standard)
{
    const char *text = tigetstr(name);

    return text != NULL && text != (const char *)-1 && strcmp(text, standard) == 0;
}

/* What is known of the cursor is not, once another program had the terminal, or its size changed.
 * A terminal that turns off underlines alone does the same with other attributes. */
static void forget_cursor(struct term *term, const struct frame *frame)
{
    bool has_column_moves = is_standard("hpa", "\x1b[%i%p1%dG");

    term->squeeze.cursor =
        (struct squeeze_cursor){.columns = has_column_moves ? frame->columns : 0};
    term->squeeze.rows = frame->rows;
    term->squeeze.turns_off = is_standard("rmul", "\x1b[24m");
}

bool term_paint(struct term *term, const struct frame *frame)
{
    if (frame->rows != LINES || frame->columns != COLS) {
        resizeterm(frame->rows, frame->columns);
        term->repaint = true;
    }
    if (term->repaint || term->squeeze.cursor.columns == 0)
        forget_cursor(term, frame);
    if (term->repaint)
        frame_free(&term->painted);
    paint_rows(term, frame);
    bool cursor = frame->cursor_row >= 0;
    leaveok(stdscr, curs_set(cursor ? 1 : 0) != ERR && !cursor);
    move(cursor ? frame->cursor_row : frame->rows - 1, cursor ? frame->cursor_column : 0);
    if (term->repaint)
        clearok(curscr, TRUE);
    term->repaint = false;
    wnoutrefresh(stdscr);
    doupdate();
    return send_output(term);
}
