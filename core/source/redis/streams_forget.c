/* What is gone for an hour is forgotten, or a dashboard that runs for weeks would keep, and list,
 * whatever there ever was. */
#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/redis/streams.h"

#include <stdlib.h>

#define KEPT_MS MS_PER_HOUR
#define LOOK_EVERY_MS MS_PER_MINUTE

/* One about which something is asked waits for the next look. */
static bool may_be_forgotten(const struct stream *stream)
{
    const struct stream_window *window = &stream->window;

    return stream->gone && !stream->away && !stream->broken && stream->due == 0 &&
           stream->under_way == 0 && !window->loading && !window->in_turn &&
           streams_now(stream->streams) - stream->tenant->gone_ms >= KEPT_MS;
}

static bool is_forgotten(const struct stream *stream)
{
    return stream->forgotten;
}

/* Lists the positions of those that are to be forgotten, and returns how many they are. */
static size_t choose(const struct streams *streams, size_t *positions)
{
    size_t count = 0;

    for (size_t i = 0; i < streams->count; i++) {
        streams->all[i]->forgotten = may_be_forgotten(streams->all[i]);
        if (streams->all[i]->forgotten)
            positions[count++] = i;
    }
    return count;
}

static void leave_watched(struct streams *streams)
{
    size_t left = 0;

    for (size_t i = 0; i < streams->watched_count; i++) {
        if (!streams->watched[i]->forgotten)
            streams->watched[left++] = streams->watched[i];
    }
    streams->watched_count = left;
}

static void forget(struct streams *streams, struct stream *stream)
{
    names_forget(&streams->names, stream);
    name_table_remove(&streams->keys, stream_key(stream));
    stream_free(stream);
    streams->gone--;
}

static void forget_chosen(struct streams *streams, const size_t *positions, size_t count,
                          const struct streams_parting *parting)
{
    size_t left = 0;

    leave_watched(streams);
    stream_groups_remove(&streams->groups, is_forgotten);
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = streams->all[i];
        stream->number = left;
        if (stream->forgotten) {
            parting->leaves(parting->context, stream);
            forget(streams, stream);
        } else {
            streams->all[left++] = stream;
        }
    }
    streams->count = left;
    name_table_close_gaps(&streams->keys, positions, count);
    fleet_remove_at(streams->fleet, positions, count);
}

void streams_forget_gone(struct streams *streams, const struct streams_parting *parting)
{
    int64_t now_ms = streams_now(streams);

    if (!streams->follow || !streams->judged || streams->gone == 0 ||
        now_ms < streams->forget_gone_ms || streams->requests.under_way > 0)
        return;
    streams->forget_gone_ms = now_ms + LOOK_EVERY_MS;
    size_t *positions = mem_zalloc(streams->gone, sizeof(*positions));
    size_t count = choose(streams, positions);
    if (count > 0)
        forget_chosen(streams, positions, count, parting);
    free(positions);
}
