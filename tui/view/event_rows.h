/* Event rows: which of all that happened the events screen lists, in which order, and where its
 * selection is among them, whatever comes meanwhile. */
#ifndef VIEW_EVENT_ROWS_H
#define VIEW_EVENT_ROWS_H

#include "judge/chronicle.h"
#include "source/outages.h"

#define EVENT_KEY_SIZE 96

struct place;
struct view;

/* Zero-initialised is empty and ready. */
struct event_rows {
    struct chronicle chronicle;
    struct outages outages;
    struct episode away[OUTAGES_MAX]; /* the same as episodes */
    const struct episode **rows;      /* that are listed, newest first, */
    size_t *dimensions;               /* and to how many dimensions alike it happened */
    size_t count;
    size_t capacity;
    size_t dimension_capacity;
    size_t changes;                      /* among them: of severity, folded or not; */
    size_t bad;                          /* that tell of something bad, */
    size_t lasting;                      /* and of something bad that lasts; */
    size_t flapping;                     /* and what goes to and fro */
    const struct tenant_verdict *tenant; /* of whom they are; NULL: of the fleet, or nobody */
    bool gone;                           /* they would be of a tenant that is gone */
    size_t top;                          /* the row that was drawn first, and which it was */
    char top_key[EVENT_KEY_SIZE];
};

/* Lists what happened in the window to whom a place of the screen is about. */
void event_rows_make(struct event_rows *rows, const struct view *view, const struct place *place);

/* Writes what stays the same of a row while it is told further: a selection by name. */
void event_rows_key(const struct episode *episode, char out[static EVENT_KEY_SIZE]);

/* Returns the row of a key; where it is listed no more, the next older one, else the last. */
size_t event_rows_find(const struct event_rows *rows, const char *key);

/* Returns the row that is shown first so that what one looks at stays where it was: new ones came
 * above it. */
size_t event_rows_top(const struct event_rows *rows, const struct place *place);

/* Returns the nearest row before or behind one that tells of something bad; rows->count: none. */
size_t event_rows_bad(const struct event_rows *rows, size_t row, bool older);

/* Returns how many tenants there are of which not all of the window is told. */
size_t event_rows_partly(const struct event_rows *rows, const struct view *view);

void event_rows_free(struct event_rows *rows);

#endif
