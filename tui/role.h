/* Role: what a cell of the screen means. Views write roles; themes turn them into colours. */
#ifndef TUI_ROLE_H
#define TUI_ROLE_H

#include "judge/state.h"

#include <stdbool.h>
#include <stdio.h>

/* Name in the enum, name in a theme file, what it is for. */
#define ROLES(X)                                                                                   \
    X(TEXT, "text", "ordinary text")                                                               \
    X(MUTED, "muted", "what may be overlooked: units, ages, things that are as they should be")    \
    X(STRONG, "strong", "names and figures that matter")                                           \
    X(BAR, "bar", "the line on top")                                                               \
    X(BAR_STRONG, "bar-strong", "the program's name in it")                                        \
    X(COLUMN, "column", "headings of columns and sections")                                        \
    X(SORTED, "sorted", "the heading of the column that sorts")                                    \
    X(KEY, "key", "a key")                                                                         \
    X(HINT, "hint", "what a key does")                                                             \
    X(PROMPT, "prompt", "what a prompt asks for")                                                  \
    X(INPUT, "input", "what is being typed")                                                       \
    X(LIVE, "live", "the source answers")                                                          \
    X(BUSY, "busy", "connecting, loading, paused")                                                 \
    X(AWAY, "away", "the source is away or has stopped")                                           \
    X(OK, "ok", "the state ok")                                                                    \
    X(EMPTY, "empty", "the state empty")                                                           \
    X(STALE, "stale", "the state stale")                                                           \
    X(NO_DATA, "no-data", "the state no data")                                                     \
    X(WARN, "warn", "the state warn")                                                              \
    X(SILENT, "silent", "the state silent")                                                        \
    X(DEGRADED, "degraded", "the state degraded")                                                  \
    X(CALM, "calm", "stretches that were ok in sparklines and timelines")                          \
    X(GAP, "gap", "stretches without a report")                                                    \
    X(SELECTION, "selection", "laid over the selected row: its background and attributes")         \
    X(SCREEN, "screen", "what the rest is made for, and painted where the terminal is another")

enum role {
#define ROLE_ENUM(id, name, purpose) ROLE_##id,
    ROLES(ROLE_ENUM)
#undef ROLE_ENUM
        ROLE_COUNT
};

/* Returns the role's name in theme files. */
const char *role_name(enum role role);

/* Returns whether the role says how bad something is, so that nothing may take its colour away. */
bool role_is_severity(enum role role);

/* Prints the roles as mdoc for the manual. */
void role_manual(FILE *out);

/* Return the role that shows a state, or the severity of one stretch of time. */
enum role role_of_state(enum state state);
enum role role_of_severity(enum severity severity);

#endif
