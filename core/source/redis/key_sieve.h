/* Key sieve: which keys are streams that were asked for. */
#ifndef SOURCE_REDIS_KEY_SIEVE_H
#define SOURCE_REDIS_KEY_SIEVE_H

#include "source/redis/streams.h"

/* Zero-initialised is ready but for `streams`. */
struct key_sieve {
    struct streams *streams;
    struct buffer tenant; /* scratch */
    struct buffer name;   /* likewise */
};

/* Finds the stream of a key, known already or new: NULL when it is none of those that were asked
 * for. Returns false when the key fits no template, whatever the server thinks of the pattern. */
bool key_sieve_take(struct key_sieve *sieve, struct slice key, struct stream **stream);

/* Writes the name of a tenant that was found by the template of this number: with its qualifier
 * where there are several. Returns true when it is one that was asked for. */
bool key_sieve_selects(const struct key_space *space, const struct selection *selection,
                       size_t number, struct slice tenant, struct buffer *name);

void key_sieve_free(struct key_sieve *sieve);

#endif
