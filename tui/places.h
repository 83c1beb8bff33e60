/* Places: which row stands where, as time goes by. What is listed comes in the order of the judge,
 * which may be another one with every report; rows that change places under the eye, or under the
 * key that is about to open one, are worse than rows that stand a little wrong. So this says what
 * may move, and when; it has no clock of its own. */
#ifndef TUI_PLACES_H
#define TUI_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLACES_FROZEN INT64_MAX /* as a length of time */

/* With nothing set, every row moves at once. */
struct places_rule {
    int64_t hold_ms;      /* how long all rows stay once places were taken */
    int64_t after_key_ms; /* and how long after a key */
    bool by_class;        /* else, a row stays as long as it is in the same class */
};

/* A row as the judge has it. */
struct placed {
    uint64_t id;
    int class; /* the greater, the sooner it comes */
};

/* Zero-initialised has taken no places yet. */
struct places {
    struct placed *rows; /* as they stand */
    size_t *wanted;      /* the judge's row in each place */
    size_t count;        /* 0: every row stands where the judge has it */
    size_t capacity;
    size_t wanted_capacity;
    uint64_t owner;
    int64_t taken_ms;
    bool taken;
};

/* What is to be placed: whose rows they are, how many, and each. */
struct places_order {
    uint64_t owner;
    size_t count;
    struct placed (*row)(const void *context, size_t index);
    const void *context;
};

/* Gives each row its place. Rows that may not move keep the order in which they stand, those that
 * came anew while all are held go to the end. Places are taken anew for another owner. */
void places_arrange(struct places *places, const struct places_rule *rule,
                    const struct places_order *order, int64_t now_ms, int64_t key_ms);

/* Makes the next arrangement take places anew, whatever the rule says. */
void places_renew(struct places *places);

/* Return the judge's row in a place, and the place of a row. */
size_t places_row(const struct places *places, size_t place);
size_t places_find(const struct places *places, size_t row);

void places_free(struct places *places);

#endif
