#include "config.h"

#include "source/redis/pauses.h"

#include "base/duration.h"
#include "base/memory.h"
#include "judge/silence.h"
#include "source/pauses.h"
#include "source/redis/streams.h"

#include <stdlib.h>

#define ASKED_UNDER_WAY_MAX 50
#define ALL_EVERY_MS (15 * MS_PER_SECOND) /* every tenant is looked at for whether it is silent */
#define DAYS 2
#define SIDES 2

struct pauses {
    struct streams *streams;
    size_t next; /* among all streams */
    double due;  /* how many are to be looked at */
};

struct pause;

/* One of the entries that are asked for: before a moment or from it on. */
struct pause_side {
    struct pause *pause;
    int64_t *time_ms;
};

/* What is under way for one stream. */
struct pause {
    struct stream *stream;
    struct pause_evidence evidence;
    struct pause_side sides[DAYS][SIDES];
    unsigned left;
    bool failed;
};

static void settle(struct pause *pause)
{
    struct stream *stream = pause->stream;

    stream_answered(stream, ASK_PAUSES);
    if (!pause->failed) {
        pause->evidence.known = true;
        stream->streams->status->advances++;
        stream->tenant->pauses = pause->evidence;
        stream_touch(stream);
    }
    free(pause);
}

static void side_reply(void *context, const struct reply *reply)
{
    struct pause_side *side = context;
    struct pause *pause = side->pause;
    struct stream_id id;
    struct slice reason;

    if (reply == NULL || requests_refused(reply, &reason)) {
        pause->failed = true;
    } else {
        struct slice text = reply_text(reply, reply_child(reply, reply_child(reply, 0, 0), 0));
        if (stream_id_parse(text, &id))
            *side->time_ms = stream_id_time(id);
    }
    if (--pause->left == 0)
        settle(pause);
}

static void ask_side(struct pause_side *side, const char *command, struct stream_id from,
                     const char *to)
{
    struct pause *pause = side->pause;
    char from_text[STREAM_ID_SIZE];

    stream_id_format(from, from_text);
    const struct slice words[] = {slice_of(command),   stream_key(pause->stream),
                                  slice_of(from_text), slice_of(to),
                                  SLICE("COUNT"),      SLICE("1")};
    if (requests_send(&pause->stream->streams->requests, &(struct request){.words = words,
                                                                           .count = 6,
                                                                           .on_reply = side_reply,
                                                                           .stream = pause->stream,
                                                                           .context = side}))
        pause->left++;
}

static void ask_day(struct pause *pause, size_t day, int64_t at_ms)
{
    struct quiet *quiet = &pause->evidence.days[day];
    struct pause_side *sides = pause->sides[day];
    struct stream_id at = stream_id_at(at_ms);

    *quiet = (struct quiet){.before_ms = INT64_MIN, .after_ms = INT64_MAX};
    sides[0] = (struct pause_side){pause, &quiet->before_ms};
    sides[1] = (struct pause_side){pause, &quiet->after_ms};
    ask_side(&sides[0], "XREVRANGE", stream_id_previous(at), "-");
    ask_side(&sides[1], "XRANGE", at, "+");
}

/* Nothing is asked when Redis is away. */
static void ask(struct stream *stream, int64_t now_ms)
{
    struct pause *pause = mem_zalloc(1, sizeof(*pause));

    pause->stream = stream;
    for (size_t day = 0; day < DAYS; day++)
        ask_day(pause, day, pauses_moment(now_ms, day));
    if (pause->left > 0)
        stream_asked(stream, ASK_PAUSES);
    else
        free(pause);
}

/* Who has been silent for longer than a day does not pause. */
static bool is_asked(const struct tenant *tenant, int64_t now_ms)
{
    int64_t age_ms = now_ms - stream_id_time(tenant->newest_id);

    return tenant->recent.count > 0 && age_ms > tenant_silent_after(tenant) &&
           age_ms <= MS_PER_DAY && !pauses_hold(tenant, now_ms);
}

static void look_at(struct stream *stream)
{
    int64_t now_ms = streams_moment(stream->streams);

    if (!stream->broken && is_asked(stream->tenant, now_ms))
        ask(stream, now_ms);
}

static void pump(void *asker)
{
    struct pauses *pauses = asker;
    struct streams *streams = pauses->streams;
    struct stream *stream;

    while (streams->under_way[ASK_PAUSES] < ASKED_UNDER_WAY_MAX &&
           (stream = streams_next(streams, ASK_PAUSES)) != NULL)
        look_at(stream);
}

/* All are looked at in turn: who falls silent does so by the clock alone, and is then judged by
 * more entries. */
static void tick(void *asker)
{
    struct pauses *pauses = asker;
    const struct streams *streams = pauses->streams;

    if (!streams->follow || !streams->judged)
        return;
    pauses->due += (double)streams->count * (double)streams->refresh_ms / (double)ALL_EVERY_MS;
    if (pauses->due > (double)streams->count)
        pauses->due = (double)streams->count;
    for (; pauses->due >= 1; pauses->due -= 1) {
        struct stream *stream = streams->all[pauses->next++ % streams->count];
        stream_ask(stream, ASK_PAUSES);
        stream_ask(stream, ASK_MORE);
    }
}

static void *create(struct streams *streams)
{
    struct pauses *pauses = mem_zalloc(1, sizeof(*pauses));

    pauses->streams = streams;
    return pauses;
}

const struct asker_kind pauses_asker = {
    .name = "pauses",
    .create = create,
    .tick = tick,
    .pump = pump,
    .free = free,
};
