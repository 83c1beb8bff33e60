/* A storm on the whole program: bytes at random, of keys, torn sequences, pastes, clicks and
 * nonsense, and other sizes. It lives, Esc leads back to the fleet, and the terminal is given back
 * as it was. The same without a terminal, and far more of it, is in check_unit.
 *
 * By hand: SEED=7 SEQUENCES=100 CK_RUN_SUITE=storm ./check_screen. */
#include "config.h"

#include "keys.h"
#include "screen/program.h"
#include "screen/suites.h"
#include "support/dice.h"
#include "support/ways.h"

#include <signal.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SEQUENCES 2
#define STEPS 150
#define ESCAPES 16
#define QUIET_MS 150

/* None of them leaves the program. */
static const char *const others[] = {
    "\x1b[200~pasted q\n\x1b[201~",
    "\x1b[200~of which the end is late",
    "\x1b[201~",
    "\x1b[<0;10;5M\x1b[<0;10;5m",
    "\x1b[<64;3;3M",
    "\x1b[<0;1",
    "\x1b",
    "\xc3",
    "\xff\xfe",
    "\x1b[1;5C",
    "\x1b]11;rgb:0/0/0\a",
    "\x1b[?62c",
    ":w 90m\r",
    ":slow on\r",
    "/a\r",
    "tqu\r",
    ":mouse on\r",
    ":theme light\r",
};

static struct dice dice;

static void type_key(struct terminal *terminal)
{
    size_t count;
    const struct binding *bindings = keys_table(&count);
    const struct binding *binding = &bindings[dice_below(&dice, count)];
    struct buffer bytes = {0};

    if (binding->action == ACTION_QUIT)
        return;
    way_key(binding->key, &bytes);
    terminal_type(terminal, buffer_text(&bytes));
    buffer_free(&bytes);
}

static void step(struct terminal *terminal)
{
    static const int columns[] = {80, 200, 60, 40};
    static const int rows[] = {24, 50, 12, 5};

    if (dice_once_in(&dice, 25))
        terminal_resize(terminal, columns[dice_below(&dice, COUNT(columns))],
                        rows[dice_below(&dice, COUNT(rows))]);
    else if (dice_once_in(&dice, 4))
        terminal_type(terminal, others[dice_below(&dice, COUNT(others))]);
    else
        type_key(terminal);
    if (dice_once_in(&dice, 3))
        terminal_run(terminal, 3);
}

/* The fleet is shown, and nothing is being typed. */
static bool is_home(struct terminal *terminal)
{
    return terminal_find(terminal, "WORST DIMENSION", NULL, NULL) &&
           !terminal_cursor_is_visible(terminal);
}

/* A paste ends, what was torn is over once nothing follows it, and then Esc leads back. */
static void go_home(struct terminal *terminal)
{
    terminal_resize(terminal, 80, 24);
    terminal_type(terminal, "\x1b[201~");
    ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
    for (int i = 0; i < ESCAPES && !is_home(terminal); i++) {
        terminal_type(terminal, "\x1b");
        ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
    }
    ck_assert(is_home(terminal));
}

static void run_sequence(uint64_t seed)
{
    struct terminal *terminal = program_start(80, 24, FROZEN_DEMO);

    ck_assert(terminal_wait_text(terminal, "all judged", PATIENCE_MS));
    dice.state = seed;
    for (int i = 0; i < STEPS; i++)
        step(terminal);
    go_home(terminal);
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    program_expect_restored(terminal);
    terminal_free(terminal);
}

static uint64_t number_of(const char *variable, uint64_t standard)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : standard;
}

START_TEST(nothing_falls_over)
{
    uint64_t seed = number_of("SEED", 1);
    uint64_t sequences = number_of("SEQUENCES", SEQUENCES);

    for (uint64_t i = 0; i < sequences; i++)
        run_sequence(seed + i);
}
END_TEST

Suite *suite_storm(void)
{
    Suite *suite = suite_create("storm");
    TCase *tcase = tcase_create("storm");

    tcase_add_test(tcase, nothing_falls_over);
    suite_add_tcase(suite, tcase);
    return suite;
}
