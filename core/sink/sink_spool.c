/* The sink's spool. The records in memory are always older than those that are still to be read out
 * of it; so whatever is stored while something is unread keeps its place. */
#include "config.h"

#include "sink/sink_private.h"

#include <string.h>

/* Notes whether the disk works; tells when that changed. */
static void set_disk(struct sink *sink, const struct error *error)
{
    bool changed = strcmp(sink->disk.text, error->text) != 0;

    sink->disk = *error;
    if (changed)
        sink_tell_status(sink);
}

static void on_dropped(void *context, struct slice bytes)
{
    struct sink *sink = context;
    struct record record;
    struct error error;

    sink->counts.dropped++;
    if (record_read(bytes, &record, &error))
        sink_tell(sink, &record, SINK_REFUSED, STREAM_ID_MIN,
                  "dropped, as the spool was full and this was among the oldest");
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

enum spool_stored sink_store(struct sink *sink, const struct record *record, struct error *error)
{
    static const struct error none = {.class = ERROR_NONE};

    buffer_clear(&sink->bytes);
    record_write(record, &sink->bytes);
    enum spool_stored stored =
        spool_store(sink->spool, (struct slice){sink->bytes.data, sink->bytes.size}, error);
    if (stored == SPOOL_STORED)
        sink->unsynced = true;
    if (stored != SPOOL_IS_FULL)
        set_disk(sink, stored == SPOOL_STORED ? &none : error);
    return stored;
}

/* Stores one parcel. When nothing else is unread it is read back at once, which gives its place and
 * lets it stay where it is in the order. */
static bool spill_parcel(struct sink *sink, struct parcel *parcel)
{
    bool alone = spool_at_end(sink->spool);
    struct error error;

    if ((!alone && !sink->closing) || sink_store(sink, &parcel->record, &error) != SPOOL_STORED)
        return false;
    parcel->spooled = alone && spool_read(sink->spool, &sink->bytes, &parcel->place, &error);
    sink_tell(sink, &parcel->record, SINK_SPOOLED, STREAM_ID_MIN, "");
    if (!parcel->spooled)
        parcel->state = PARCEL_DONE; /* the spool has it, and will hand it out */
    return true;
}

void sink_spill(struct sink *sink)
{
    if (sink->spool == NULL || sink->unanswered > 0)
        return;
    for (size_t i = 0; i < sink->outbox.count; i++) {
        struct parcel *parcel = outbox_at(&sink->outbox, i);
        if (parcel->spooled || parcel->state != PARCEL_DUE)
            continue;
        if (!spill_parcel(sink, parcel))
            return;
    }
}

/* Adds what was read. A record that cannot be understood is passed over, but keeps its place until
 * it is forgotten like the others. */
static void add_parcel(struct sink *sink, struct spool_place place)
{
    struct record record;
    struct error error;
    bool good = record_read((struct slice){sink->bytes.data, sink->bytes.size}, &record, &error);
    struct parcel *parcel = outbox_add(&sink->outbox, &record);

    parcel->owner = sink;
    parcel->spooled = true;
    parcel->place = place;
    if (!good) {
        parcel->state = PARCEL_DONE;
        sink->counts.replays_refused++;
    }
    if (record.run != sink->run)
        parcel->record.sent_before = true;
}

void sink_refill(struct sink *sink)
{
    struct spool_place place;
    struct error error;

    while (sink->spool != NULL && sink_has_room(sink) && !spool_at_end(sink->spool)) {
        bool got = spool_read(sink->spool, &sink->bytes, &place, &error);
        set_disk(sink, &error);
        if (!got)
            break;
        add_parcel(sink, place);
    }
    sink_settle(sink);
}

void sink_settle(struct sink *sink)
{
    while (sink->outbox.count > 0) {
        struct parcel *oldest = outbox_at(&sink->outbox, 0);
        struct error error;
        if (oldest->state != PARCEL_DONE)
            break;
        if (oldest->spooled && !spool_acknowledge(sink->spool, oldest->place, &error))
            set_disk(sink, &error);
        outbox_shift(&sink->outbox);
    }
}

void sink_sync(struct sink *sink)
{
    struct error error;

    if (!sink->unsynced)
        return;
    sink->unsynced = false;
    sink->synced_ms = timestamp_monotonic();
    if (!spool_sync(sink->spool, &error))
        set_disk(sink, &error);
}
