/* Action: what a key can do. One table gives the keys, the key bar, the help page and the manual.
 */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum action {
    ACTION_NONE,
    ACTION_OPEN,
    ACTION_BACK,
    ACTION_FILTER,
    ACTION_JUMP,
    ACTION_SORT,
    ACTION_REVERSE,
    ACTION_NEXT_TENANT,
    ACTION_PREVIOUS_TENANT,
    ACTION_WINDOW,
    ACTION_NEXT_WINDOW,
    ACTION_TYPE_WINDOW,
    ACTION_PAUSE,
    ACTION_REFRESH,
    ACTION_REPAINT,
    ACTION_ZONE,
    ACTION_THEME,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_HELP,
    ACTION_QUIT
};

enum action_group { GROUP_LOOK, GROUP_TIME, GROUP_MOVE, GROUP_OTHER, GROUP_COUNT };

/* Where an action means something. */
#define SCREEN_FLEET_BIT 1u
#define SCREEN_TENANT_BIT 2u

#define ACTION_KEYS 5

struct action_info {
    enum action action;
    enum action_group group;
    unsigned screens;
    int rank;         /* place in the key bar when there is little room; 0: not in it */
    const char *hint; /* one or two words for the key bar */
    const char *help; /* one sentence */
    uint32_t keys[ACTION_KEYS];
};

/* Returns the table; `*count` is the number of its rows. */
const struct action_info *action_table(size_t *count);

/* Returns what a key does on a screen (one of the SCREEN bits). */
enum action action_of_key(uint32_t key, unsigned screen);

/* Returns the heading of a group. */
const char *action_group_name(enum action_group group);

/* Writes the name of a key ("k", "Enter", "Ctrl-L"), or of all keys of an action ("Up k"). */
void action_key_name(uint32_t key, char out[static 16]);
void action_keys(const struct action_info *info, char out[static 48]);

/* Prints the table as mdoc for the manual. */
void action_manual(FILE *out);

#endif
