/* The reader: why there is nothing for it to read. */
#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/router_private.h"

#include <stdlib.h>
#include <string.h>

#define TROUBLE_TOLD_MS (3 * MS_PER_SECOND) /* what is over before is none: a failover, say */

/* That Redis is away the router tells itself. */
static const char *trouble_of(const struct route_reader *reader)
{
    const struct router *router = reader->router;

    if (reader->shards == NULL || client_status(router->client).presence == CLIENT_AWAY)
        return NULL;
    return shards_trouble(reader->shards);
}

static void tell_end(struct route_reader *reader)
{
    if (reader->trouble != NULL)
        router_say(reader->router, "%s: the leases of its streams are in order again",
                   reader->destination->name);
    free(reader->trouble);
    reader->trouble = NULL;
    reader->trouble_ms = 0;
}

/* Whose leases are waited for may change with each turn: that is told once. */
static bool is_news(const struct route_reader *reader, const char *why)
{
    return reader->trouble == NULL ||
           (shards_is_refused(reader->shards) && strcmp(why, reader->trouble) != 0);
}

void route_reader_tell_trouble(struct route_reader *reader)
{
    int64_t now_ms = timestamp_monotonic();
    const char *why = trouble_of(reader);

    if (why == NULL && client_status(reader->router->client).presence != CLIENT_AWAY)
        tell_end(reader);
    if (why == NULL)
        return;
    if (reader->trouble_ms == 0)
        reader->trouble_ms = now_ms;
    if (now_ms - reader->trouble_ms < TROUBLE_TOLD_MS || !is_news(reader, why))
        return;
    router_say(reader->router, "%s: %s: %s", reader->destination->name,
               route_reader_held(reader) > 0
                   ? "the leases of its streams are not kept as they should be"
                   : "no stream is read for it",
               why);
    free(reader->trouble);
    reader->trouble = mem_strdup(why);
}

/* Once there are no more of them. */
void route_reader_tell_kept(struct route_reader *reader)
{
    size_t lost = reader->kept + reader->unkept;
    bool grows = lost != reader->lost_before;

    reader->lost_before = lost;
    if (grows || lost == 0)
        return;
    router_say(reader->router,
               "%s: Redis has lost what was told: of the streams with open alerts %zu are known "
               "here, and saved again; %zu are not",
               reader->destination->name, reader->kept, reader->unkept);
    reader->kept = reader->unkept = reader->lost_before = 0;
}

const char *router_trouble(struct router *router)
{
    const struct error *trouble = finder_trouble(router->finder);

    if (client_status(router->client).presence == CLIENT_AWAY)
        return router->lost_some ? router->away.text : "Redis is away";
    for (size_t i = 0; i < router->reader_count; i++) {
        const char *why = trouble_of(router->readers[i]);
        if (why != NULL)
            return why;
    }
    return trouble != NULL ? trouble->text : NULL;
}
