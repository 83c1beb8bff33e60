/* Names: what tenants are called. Each is called by its name in its key, and where two keys have
 * the same one, with what tells their templates apart; where even that is somebody else's name, by
 * its key. What two could be called nobody is called: so it does not matter who is found first. */
#ifndef SOURCE_REDIS_NAMES_H
#define SOURCE_REDIS_NAMES_H

#include "drift/name_table.h"
#include "wire/key_space.h"

struct stream;
struct streams;

enum name_level { NAME_BARE, NAME_QUALIFIED, NAME_KEY };

struct name_claim;

/* Which names are taken; nothing as long as there is one template, whose names are all different.
 */
struct names {
    struct name_claim **claims;
    size_t count;
    size_t capacity;
    struct name_table table; /* positions among the claims */
};

/* Gives the tenant of a new stream of that key its name, in the fleet, and others new ones where
 * they were called the same. */
void names_settle(struct streams *streams, struct stream *stream, struct slice key);

/* Forgets a stream: what it was called so far others may be called. */
void names_forget(struct names *names, const struct stream *stream);

void names_free(struct names *names);

#endif
