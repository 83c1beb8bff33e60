#include "config.h"

#include "term.h"

#include "base/memory.h"
#include "rescue.h"

#include <curses.h>
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

struct term {
    struct tty *tty;
    SCREEN *screen;
    FILE *output; /* memory that curses writes to */
    FILE *input;  /* curses wants one; keys are read by the tty */
    enum depth depth;
    attr_t attributes[ROLE_COUNT][2]; /* by role and whether selected */
    struct frame painted;             /* the rows that stdscr holds; no cells: not known */
    bool suspended;
    bool repaint;
};

bool colour_mode_parse(const char *word, enum colour_mode *mode)
{
    static const char *const words[] = {[COLOUR_AUTO] = "auto",
                                        [COLOUR_ALWAYS] = "always",
                                        [COLOUR_NEVER] = "never",
                                        [COLOUR_16] = "16",
                                        [COLOUR_256] = "256"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i]) == 0) {
            *mode = (enum colour_mode)i;
            return true;
        }
    }
    return false;
}

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

static bool send_output(struct term *term)
{
    struct buffer bytes = {0};

    take_output(term, &bytes);
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

/* Takes the description of TERM, or its sibling with 256 colours where these are asked for; where
 * there is none, that of what most terminals understand. */
static bool new_screen(struct term *term, enum colour_mode mode, struct error *error)
{
    const char *own = getenv("TERM");
    char richer[64] = "";

    if (own == NULL)
        own = "";
    if (mode == COLOUR_256)
        snprintf(richer, sizeof(richer), "%s-256color", own);
    const char *const names[] = {richer, own, "xterm-256color", "xterm", "vt100"};
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

static enum depth choose_depth(enum colour_mode mode)
{
    const char *no_color = getenv("NO_COLOR");
    bool unwanted = mode == COLOUR_AUTO && no_color != NULL && no_color[0] != '\0';

    if (mode == COLOUR_NEVER || unwanted || !has_colors() || start_color() == ERR ||
        use_default_colors() == ERR)
        return DEPTH_MONO;
    return COLORS >= 256 && mode != COLOUR_16 ? DEPTH_256 : DEPTH_16;
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
static void prepare_rescue(void)
{
    static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
    struct buffer words = {0};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        append_capability(&words, names[i]);
    buffer_string(&words, PASTE_BRACKETS_OFF);
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
    term->depth = choose_depth(mode);
    prepare_rescue();
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    curs_set(0);
    return true;
}

static bool take_terminal(struct term *term, struct error *error)
{
    if (!tty_raw(term->tty, error))
        return false;
    if (!tty_write(term->tty, PASTE_BRACKETS_ON, strlen(PASTE_BRACKETS_ON)))
        return error_set(error, ERROR_SYSTEM, "the terminal is gone");
    return true;
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

void term_suspend(struct term *term)
{
    struct buffer bytes = {0};

    if (term->suspended)
        return;
    term->suspended = true;
    endwin();
    take_output(term, &bytes);
    buffer_string(&bytes, PASTE_BRACKETS_OFF);
    tty_finish(term->tty, buffer_text(&bytes), bytes.size, LAST_WORDS_MS);
    buffer_free(&bytes);
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

static attr_t curses_attributes(unsigned attributes)
{
    attr_t result = A_NORMAL;

    if (attributes & STYLE_BOLD)
        result |= A_BOLD;
    if (attributes & STYLE_DIM)
        result |= A_DIM;
    if (attributes & STYLE_ITALIC)
        result |= A_ITALIC;
    if (attributes & STYLE_UNDERLINE)
        result |= A_UNDERLINE;
    if (attributes & STYLE_REVERSE)
        result |= A_REVERSE;
    return result;
}

/* Every role has two colour pairs, the second for selected cells; pair 0 is not ours. 64 pairs,
 * which the poorest terminal has, are enough. */
static short pair_of(enum role role, bool selected)
{
    return (short)(1 + 2 * (int)role + (selected ? 1 : 0));
}

_Static_assert(2 * ROLE_COUNT < 64, "terminals with 8 colours have 64 pairs");

static void set_role(struct term *term, const struct theme *theme, enum role role, bool selected)
{
    struct style style = theme_style(theme, term->depth, role, selected);

    if (term->depth != DEPTH_MONO) {
        if (COLORS < 16)
            style = theme_style_of_eight(style);
        init_pair(pair_of(role, selected), style.foreground, style.background);
    }
    term->attributes[role][selected] = curses_attributes(style.attributes);
}

void term_theme(struct term *term, const struct theme *theme)
{
    frame_free(&term->painted); /* its cells hold the attributes of before */
    for (int role = 0; role < ROLE_COUNT; role++) {
        set_role(term, theme, (enum role)role, false);
        set_role(term, theme, (enum role)role, true);
    }
}

enum depth term_depth(const struct term *term)
{
    return term->depth;
}

void term_invalidate(struct term *term)
{
    term->repaint = true;
}

bool term_is_ready(const struct term *term)
{
    return tty_is_drained(term->tty);
}

static bool reads_otherwise_in_reverse(const struct term *term, const struct cell *cell)
{
    return frame_cell_is_height(cell) && (term->attributes[cell->role][true] & A_REVERSE) != 0;
}

static void paint_cell(const struct term *term, int row, int column, const struct cell *cell)
{
    wchar_t text[2 + CELL_MARKS] = {(wchar_t)cell->character};
    bool selected = cell->selected && !reads_otherwise_in_reverse(term, cell);
    short pair = term->depth == DEPTH_MONO ? 0 : pair_of((enum role)cell->role, selected);
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

bool term_paint(struct term *term, const struct frame *frame)
{
    if (frame->rows != LINES || frame->columns != COLS) {
        resizeterm(frame->rows, frame->columns);
        term->repaint = true;
    }
    if (term->repaint)
        frame_free(&term->painted);
    paint_rows(term, frame);
    bool cursor = frame->cursor_row >= 0;
    curs_set(cursor ? 1 : 0);
    move(cursor ? frame->cursor_row : frame->rows - 1, cursor ? frame->cursor_column : 0);
    if (term->repaint)
        clearok(curscr, TRUE);
    term->repaint = false;
    wnoutrefresh(stdscr);
    doupdate();
    return send_output(term);
}
