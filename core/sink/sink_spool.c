/* The sink's spool. The records in memory are always older than those that are still to be read out
 * of it; so whatever is stored while something is unread keeps its place. */
#include "config.h"

#include "sink/sink_private.h"

#include "base/duration.h"

#define SYNC_MS MS_PER_SECOND
#define HOLD_MS (2 * MS_PER_SECOND)  /* so long what cannot be read holds up what is behind it */
#define TRIES 2                      /* to store, when what was stored before disappeared */
#define RETRY_MS (5 * MS_PER_SECOND) /* between two tries to read what was set aside */

static const char dropped_reason[] = "dropped, as the spool was full and this was among the oldest";

static void on_dropped(void *context, struct slice bytes)
{
    struct sink *sink = context;
    struct record record;
    struct error error;

    sink->counts.dropped++;
    if (record_read(bytes, &record, &error))
        sink_tell(sink, &record, SINK_REFUSED, STREAM_ID_MIN, dropped_reason);
    else
        sink->counts.replays_refused++;
}

static void on_flawed(void *context, const char *text)
{
    struct sink *sink = context;

    sink->counts.flaws++;
    sink->woken = true;
    if (sink->on_flaw != NULL)
        sink->on_flaw(sink->context, text);
}

bool sink_open_spool(struct sink *sink, const struct sink_options *options, struct error *error)
{
    if (options->spool_directory == NULL)
        return true;
    sink->spool = spool_open(
        &(struct spool_options){
            .directory = options->spool_directory,
            .max_bytes = options->spool_max_bytes,
            .full = options->spool_full,
            .dropped = on_dropped,
            .flawed = on_flawed,
            .context = sink,
        },
        error);
    return sink->spool != NULL;
}

bool sink_wants_spool(const struct sink *sink)
{
    if (sink->spool == NULL)
        return false;
    return !spool_at_end(sink->spool) ||
           (sink->breaker.state != BREAKER_CLOSED && sink->unanswered == 0);
}

/* Looks whether what is in memory is still on disk, too. */
static void note_changes(struct sink *sink)
{
    uint64_t changes = spool_changes(sink->spool);

    if (sink->spool_changes == changes)
        return;
    sink->spool_changes = changes;
    for (size_t i = 0; i < sink->outbox.count; i++) {
        struct parcel *parcel = outbox_at(&sink->outbox, i);
        enum spool_held held =
            parcel->spooled ? spool_holds(sink->spool, parcel->place) : SPOOL_HELD;
        if (held == SPOOL_HELD)
            continue;
        parcel->spooled = false;
        parcel->dropped = held == SPOOL_DROPPED;
    }
}

/* Stores a record; with `place`, as one that stays in memory. */
static enum spool_stored store(struct sink *sink, const struct record *record,
                               struct spool_place *place, struct error *error)
{
    int64_t now_ms = timestamp_monotonic();

    if (!retry_is_due(&sink->storing, now_ms) && !sink->closing) {
        *error = sink->storing.error;
        return SPOOL_FAILED;
    }
    buffer_clear(&sink->bytes);
    record_write(record, &sink->bytes);
    enum spool_stored stored =
        spool_store(sink->spool, (struct slice){sink->bytes.data, sink->bytes.size}, place, error);
    note_changes(sink);
    if (stored == SPOOL_CHANGED)
        return stored;
    if (stored != SPOOL_FAILED ? retry_succeeded(&sink->storing)
                               : retry_failed(&sink->storing, error, now_ms))
        sink_tell_status(sink);
    sink->unsynced |= stored == SPOOL_STORED;
    return stored;
}

/* Stores one parcel, which stays where it is in the order; where something is unread that cannot
 * be, and the parcel goes behind it, when there is no other way. */
static bool spill_parcel(struct sink *sink, struct parcel *parcel)
{
    bool alone = spool_at_end(sink->spool);
    struct error error;

    if ((!alone && !sink->closing) ||
        store(sink, &parcel->record, alone ? &parcel->place : NULL, &error) != SPOOL_STORED)
        return false;
    parcel->spooled = alone;
    if (!parcel->promised)
        sink_tell(sink, &parcel->record, SINK_SPOOLED, STREAM_ID_MIN, "");
    parcel->promised = true;
    if (!alone)
        parcel->state = PARCEL_DONE; /* the spool has it, and will hand it out */
    return true;
}

bool sink_spill(struct sink *sink)
{
    if (sink->spool == NULL || sink->unanswered > 0)
        return false;
    note_changes(sink);
    for (size_t i = 0; i < sink->outbox.count; i++) {
        struct parcel *parcel = outbox_at(&sink->outbox, i);
        if (parcel->spooled || parcel->dropped || parcel->state != PARCEL_DUE)
            continue;
        if (!spill_parcel(sink, parcel))
            return false;
    }
    return true;
}

/* What is older and in memory alone goes first. */
enum spool_stored sink_store(struct sink *sink, const struct record *record, struct error *error)
{
    enum spool_stored stored = SPOOL_CHANGED;

    for (int tries = 0; tries < TRIES && stored == SPOOL_CHANGED; tries++) {
        if (sink->unanswered > 0 || !spool_at_end(sink->spool) || sink_spill(sink))
            stored = store(sink, record, NULL, error);
    }
    if (stored == SPOOL_CHANGED) {
        *error = sink->storing.error;
        stored = SPOOL_FAILED;
    }
    return stored;
}

