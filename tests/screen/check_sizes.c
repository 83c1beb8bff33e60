/* After any resizes the screen is that of a program that was started at the last size, whatever the
 * terminal made of what it showed.
 *
 * By hand: SEED=7 RESIZES=500 CK_RUN_SUITE=sizes ./check_screen. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/dice.h"

#include <stdlib.h>
#include <string.h>

#define SCRIBBLE "\x1b[H\x1b[31mreflowed\x1b[5;5Hlines\x1b[0m\x1b[J"
#define QUIET_MS 150
#define RESIZES 12 /* at most, of each test */
#define ROUNDS 3

static struct terminal *resized;
static struct terminal *fresh;

static void teardown(void)
{
    terminal_free(resized);
    terminal_free(fresh);
}

struct size {
    int columns;
    int rows;
};

/* Sizes that a window has while it is dragged, and some that no window should have. */
static struct size choose(struct dice *dice)
{
    if (dice_once_in(dice, 4))
        return (struct size){1 + (int)dice_below(dice, 70), 1 + (int)dice_below(dice, 14)};
    return (struct size){40 + (int)dice_below(dice, 200), 8 + (int)dice_below(dice, 60)};
}

static bool is_same_cell(const struct terminal_cell *a, const struct terminal_cell *b)
{
    return memcmp(a->characters, b->characters, sizeof(a->characters)) == 0 &&
           a->width == b->width && a->foreground == b->foreground &&
           a->background == b->background && a->bold == b->bold && a->underline == b->underline &&
           a->italic == b->italic && a->reverse == b->reverse;
}

static bool is_same_screen(struct terminal *terminal, void *context)
{
    const struct size *size = context;

    for (int row = 0; row < size->rows; row++) {
        for (int column = 0; column < size->columns; column++) {
            struct terminal_cell mine = terminal_cell(terminal, row, column);
            struct terminal_cell other = terminal_cell(fresh, row, column);
            if (!is_same_cell(&mine, &other))
                return false;
        }
    }
    return true;
}

/* Starts a program of that size, and waits until it shows all it has to. */
static void start_fresh(struct size size, const char *keys)
{
    terminal_free(fresh);
    fresh = program_start(size.columns, size.rows, FROZEN_DEMO);
    ck_assert(terminal_wait_bytes(fresh, 20, PATIENCE_MS));
    ck_assert(terminal_wait_quiet(fresh, QUIET_MS, PATIENCE_MS));
    terminal_type(fresh, keys);
    ck_assert(terminal_wait_quiet(fresh, QUIET_MS, PATIENCE_MS));
}

static void expect_fresh(struct size size, const char *keys)
{
    start_fresh(size, keys);
    if (terminal_wait(resized, is_same_screen, &size, PATIENCE_MS))
        return;
    char *mine = terminal_text(resized);
    char *other = terminal_text(fresh);
    ck_abort_msg("%d x %d:\n%s--- started so:\n%s", size.columns, size.rows, mine, other);
}

static uint64_t number_of(const char *variable, uint64_t standard)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : standard;
}

static const char *const pages[] = {"", "?"};

START_TEST(after_resizes_the_screen_is_that_of_a_new_program)
{
    const char *keys = pages[_i % 2];
    struct dice dice = {number_of("SEED", 1) * 100 + (uint64_t)_i};
    size_t resizes = (size_t)number_of("RESIZES", RESIZES);
    struct size size = {80, 24};

    resized = program_start(size.columns, size.rows, FROZEN_DEMO);
    ck_assert(terminal_wait_text(resized, "degraded acme-support", PATIENCE_MS));
    terminal_type(resized, keys);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 1 + dice_below(&dice, resizes); i > 0; i--) {
            size = choose(&dice);
            terminal_scribble(resized, SCRIBBLE);
            terminal_resize(resized, size.columns, size.rows);
            if (dice_once_in(&dice, 2)) /* else the next one comes before this is drawn */
                terminal_wait_quiet(resized, 20, PATIENCE_MS);
        }
        expect_fresh(size, keys);
    }
}
END_TEST

/* A window that is made larger and smaller again at once: the size is the same as before, what the
 * terminal shows need not be. */
START_TEST(a_size_that_came_and_went_is_painted_too)
{
    struct size size = {80, 24};

    resized = program_start(size.columns, size.rows, FROZEN_DEMO);
    ck_assert(terminal_wait_text(resized, "degraded acme-support", PATIENCE_MS));
    ck_assert(terminal_wait_quiet(resized, QUIET_MS, PATIENCE_MS));
    terminal_scribble(resized, SCRIBBLE);
    terminal_resize(resized, size.columns + 10, size.rows + 3);
    terminal_resize(resized, size.columns, size.rows);
    expect_fresh(size, "");
}
END_TEST

Suite *suite_sizes(void)
{
    Suite *suite = suite_create("sizes");
    TCase *tcase = tcase_create("sizes");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_loop_test(tcase, after_resizes_the_screen_is_that_of_a_new_program, 0, 4);
    tcase_add_test(tcase, a_size_that_came_and_went_is_painted_too);
    suite_add_tcase(suite, tcase);
    return suite;
}
