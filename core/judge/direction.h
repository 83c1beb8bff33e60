/* Direction: on which side of its baseline a dimension is in trouble. It is not on the wire, so the
 * operator says it, or it is guessed; an unknown direction is an answer too. */
#ifndef JUDGE_DIRECTION_H
#define JUDGE_DIRECTION_H

#include "base/error.h"
#include "drift/tenant.h"

enum direction {
    DIRECTION_LOWER = -1, /* is worse */
    DIRECTION_UNKNOWN = 0,
    DIRECTION_HIGHER = 1, /* is worse */
    DIRECTION_BOTH = 2    /* are */
};

struct direction_rule {
    char *glob;
    enum direction direction;
};

/* What the operator says, the first rule that matches a name. Zero-initialised there is none. */
struct directions {
    struct direction_rule *rules;
    size_t count;
    size_t capacity;
};

/* Adds "GLOB = WORD", with the words higher, lower and both. Returns false with the reason. */
bool directions_add(struct directions *directions, const char *glob, const char *word,
                    struct error *error);
void directions_free(struct directions *directions);

/* Returns the direction: by the operator's rules (NULL: none), by the known names, then by what was
 * learned from the sign of z while severity was not ok. */
enum direction dimension_direction(const struct directions *directions,
                                   const struct dimension *dimension);

/* Returns whether a change by so much from the baseline is one for the worse; false where that is
 * not known. */
bool direction_is_worse(enum direction direction, double change);

/* Returns the word: "higher", "lower", "both"; "" for unknown. */
const char *direction_name(enum direction direction);

#endif