void sink_tell_dropped(struct sink *sink)
{
    for (size_t i = 0; i < sink->outbox.count; i++) {
        struct parcel *parcel = outbox_at(&sink->outbox, i);
        if (!parcel->dropped || parcel->state == PARCEL_DONE)
            continue;
        sink->counts.dropped++;
        sink_tell(sink, &parcel->record, SINK_REFUSED, STREAM_ID_MIN, dropped_reason);
        parcel->state = PARCEL_DONE;
    }
}

/* Adds what was read. A record that cannot be understood is damage, but keeps its place until it is
 * forgotten like the others. */
static void add_parcel(struct sink *sink, struct spool_place place)
{
    struct record record;
    struct error error;
    bool good = record_read((struct slice){sink->bytes.data, sink->bytes.size}, &record, &error);

    if (!good)
        spool_reject(sink->spool, place, sink->bytes.size);
    struct parcel *parcel = outbox_add(&sink->outbox, good ? &record : &(struct record){0});
    parcel->owner = sink;
    parcel->spooled = parcel->promised = true;
    parcel->place = place;
    if (!good)
        parcel->state = PARCEL_DONE;
    if (record.run != sink->run)
        parcel->record.sent_before = true;
}

/* Whoever gives up soon must not do so before what can be read had its turn. */
static int64_t hold_ms(const struct sink *sink)
{
    int64_t share_ms = sink->timeout_ms / 3;

    return share_ms < HOLD_MS ? share_ms : HOLD_MS;
}

/* A segment that cannot be read holds up the others for a while, and is tried again meanwhile. */
static void wait_for_reading(struct sink *sink, const struct error *error, int64_t now_ms)
{
    retry_failed(&sink->reading, error, now_ms);
    if (now_ms - sink->reading.since_ms < hold_ms(sink))
        return;
    spool_set_aside(sink->spool);
    retry_succeeded(&sink->reading);
    sink->aside_ms = now_ms;
}

static void retry_aside(struct sink *sink, int64_t now_ms)
{
    if (now_ms - sink->aside_ms < RETRY_MS)
        return;
    sink->aside_ms = now_ms;
    spool_retry(sink->spool);
}

void sink_refill(struct sink *sink)
{
    int64_t now_ms = timestamp_monotonic();
    struct spool_place place;
    struct error error;

    while (sink->spool != NULL && sink_has_room(sink) && retry_is_due(&sink->reading, now_ms)) {
        retry_aside(sink, now_ms);
        if (spool_read(sink->spool, &sink->bytes, &place, &error)) {
            retry_succeeded(&sink->reading);
            add_parcel(sink, place);
        } else if (error.class == ERROR_NONE) {
            break;
        } else {
            wait_for_reading(sink, &error, now_ms);
        }
        note_changes(sink);
    }
    sink_settle(sink);
}

bool sink_can_refill(const struct sink *sink)
{
    return sink->spool != NULL && sink_has_room(sink) && sink->reading.failures == 0 &&
           !spool_at_end(sink->spool);
}

void sink_settle(struct sink *sink)
{
    while (sink->outbox.count > 0) {
        struct parcel *oldest = outbox_at(&sink->outbox, 0);
        if (oldest->state != PARCEL_DONE)
            break;
        if (oldest->spooled) {
            spool_acknowledge(sink->spool, oldest->place);
            sink->unsynced = true;
        }
        outbox_shift(&sink->outbox);
    }
}

/* Returns the time of the next try, unless it has come already: then it is up to others. */
static int64_t next_try(const struct retry *retry, int64_t now_ms)
{
    return retry->failures > 0 && retry->due_ms > now_ms ? retry->due_ms : INT64_MAX;
}

/* While something is in the spool it is looked after once a second. */
int64_t sink_spool_due(const struct sink *sink)
{
    int64_t now_ms = timestamp_monotonic();
    int64_t due_ms = INT64_MAX;

    if (sink->spool == NULL)
        return due_ms;
    struct spool_counts counts = spool_counts(sink->spool);
    if (sink->unsynced || counts.records > 0 || counts.unreadable > 0)
        due_ms = sink->synced_ms + SYNC_MS;
    if (next_try(&sink->storing, now_ms) < due_ms)
        due_ms = sink->storing.due_ms;
    if (next_try(&sink->reading, now_ms) < due_ms)
        due_ms = sink->reading.due_ms;
    return due_ms;
}

void sink_sync(struct sink *sink)
{
    int64_t now_ms = timestamp_monotonic();
    struct error error = {0};

    sink->unsynced = false;
    sink->synced_ms = now_ms;
    if (spool_sync(sink->spool, &error) ? retry_succeeded(&sink->syncing)
                                        : retry_failed(&sink->syncing, &error, now_ms))
        sink_tell_status(sink);
    note_changes(sink);
    if (sink->breaker.state != BREAKER_CLOSED)
        sink_spill(sink);
}

/* Whoever waits for room on the disk may try again. */
void sink_serve_spool(struct sink *sink)
{
    int64_t now_ms = timestamp_monotonic();

    if (sink->spool == NULL)
        return;
    if (now_ms - sink->synced_ms >= SYNC_MS)
        sink_sync(sink);
    if (sink->storing.failures > 0 && retry_is_due(&sink->storing, now_ms))
        sink->woken = true;
}
