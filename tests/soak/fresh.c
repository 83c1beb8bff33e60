#include "config.h"

#include "soak/fresh.h"

#include "soak/onlooker.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TENANTS 8  /* whose pages are looked at */
#define SETTLING 5 /* steps, for what is loaded */

/* Both see the same key, and the same time afterwards, in which in the end nothing comes: it would
 * come between their polls. */
static void type_both(struct world *world, const char *keys, int steps)
{
    terminal_type(world->user.terminal, keys);
    terminal_type(world->beside->terminal, keys);
    for (int i = 0; i < steps; i++) {
        world->quiet = i >= steps - 2;
        world_step(world);
    }
    world_settle(world);
    world->quiet = false;
}

static void tell_screens(const struct world *world)
{
    char *old = terminal_text(world->user.terminal);
    char *new = terminal_text(world->beside->terminal);

    fprintf(stderr, "# old:\n%s\n# fresh:\n%s\n", old, new);
    free(old);
    free(new);
}

/* The row of the status answers keys, and says of which tenant a page was left. */
static void compare_rows(struct world *world, const char *page)
{
    int rows = terminal_rows(world->beside->terminal);

    for (int row = 0; row < rows; row += row == rows - 3 ? 2 : 1) {
        char *old = terminal_row(world->user.terminal, row);
        char *new = terminal_row(world->beside->terminal, row);
        if (strcmp(old, new) != 0)
            tell_screens(world);
        ck_assert_msg(strcmp(old, new) == 0, "%s, row %d:\n|%s\n|%s", page, row, old, new);
        free(old);
        free(new);
    }
}

static void compare_page(struct world *world, const char *keys)
{
    type_both(world, keys, SETTLING);
    type_both(world, "o", 2); /* rows that wait with their places do not wait */
    compare_rows(world, keys);
    type_both(world, "\x1b", 1);
}

static void compare_tenant(struct world *world, size_t place)
{
    char name[PRODUCER_NAME_SIZE], keys[PRODUCER_NAME_SIZE + 16];

    producer_name(&world->producers.all[place], name);
    snprintf(keys, sizeof(keys), ":open %s\r", name);
    compare_page(world, keys);
}

void fresh_compare(struct world *world)
{
    static const char *const pages[] = {"g", "G", "e", "m", ":sort name\r", ":sort state\r"};
    struct screen_user fresh;

    world_open_user(world, &fresh, "fresh");
    world->beside = &fresh;
    onlooker_go_home(world, &world->user);
    onlooker_go_home(world, &fresh);
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
        compare_page(world, pages[i]);
    for (size_t i = 0; i < TENANTS; i++)
        compare_tenant(world, dice_below(&world->dice, world->producers.count));
    world->beside = NULL;
    world_close_user(&fresh);
}
