/* Action: what an operator can do. One table gives each its stable name, which keys are bound to,
 * and its words in the key bar, on the help page and in the manual. Which screens answer to an
 * action, and how, say the screens. */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include <stddef.h>

enum action_group { GROUP_LOOK, GROUP_TIME, GROUP_BACK, GROUP_MOVE, GROUP_OTHER, GROUP_COUNT };

#define ACTION_RANK_MAX 10

/* In the order of the key bar and of the help page: name in the enum, stable name, group, place in
 * the key bar when there is little room (0: not in it), a word or two for the key bar, a sentence.
 */
#define ACTIONS(X)                                                                                 \
    X(OPEN, "open", LOOK, 2, "open", "open the selected row")                                      \
    X(BACK, "back", LOOK, 2, "back", "back: close, clear filter, stop loading")                    \
    X(NEXT, "next", LOOK, 4, "next", "show the next of what is open")                              \
    X(PREVIOUS, "previous", LOOK, 8, "previous", "show the previous of what is open")              \
    X(FILTER, "filter", LOOK, 3, "filter", "show some: acme* !acme s:warn d:Judge*")               \
    X(GO_TO, "go-to", LOOK, 9, "go to", "open a tenant by a part of its name")                     \
    X(TOGETHER, "together", LOOK, 0, "together", "only those that turned bad together")            \
    X(SORT, "sort", LOOK, 4, "sort", "sort by state, name, age, |z|")                              \
    X(REVERSE, "reverse", LOOK, 0, "reverse", "sort the other way round")                          \
    X(SORT_NOW, "sort-now", LOOK, 0, "sort now", "sort now: rows wait up to 10s otherwise")        \
    X(MAP, "map", LOOK, 4, "map", "map of tenants, or of a tenant's dimensions, against time")     \
    X(TENANT_MAP, "tenant-map", LOOK, 0, "its dimensions", "map of the selected tenant")           \
    X(DIMENSION, "dimension", LOOK, 3, "dimension", "on the map: one dimension over all tenants")  \
    X(ACKNOWLEDGE, "acknowledge", LOOK, 0, "acknowledge",                                          \
      "say that it is known, why, and until when")                                                 \
    X(MUTE, "mute", LOOK, 0, "mute", "the same, and put it behind all others")                     \
    X(EVENTS, "events", LOOK, 4, "events", "show what happened, newest first")                     \
    X(ONLY_DEGRADED, "only-degraded", LOOK, 3, "only degraded", "only degraded events, or all")    \
    X(RAW, "raw", LOOK, 3, "raw", "a report raw or laid out; events unfolded")                     \
    X(MARK, "mark", LOOK, 11, "mark", "mark a tenant, or take its mark away")                      \
    X(ONLY_MARKED, "only-marked", LOOK, 0, "only marked", "show only the marked, or all again")    \
    X(FOLD, "fold", LOOK, 6, "fold", "fold the innermost level of JSON")                           \
    X(UNFOLD, "unfold", LOOK, 0, "unfold", "unfold it")                                            \
    X(DIFFERENCES, "differences", LOOK, 3, "differences", "compare a report's figures to before")  \
    X(COPY, "copy", LOOK, 7, "copy", "commands that give this page, or a cure; copied")            \
    X(SET_WINDOW, "set-window", TIME, 0, "window", "look at the last 15m, 1h, 6h, 24h, 7d")        \
    X(NEXT_WINDOW, "next-window", TIME, 6, "window", "look at the next longer window")             \
    X(TYPE_WINDOW, "type-window", TIME, 0, "any window", "type a window: 90m, 3h, 2d")             \
    X(PAUSE, "pause", TIME, 7, "pause", "freeze the view, or return to live")                      \
    X(CURSOR_BACK, "cursor-back", BACK, 3, "cursor", "move the cursor back, and read out")         \
    X(CURSOR_ON, "cursor-on", BACK, 0, "cursor on", "move the cursor on")                          \
    X(PREVIOUS_CHANGE, "previous-change", BACK, 4, "change", "to the change of severity before")   \
    X(NEXT_CHANGE, "next-change", BACK, 0, "next change", "to the change of severity after")       \
    X(EARLIER, "earlier", BACK, 5, "earlier", "look back by half of the window")                   \
    X(LATER, "later", BACK, 0, "later", "look half a window later again")                          \
    X(ZOOM_IN, "zoom-in", BACK, 5, "zoom", "look at half of it, about the cursor")                 \
    X(ZOOM_OUT, "zoom-out", BACK, 0, "zoom out", "look at twice of it, about the cursor")          \
    X(GO_TO_TIME, "go-to-time", BACK, 0, "time", "look at a typed time: 14:30, now-3h")            \
    X(COMPARE, "compare", BACK, 3, "compare", "compare with 24h before, with 7d before, or not")   \
    X(TYPE_COMPARE, "compare-with", BACK, 0, "compare with",                                       \
      "compare with a typed time before: 90m, 2d")                                                 \
    X(LIVE, "live", BACK, 3, "live", "return to live, from any other time")                        \
    X(REFRESH, "refresh", TIME, 10, "refresh", "ask the source at once, or examine it")            \
    X(ZONE, "zone", TIME, 8, "UTC/local", "tell times in UTC or in local time")                    \
    X(UP, "up", MOVE, 0, "up", "one row up")                                                       \
    X(DOWN, "down", MOVE, 0, "down", "one row down")                                               \
    X(PAGE_UP, "page-up", MOVE, 0, "page up", "one page up")                                       \
    X(PAGE_DOWN, "page-down", MOVE, 0, "page down", "one page down")                               \
    X(FIRST, "first", MOVE, 0, "first", "to the first row, and stay there")                        \
    X(LAST, "last", MOVE, 0, "last", "to the last row")                                            \
    X(DOCTOR, "doctor", OTHER, 0, "doctor", "what is wrong with the Redis, and its cure")          \
    X(COMMAND, "command", OTHER, 0, "command", "type a command; Tab shows which there are")        \
    X(SAVE, "save", OTHER, 0, "save", "save the screen: SVG, ANSI or text")                        \
    X(THEME, "theme", OTHER, 0, "theme", "try the next theme")                                     \
    X(REPAINT, "repaint", OTHER, 0, "repaint", "paint the whole screen anew")                      \
    X(HELP, "help", OTHER, 1, "help", "show this page")                                            \
    X(QUIT, "quit", OTHER, 1, "quit", "leave driftop")

enum action {
    ACTION_NONE, /* of no key */
#define ACTION_ENUM(id, name, group, rank, hint, help) ACTION_##id,
    ACTIONS(ACTION_ENUM)
#undef ACTION_ENUM
        ACTION_COUNT
};

struct action_info {
    const char *name;
    enum action_group group;
    int rank;
    const char *hint;
    const char *help;
};

/* Returns what is said of an action; not of ACTION_NONE. */
const struct action_info *action_info(enum action action);

/* Returns the heading of a group. */
const char *action_group_name(enum action_group group);

#endif
