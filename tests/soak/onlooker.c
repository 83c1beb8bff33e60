#include "config.h"

#include "soak/onlooker.h"

#include "base/duration.h"
#include "keys.h"
#include "support/ways.h"

#include <check.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define COLUMNS 120
#define ROWS 40
#define ESCAPES 16

static void type(struct onlooker *onlooker, struct world *world, const char *text)
{
    terminal_type(world->user.terminal, text);
    onlooker->keys++;
}

/* None of them ends the program, writes pictures, or chooses what would be on the screen at the
 * end: the rest is taken back by onlooker_go_home(). */
static bool is_left_alone(enum action action)
{
    return action == ACTION_QUIT || action == ACTION_SAVE || action == ACTION_MARK ||
           action == ACTION_RAW || action == ACTION_DIMENSION || action == ACTION_REVERSE ||
           action == ACTION_ONLY_DEGRADED;
}

/* Whatever else stands in the table of keys. */
static void press_any(struct onlooker *onlooker, struct world *world)
{
    size_t count;
    const struct binding *bindings = keys_table(&count);
    const struct binding *binding = &bindings[dice_below(&world->dice, count)];
    struct buffer bytes = {0};

    if (is_left_alone(binding->action))
        return;
    way_key(binding->key, &bytes);
    type(onlooker, world, buffer_text(&bytes));
    buffer_free(&bytes);
}

static void go_to_tenant(struct onlooker *onlooker, struct world *world)
{
    const struct producers *producers = &world->producers;
    char name[PRODUCER_NAME_SIZE], text[PRODUCER_NAME_SIZE + 16];

    producer_name(&producers->all[dice_below(&world->dice, producers->count)], name);
    snprintf(text, sizeof(text), "t%s\r", name);
    type(onlooker, world, text);
    onlooker->tenants++;
}

static void go_on(struct onlooker *onlooker, struct world *world)
{
    type(onlooker, world, dice_once_in(&world->dice, 3) ? "[" : "]");
    onlooker->tenants++;
}

static void change_window(struct onlooker *onlooker, struct world *world)
{
    static const char *const windows[] = {"1", "2", "3", "4", "5", "w", "W3h\r", "<", ">", "L"};

    type(onlooker, world, windows[dice_below(&world->dice, COUNT(windows))]);
    onlooker->windows++;
}

static void examine(struct onlooker *onlooker, struct world *world)
{
    type(onlooker, world, dice_once_in(&world->dice, 2) ? "x" : "xr");
    onlooker->examinations++;
}

static void go_back(struct onlooker *onlooker, struct world *world)
{
    type(onlooker, world, "\x1b");
}

static void say(struct onlooker *onlooker, struct world *world)
{
    /* None of them has a blank, which would mark a tenant where nothing is typed. */
    static const char *const said[] = {
        "/team1\r",     "/s:degraded\r", "a10m\r", "z5m\r",  "tteam2\r",
        "C24h\r",       "@now-3h\r",     "c",      ":utc\r", "\x1b[200~q\x1b[201~",
        "\x1b[<0;9;9M", "W90m\r"};

    type(onlooker, world, said[dice_below(&world->dice, COUNT(said))]);
}

static void resize(struct onlooker *onlooker, struct world *world)
{
    static const int columns[] = {80, 200, 120, 60};
    static const int rows[] = {24, 50, 40, 12};

    (void)onlooker;
    terminal_resize(world->user.terminal, columns[dice_below(&world->dice, COUNT(columns))],
                    rows[dice_below(&world->dice, COUNT(rows))]);
}

static void leave(struct onlooker *onlooker, struct world *world)
{
    onlooker->back_ms =
        fast_clock_now(&world->clock) + (int64_t)dice_below(&world->dice, 10 * MS_PER_MINUTE);
}

/* What is done, and how often beside the others. */
static const struct {
    void (*act)(struct onlooker *onlooker, struct world *world);
    size_t weight;
} acts[] = {{press_any, 30}, {go_to_tenant, 15}, {go_on, 15}, {change_window, 15}, {go_back, 10},
            {say, 8},        {examine, 2},       {resize, 1}, {leave, 1}};

void onlooker_act(struct onlooker *onlooker, struct world *world)
{
    size_t left = 0;

    if (fast_clock_now(&world->clock) < onlooker->back_ms || dice_once_in(&world->dice, 3))
        return;
    for (size_t i = 0; i < COUNT(acts); i++)
        left += acts[i].weight;
    left = dice_below(&world->dice, left);
    for (size_t i = 0; i < COUNT(acts); i++) {
        if (left < acts[i].weight) {
            acts[i].act(onlooker, world);
            return;
        }
        left -= acts[i].weight;
    }
}

/* The fleet is shown, and nothing is being typed. */
static bool is_home(struct terminal *terminal)
{
    return terminal_find(terminal, "WORST DIMENSION", NULL, NULL) &&
           !terminal_cursor_is_visible(terminal);
}

static void type_and_see(struct world *world, struct screen_user *user, const char *text)
{
    terminal_type(user->terminal, text);
    world_step(world);
}

void onlooker_go_home(struct world *world, struct screen_user *user)
{
    /* A filter that is asked for is cleared by Esc, and so is that of the events. Pages are turned
     * so that what is kept of tenants that nobody looks at any more is the same. */
    static const char *const words[] = {
        "L", ":w 1h\r", ":sort state\r", ":utc\r",         ":compare off\r", ":filter\r", "\x1b",
        "e", "\x1b",    "\x1b",          ":glyphs auto\r", "\x1b[6~",        "\x1b[6~",   "\x1b[6~",
        "g", "o",       "\x1b"};

    terminal_resize(user->terminal, COLUMNS, ROWS);
    terminal_type(user->terminal, "\x1b[201~");
    for (int i = 0; i < ESCAPES && (i < 4 || !is_home(user->terminal)); i++)
        type_and_see(world, user, "\x1b");
    for (size_t i = 0; i < COUNT(words); i++)
        type_and_see(world, user, words[i]);
    if (!is_home(user->terminal))
        fprintf(stderr, "%s\n", terminal_text(user->terminal));
    ck_assert(is_home(user->terminal));
}
