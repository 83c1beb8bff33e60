/* Places: which row stands where, as time goes by. What is listed comes in the order of the judge,
 * which may be another one with every report; rows that change places under the eye, or under the
 * key that is about to open one, are worse than rows that stand a little wrong. So this says when
 * rows may move; it has no clock of its own. */
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
};

/* What is to be placed: whose rows they are, how many, the id of each, which no other has, and the
 * row of an id. It holds until the next one is given. */
struct places_order {
    uint64_t owner;
    size_t count;
    uint64_t (*row)(const void *context, size_t index);
    size_t (*find)(const void *context, uint64_t id);
    bool goes_on; /* the rows are those of the last order, in whichever order, and these: */
    size_t came;  /* so many, */
    uint64_t (*newcomer)(const void *context, size_t index); /* in the judge's order */
    const void *context;
};

/* Zero-initialised has taken no places yet. */
struct places {
    uint64_t *rows; /* their ids, as they stand */
    size_t count;   /* 0: every row stands where the judge has it */
    size_t capacity;
    struct places_order order; /* of the last arrangement */
    int64_t taken_ms;
    bool taken;
};

/* Gives each row its place: that of the judge, or, while rows are held, the one in which it stands;
 * those that came anew meanwhile go to the end, in the judge's order. Places are taken anew for
 * another owner. Of an order that goes on from the last one, this looks at those that came alone.
 */
void places_arrange(struct places *places, const struct places_rule *rule,
                    const struct places_order *order, int64_t now_ms, int64_t key_ms);

/* Makes the next arrangement take places anew, whatever the rule says. */
void places_renew(struct places *places);

/* Return the judge's row in a place, and the place of a row. */
size_t places_row(const struct places *places, size_t place);
size_t places_find(const struct places *places, size_t row);

void places_free(struct places *places);

#endif
