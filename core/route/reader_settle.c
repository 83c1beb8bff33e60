/* The reader: what its courier asks and tells. */
#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "route/courier_health.h"
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

/* Why it is away, and when it is tried again where that is not at once. */
static void write_why(const struct courier_status *status, struct buffer *out)
{
    int64_t wait_ms = status->retry_at_ms - timestamp_monotonic();
    int64_t at_ms = timestamp_now() + wait_ms;
    char at[32];

    buffer_string(out, status->error.text);
    if (wait_ms <= COURIER_LONG_MS)
        return;
    timestamp_format(at_ms, ZONE_LOCAL, at);
    buffer_printf(out, "; tried again at %s %s", at, timestamp_zone_name(at_ms, ZONE_LOCAL));
}

/* With each failure the next try is another one. */
static void note_down(struct route_reader *reader, const struct courier_status *status,
                      struct buffer *why)
{
    reader->down_since_ms = status->down_since_ms;
    if (status->down_since_ms > 0)
        write_why(status, why);
    ledger_down(reader->ledger, status->down_since_ms, buffer_text(why));
}

static void say_down(const struct route_reader *reader, bool was_down, int64_t since_ms,
                     const char *why)
{
    const char *name = reader->destination->name;
    const char *zone = timestamp_zone_name(since_ms, ZONE_LOCAL);
    char since[32];

    timestamp_format(since_ms, ZONE_LOCAL, since);
    if (was_down)
        router_say(reader->router, "%s: it takes messages again (it was down since %s %s)", name,
                   since, zone);
    else
        router_say(reader->router, "%s: down since %s %s: %s", name, since, zone, why);
}

static void changed(void *context)
{
    struct route_reader *reader = context;
    struct courier_status status = courier_status(reader->courier);
    int64_t before_ms = reader->down_since_ms;
    bool was_down = before_ms > 0;
    bool is_down = status.down_since_ms > 0;
    struct buffer why = {0};

    router_wake(reader->router); /* nothing may be under way any more of a shard */
    if (!was_down && !is_down)
        return;
    note_down(reader, &status, &why);
    if (was_down != is_down) {
        reader->down_at_ms = was_down ? 0 : timestamp_monotonic();
        say_down(reader, was_down, was_down ? before_ms : status.down_since_ms, buffer_text(&why));
    }
    buffer_free(&why);
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
