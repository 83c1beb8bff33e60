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

/* Read the words of "TENANT[/DIMENSION]"; the hash's field and value. */
bool mute_parse(const char *words, struct mute *mute, struct error *error);
bool mute_take(struct mute_list *list, struct slice field, struct slice value);
void mute_write(const struct mute *mute, struct buffer *field, struct buffer *value);
bool mute_list_has(const struct mute_list *list, int64_t now_ms, const char *tenant,
                   const char *dimension);
void mute_list_free(struct mute_list *list);

#endif
