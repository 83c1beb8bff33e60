/* Mutes: of what nothing is to be told for a while, kept in one hash of the Redis, for all routers
 * and destinations. */
#ifndef ROUTE_MUTES_H
#define ROUTE_MUTES_H

#include "redis/client.h"

#include <uv.h>

struct mute {
    char *tenant;    /* a name or a glob */
    char *dimension; /* likewise; NULL: all of it */
    int64_t until_ms;
    char *why;
    char *by; /* user@host; may be NULL */
};

/* Zero-initialised is empty. */
struct mute_list {
    struct mute *items;
    size_t count;
};

/* Reads the words of "TENANT[/DIMENSION]", the last '/' of which parts them; one that is a tenant's
 * own is written "\/", and a mute without it also holds for a tenant of the whole name. Returns
 * false with what it takes. To be freed with mute_free(). */
bool mute_parse(const char *words, struct mute *mute, struct error *error);
void mute_free(struct mute *mute);

/* Adds what stands in the hash as a field and its value. Returns false for what is no mute. */
bool mute_take(struct mute_list *list, struct slice field, struct slice value);

/* Appends the field, which is how it would be typed, and the value. */
void mute_write(const struct mute *mute, struct buffer *field, struct buffer *value);

/* Returns true when nothing is to be told of a dimension (NULL: of the tenant as a whole) now. */
bool mute_list_has(const struct mute_list *list, int64_t now_ms, const char *tenant,
                   const char *dimension);
void mute_list_free(struct mute_list *list);

#endif
