#include "config.h"

#include "source/redis/info.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"
#include "base/text.h"
#include "source/redis/streams.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ASK_EVERY_MS MS_PER_MINUTE
#define OFFSET_IGNORED_MS 250
#define HALF_TRIP_MAX_MS 200 /* a slower answer tells too little */
#define OFFSET_NOTED_MS (2 * MS_PER_SECOND)
#define REPLICA_LATE_S 30 /* a primary says something every 10 seconds */

struct info {
    struct streams *streams;
    bool due;
    bool under_way;
    bool refused;     /* to this user: servers log every try */
    int64_t asked_ms; /* by our own wall clock */
    int64_t next_ms;  /* monotonic */
};

/* Returns the value of "name:value" in INFO's text; empty when there is none. */
static struct slice value_of(struct slice info, const char *name)
{
    size_t size = strlen(name);

    while (info.data != NULL) {
        struct slice line = slice_split(&info, '\n');
        if (line.size <= size || memcmp(line.data, name, size) != 0 || line.data[size] != ':')
            continue;
        struct slice value = {line.data + size + 1, line.size - size - 1};
        if (value.size > 0 && value.data[value.size - 1] == '\r')
            value.size--;
        return value;
    }
    return SLICE("");
}

static uint64_t number_of(struct slice info, const char *name)
{
    uint64_t number = 0;

    integer_parse(value_of(info, name), INT64_MAX, &number);
    return number;
}

static void remark_clock(struct streams *streams)
{
    int64_t offset = streams->fleet->clock_offset_ms;
    char length[32];

    if (offset < OFFSET_NOTED_MS && offset > -OFFSET_NOTED_MS)
        return;
    duration_format(offset < 0 ? -offset : offset, length);
    source_remark(streams->status, NOTE_CLOCK, "the server's clock is %s %s", length,
                  offset < 0 ? "behind" : "ahead");
}

static void remark_eviction(struct source_status *status, struct slice policy, uint64_t evicted)
{
    struct buffer safe = {0};

    text_safe(&safe, policy, true);
    source_remark(status, NOTE_EVICTION, "%s: streams can be evicted (%" PRIu64 " keys so far)",
                  buffer_text(&safe), evicted);
    buffer_free(&safe);
}

static void remark_memory(struct source_status *status, struct slice info)
{
    struct slice policy = value_of(info, "maxmemory_policy");
    uint64_t limit = number_of(info, "maxmemory");

    if (limit == 0)
        return;
    if (policy.size > 8 && memcmp(policy.data, "allkeys-", 8) == 0)
        remark_eviction(status, policy, number_of(info, "evicted_keys"));
    else if (slice_is(policy, "noeviction") && number_of(info, "used_memory") >= limit)
        source_remark(status, NOTE_MEMORY_FULL, "memory is full: producers cannot write");
}

static void remark_role(struct source_status *status, struct slice info)
{
    char length[32];

    if (!slice_is(value_of(info, "role"), "slave"))
        return;
    duration_format((int64_t)number_of(info, "master_last_io_seconds_ago") * MS_PER_SECOND, length);
    if (!slice_is(value_of(info, "master_link_status"), "up"))
        source_remark(status, NOTE_REPLICA_CUT_OFF, "a replica cut off from its primary");
    else if (number_of(info, "master_last_io_seconds_ago") >= REPLICA_LATE_S)
        source_remark(status, NOTE_REPLICA_LATE,
                      "a replica that has not heard from its primary for %s", length);
    else
        source_remark(status, NOTE_REPLICA, "a replica");
}

/* A replica that its primary never filled holds nothing, which says nothing of the primary. */
static bool is_unfilled(struct slice info)
{
    return slice_is(value_of(info, "role"), "slave") &&
           !slice_is(value_of(info, "master_link_status"), "up") &&
           (slice_is(value_of(info, "master_link_down_since_seconds"), "-1") ||
            slice_is(value_of(info, "master_sync_in_progress"), "1"));
}

/* The answer was made about half a round trip ago; what the trip leaves open is no offset. */
static void set_clock(struct info *info, uint64_t server_us)
{
    struct fleet *fleet = info->streams->fleet;
    int64_t now = timestamp_now();
    int64_t half_trip = (now - info->asked_ms) / 2;
    int64_t offset = (int64_t)(server_us / 1000) - (now - half_trip);

    if (half_trip > HALF_TRIP_MAX_MS)
        return;
    if (offset <= OFFSET_IGNORED_MS && offset >= -OFFSET_IGNORED_MS)
        offset = 0;
    if (fleet->clock_offset_ms != offset)
        fleet->changes.revision++;
    fleet->clock_offset_ms = offset;
}

/* What was remarked the last time is remarked anew, where it still holds. */
static const enum source_note_kind remarks[] = {
    NOTE_EVICTION,        NOTE_MEMORY_FULL,  NOTE_REPLICA,
    NOTE_REPLICA_CUT_OFF, NOTE_REPLICA_LATE, NOTE_CLOCK,
};

static void read_info(struct info *info, struct slice text)
{
    struct source_status *status = info->streams->status;
    uint64_t server_us = number_of(text, "server_time_usec");

    if (server_us > 0)
        set_clock(info, server_us);
    for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
        source_unremark(status, remarks[i]);
    remark_memory(status, text);
    remark_role(status, text);
    info->streams->unfilled = is_unfilled(text);
    remark_clock(info->streams);
}

static void on_reply(void *context, const struct reply *reply)
{
    struct info *info = context;

    struct slice reason;

    info->under_way = false;
    if (reply == NULL)
        return;
    info->refused = requests_refused(reply, &reason) && reply_refuses_command(reason);
    if (reply->nodes[0].type == REPLY_STRING)
        read_info(info, reply_text(reply, 0));
}

static void *create(struct streams *streams)
{
    struct info *info = mem_zalloc(1, sizeof(*info));

    info->streams = streams;
    return info;
}

static void ready(void *asker, size_t node)
{
    struct info *info = asker;

    (void)node;
    info->due = true;
}

static void refresh(void *asker)
{
    struct info *info = asker;

    info->refused = false;
    info->due = true;
}

static void tick(void *asker)
{
    struct info *info = asker;

    info->due |= (info->streams->follow && timestamp_monotonic() >= info->next_ms) ||
                 info->streams->unfilled;
}

static void pump(void *asker)
{
    struct info *info = asker;
    const struct slice words[] = {SLICE("INFO")};

    if (!info->due || info->under_way || info->refused)
        return;
    info->due = false;
    info->asked_ms = timestamp_now();
    info->next_ms = timestamp_monotonic() + ASK_EVERY_MS;
    info->under_way = requests_send(
        &info->streams->requests,
        &(struct request){.words = words, .count = 1, .on_reply = on_reply, .context = info});
}

const struct asker_kind info_asker = {
    .name = "info",
    .create = create,
    .ready = ready,
    .refresh = refresh,
    .tick = tick,
    .pump = pump,
    .free = free,
};
