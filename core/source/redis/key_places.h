/* Key places: keys of streams, sorted by what is in front of their last part: each is a place, for
 * which there is an option that shows it. */
#ifndef SOURCE_REDIS_KEY_PLACES_H
#define SOURCE_REDIS_KEY_PLACES_H

#include "base/buffer.h"
#include "base/slice.h"
#include "source/status.h"

#define KEY_PLACES_MAX 64

/* The keys "rag:drift:acme" and "rag:drift:globex" are in the place "rag:drift". */
struct key_place {
    struct buffer prefix; /* without the ':' behind it */
    struct buffer key;    /* one of those that hold reports */
    size_t looks;         /* at streams in it */
    uint64_t streams;     /* of those that hold reports */
};

/* Zero-initialised is empty. */
struct key_places {
    struct key_place items[KEY_PLACES_MAX];
    size_t count;
};

/* Returns the place of a key, NULL where there is no room for one more. */
struct key_place *key_places_of(struct key_places *places, struct slice key);

/* Writes the places that hold reports, the fullest first, into the status. Namespaces are named by
 * --ns where the template is the usual one. */
void key_places_tell(const struct key_places *places, bool usual_template,
                     struct source_status *status);

void key_places_free(struct key_places *places);

#endif
