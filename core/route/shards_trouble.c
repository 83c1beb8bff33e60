/* The shards: why there is none. */
#include "config.h"

#include "route/shards_private.h"

#include "base/text.h"
#include "base/timestamp.h"

#include <stdio.h>

/* Returns one that somebody else has, or NULL. */
static const struct shard *others(const struct shards *shards, unsigned *count)
{
    const struct shard *found = NULL;

    *count = 0;
    for (unsigned i = 0; i < shards->count; i++) {
        const struct shard *shard = &shards->items[i];
        if (shard->state != SHARD_OTHERS || shard->owner == NULL)
            continue;
        found = found != NULL ? found : shard;
        ++*count;
    }
    return found;
}

static void explain(const struct shards *shards, char *out, size_t size)
{
    struct client_status client = client_status(shards->client);
    unsigned count = 0;
    const struct shard *shard = others(shards, &count);
    char owner[200] = "";

    if (shard != NULL)
        text_safe_copy(owner, sizeof(owner), slice_of(shard->owner));
    if (client.presence == CLIENT_AWAY)
        snprintf(out, size, "Redis is away");
    else if (timestamp_boot() < shards->settle_ms)
        snprintf(out, size, "the number of shards has changed: none is taken until all know");
    else if (shard != NULL)
        snprintf(out, size, "waiting for the leases of others: %u of %u are with %s%s", count,
                 shards->count, owner, count > 1 ? " or others" : "");
    else if (client.presence == CLIENT_PARTLY)
        snprintf(out, size, "a part of Redis is away");
    else
        snprintf(out, size, "waiting for Redis");
}

bool shards_is_refused(const struct shards *shards)
{
    return shards->error.class != ERROR_NONE;
}

const char *shards_trouble(struct shards *shards)
{
    if (shards_is_refused(shards))
        snprintf(shards->trouble, sizeof(shards->trouble), "%s", shards->error.text);
    else if (shards_held(shards) > 0)
        return NULL;
    else
        explain(shards, shards->trouble, sizeof(shards->trouble));
    return shards->trouble;
}
