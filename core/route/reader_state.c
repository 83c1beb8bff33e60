/* The reader: how far it is. */
#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "route/router_private.h"

#define LEASES_WAITED 3 /* until those who hold the rest are taken to live */

bool route_lane_is_saved(const struct route_lane *lane)
{
    bool resaves = lane->resave && lane->waiting == 0;

    return !lane->saving && !resaves && lane->save.change_count == 0 && lane->save.acks.count == 0;
}

/* What needs a person is not waited for. */
bool route_lane_is_idle(const struct route_lane *lane)
{
    bool reads = lane->phase == LANE_READS && !lane->touched && !lane->reading &&
                 lane->outstanding == 0 && lane->pending.count == 0;
    bool rests = lane->phase == LANE_RESTS || lane->phase == LANE_GONE || lane->refused;

    return (reads || rests || lane->full) && route_lane_is_saved(lane);
}

bool route_lane_is_quiet(const struct route_lane *lane)
{
    return lane->phase == LANE_READS && !lane->reading && lane->outstanding == 0;
}

void route_reader_count(struct route_reader *reader, const struct message *message,
                        const struct outcome *outcome)
{
    bool accepted = outcome->kind == OUTCOME_ACCEPTED, dead = outcome->kind == OUTCOME_DEAD;

    reader->counts.accepted += accepted;
    reader->counts.dead += dead;
    reader->counts.lost += message->lost;
    if (reader->ledger == NULL)
        return;
    ledger_add(reader->ledger, LEDGER_ACCEPTED, accepted);
    ledger_add(reader->ledger, LEDGER_DEAD, dead);
    ledger_add(reader->ledger, LEDGER_LOST, message->lost);
    ledger_add(reader->ledger, LEDGER_REPEATED, accepted && message->may_repeat);
    if (accepted)
        ledger_accepted(reader->ledger, router_now(reader->router));
}

void route_reader_tell_unsaved(struct route_reader *reader, const struct error *error)
{
    bool unsaved = error != NULL;

    if (unsaved == reader->unsaved)
        return;
    reader->unsaved = unsaved;
    if (unsaved)
        router_say(reader->router, "%s: what was told is not saved: %s", reader->destination->name,
                   error->text);
    else
        router_say(reader->router, "%s: what was told is saved again", reader->destination->name);
}

static size_t count_refused(const struct route_reader *reader)
{
    const struct route_lane *lane;
    size_t count = 0;

    FOR_EACH_LANE(reader, lane)
    {
        count += lane->refused;
    }
    return count;
}

struct router_counts router_counts(const struct router *router)
{
    struct router_counts all = {0};

    for (size_t i = 0; i < router->reader_count; i++) {
        const struct route_reader *reader = router->readers[i];
        all.entries += reader->counts.entries;
        all.accepted += reader->counts.accepted;
        all.dead += reader->counts.dead;
        all.lost += reader->counts.lost;
        all.saved += reader->counts.saved;
        all.waiting += reader->waiting;
        /* What it was told of by others is not what it found. */
        all.down += reader->down_since_ms > 0 && courier_status(reader->courier).tries > 0;
        all.refused += count_refused(reader);
    }
    return all;
}

/* Other routers have the rest, where they have had time to show that they do not live. */
static bool holds_its_part(const struct route_reader *reader)
{
    const struct router_options *options = &reader->router->options;
    int64_t lease_ms = options->lease_ms > 0 ? options->lease_ms : SHARD_LEASE_MS;
    unsigned held = 0;

    if (reader->shards == NULL)
        return true;
    unsigned count = shards_count(reader->shards);
    for (unsigned i = 0; i < count; i++)
        held += reader->held[i];
    return count > 0 && (held == count || timestamp_monotonic() - reader->router->began_ms >
                                              LEASES_WAITED * lease_ms);
}

static bool has_read(const struct route_reader *reader)
{
    const struct route_lane *lane;

    if (reader->stepping > 0 || reader->reading > 0 || reader->born_due || reader->asks_open ||
        reader->open_due || !holds_its_part(reader))
        return false;
    FOR_EACH_LANE(reader, lane)
    {
        if (!route_lane_is_idle(lane))
            return false;
    }
    return true;
}

bool route_reader_is_done(struct route_reader *reader, struct error *error)
{
    const struct router *router = reader->router;

    if (!has_read(reader))
        return false;
    if (reader->waiting == 0)
        return true;
    if (reader->down_at_ms == 0) {
        courier_retry(reader->courier);
        return false;
    }
    if (timestamp_monotonic() - reader->down_at_ms < router->options.timeout_ms)
        return false;
    struct courier_status status = courier_status(reader->courier);
    error_set(error, ERROR_RETRY, "%s: it is down, and %zu of its messages wait: %s",
              reader->destination->name, reader->waiting, status.error.text);
    return true;
}

bool route_reader_is_settled(const struct route_reader *reader)
{
    const struct route_lane *lane;

    if (reader->courier != NULL && courier_status(reader->courier).under_way > 0)
        return false;
    FOR_EACH_LANE(reader, lane)
    {
        if (!route_lane_is_saved(lane))
            return false;
    }
    return true;
}
