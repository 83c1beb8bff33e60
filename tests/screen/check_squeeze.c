/* Squeezed output looks like what it stands for: whatever curses may write, at random by seed, on
 * two terminals. By hand: SEED=7 SEQUENCES=100000 CK_RUN_SUITE=squeeze ./check_screen. */
#include "config.h"

#include "screen/suites.h"
#include "squeeze.h"
#include "support/dice.h"
#include "support/quick.h"

#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define COLUMNS 24
#define ROWS 6
#define SEQUENCES 300
#define PIECES 120

/* One of what curses writes: looks, text, moves, what clears in the background's colour. */
static const char *const pieces[] = {
    "\x1b[m",
    "\x1b(B\x1b[m",
    "\x1b(B\x1b[0;1m",
    "\x1b(B\x1b[0;4m",
    "\x1b[0;1;7m",
    "\x1b[1m",
    "\x1b[0;1;3;4m",
    "\x1b[38;5;202m",
    "\x1b[38;5;66m",
    "\x1b[48;5;18m",
    "\x1b[31m",
    "\x1b[92m",
    "\x1b[44m",
    "\x1b[39;49m",
    "\x1b[39m",
    "\x1b[49m",
    "\x1b[3m",
    "word",
    "x",
    " ",
    "    ",
    "\xe2\x96\x87",
    "\xe2\x96\x81 ",
    "\x1b[2;3H",
    "\x1b[5;9H",
    "\x1b[3d",
    "\x1b[7G",
    "\r",
    "\x1b[K",
    "\x1b[1K",
    "\x1b[4X",
    "\x1b[J",
    "\x1b[3P",
    "\x1b[2@",
    "\b",
    "\x1b[C",
    "\x1b[H\x1b[2J",
    "\x1b[2;5r",
    "\x1b[1;6r",
    "\x1bM",
    "\x1b[2;1H\x1bM",
};

struct screen_under_test {
    VTerm *vterm;
    VTermScreen *screen;
};

static struct screen_under_test open_screen(void)
{
    struct screen_under_test opened = {.vterm = vterm_new(ROWS, COLUMNS)};

    vterm_set_utf8(opened.vterm, 1);
    opened.screen = vterm_obtain_screen(opened.vterm);
    vterm_screen_reset(opened.screen, 1);
    return opened;
}

/* Of a blank without more only the background is seen. */
static bool is_blank(const VTermScreenCell *cell)
{
    return (cell->chars[0] == 0 || cell->chars[0] == ' ') && !cell->attrs.reverse &&
           !cell->attrs.underline;
}

static bool looks_the_same(const VTermScreenCell *a, const VTermScreenCell *b)
{
    uint32_t left = a->chars[0] != 0 ? a->chars[0] : ' ';
    uint32_t right = b->chars[0] != 0 ? b->chars[0] : ' ';

    if (left != right || a->attrs.reverse != b->attrs.reverse ||
        a->attrs.underline != b->attrs.underline || !vterm_color_is_equal(&a->bg, &b->bg))
        return false;
    return is_blank(a) || (vterm_color_is_equal(&a->fg, &b->fg) && a->attrs.bold == b->attrs.bold &&
                           a->attrs.italic == b->attrs.italic);
}

static void compare(const struct screen_under_test *a, const struct screen_under_test *b)
{
    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            VTermPos place = {.row = row, .col = column};
            VTermScreenCell left;
            VTermScreenCell right;
            vterm_screen_get_cell(a->screen, place, &left);
            vterm_screen_get_cell(b->screen, place, &right);
            QUICK_ASSERT(looks_the_same(&left, &right));
        }
    }
}

static void write_to(const struct screen_under_test *screen, const struct buffer *bytes)
{
    vterm_input_write(screen->vterm, buffer_text(bytes), bytes->size);
}

/* Compares after each frame of some pieces, of which the looks go on into the next. */
static void run(struct dice *dice, size_t *before, size_t *after)
{
    struct screen_under_test plain = open_screen();
    struct screen_under_test squeezed = open_screen();
    struct squeeze state = {.cursor.columns = COLUMNS,
                            .rows = ROWS,
                            .scrolls = true,
                            .turns_off = dice_below(dice, 2) == 1};

    for (size_t i = 0; i < PIECES;) {
        struct buffer written = {0};
        struct buffer out = {0};
        for (size_t end = i + 1 + dice_below(dice, 20); i < end; i++)
            buffer_string(&written, pieces[dice_below(dice, COUNT(pieces))]);
        squeeze(&state, (struct slice){written.data, written.size}, &out);
        write_to(&plain, &written);
        write_to(&squeezed, &out);
        compare(&plain, &squeezed);
        *before += written.size;
        *after += out.size;
        buffer_free(&written);
        buffer_free(&out);
    }
    vterm_free(plain.vterm);
    vterm_free(squeezed.vterm);
}

static uint64_t number_of(const char *variable, uint64_t standard)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : standard;
}

START_TEST(it_looks_the_same_in_fewer_bytes)
{
    uint64_t seed = number_of("SEED", 1);
    uint64_t sequences = number_of("SEQUENCES", SEQUENCES);
    size_t before = 0;
    size_t after = 0;

    for (uint64_t i = 0; i < sequences; i++) {
        struct dice dice = {seed + i};
        run(&dice, &before, &after);
    }
    ck_assert_uint_lt(after, before);
}
END_TEST

Suite *suite_squeeze(void)
{
    Suite *suite = suite_create("squeeze");
    TCase *tcase = tcase_create("squeeze");

    tcase_add_test(tcase, it_looks_the_same_in_fewer_bytes);
    suite_add_tcase(suite, tcase);
    return suite;
}
