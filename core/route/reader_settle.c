/* The reader: what its courier asks and tells. */
#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "route/router_private.h"

static bool may_send(void *context, const struct message *message)
{
    struct route_lane *lane = message->owner;

    (void)context;
    if (!route_reader_owns(lane))
        lane->dropped = lane->reader->put_off = true;
    return !lane->dropped;
}

static void said(void *context, const char *text)
{
    const struct route_reader *reader = context;

    router_say(reader->router, "%s", text);
}

static void settled(void *context, struct message *message, const struct message *final,
                    const struct outcome *outcome)
{
    struct route_reader *reader = context;
    const struct router *router = reader->router;

    route_reader_count(reader, message, outcome);
    if (outcome->kind != OUTCOME_PASSED)
        router->events->settled(router->context, final, outcome);
    route_lane_settled(message->owner, message, outcome->kind == OUTCOME_DEAD);
}

static void changed(void *context)
{
    struct route_reader *reader = context;
    struct courier_status status = courier_status(reader->courier);
    bool was_down = reader->down_since_ms > 0;
    int64_t since_ms = was_down ? reader->down_since_ms : status.down_since_ms;
    char since[32];

    router_wake(reader->router); /* nothing may be under way any more of a shard */
    if (was_down == (status.down_since_ms > 0))
        return;
    timestamp_format(since_ms, ZONE_LOCAL, since);
    reader->down_since_ms = status.down_since_ms;
    reader->down_at_ms = was_down ? 0 : timestamp_monotonic();
    ledger_down(reader->ledger, status.down_since_ms, status.error.text);
    if (was_down)
        router_say(reader->router, "%s: it takes messages again (it was down since %s %s)",
                   reader->destination->name, since, timestamp_zone_name(since_ms, ZONE_LOCAL));
    else
        router_say(reader->router, "%s: down since %s %s: %s", reader->destination->name, since,
                   timestamp_zone_name(since_ms, ZONE_LOCAL), status.error.text);
}

bool route_reader_open_courier(struct route_reader *reader, struct error *error)
{
    static const struct courier_events events = {
        .may_send = may_send, .settled = settled, .changed = changed, .said = said};
    const struct router *router = reader->router;

    reader->courier = courier_open(&(struct courier_options){.loop = router->loop,
                                                             .destination = reader->destination,
                                                             .client = router->client,
                                                             .events = &events,
                                                             .context = reader},
                                   error);
    return reader->courier != NULL;
}
