/* Emit's places: in which line of which file the reports stand that are on their way, so that what
 * becomes of one later is told with its place. */
#ifndef HEADLESS_EMIT_PLACES_H
#define HEADLESS_EMIT_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMIT_PLACES 4096

/* From this report on each stands as many lines behind the one before. */
struct emit_place {
    uint64_t token;
    const char *name; /* of the file */
    uint64_t line;
    uint64_t step; /* 0: no other is known to follow */
};

/* Zero-initialised is empty. A ring: what is older than its oldest is not known any more. */
struct emit_places {
    struct emit_place places[EMIT_PLACES];
    size_t count; /* of all times */
};

/* Notes where a report stands. Tokens grow; the name must stay. */
void emit_places_note(struct emit_places *places, uint64_t token, const char *name, uint64_t line);

/* Finds where one stands; returns false when that is not known any more. */
bool emit_places_find(const struct emit_places *places, uint64_t token, struct emit_place *place);

#endif
