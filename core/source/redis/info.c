/* The server itself: how its clock stands to ours, and whether it may lose what is written to it.
 * INFO tells; where it is not permitted, nothing of it is known and all else goes on. */
#include "config.h"

#include "source/redis/private.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ASK_EVERY_MS MS_PER_MINUTE
#define OFFSET_IGNORED_MS 250
#define HALF_TRIP_MAX_MS 200 /* a slower answer tells too little */
#define OFFSET_NOTED_MS (2 * MS_PER_SECOND)

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

/* Adds a remark to the note; remarks are parted by "; ". */
static void __attribute__((format(printf, 2, 3)))
remark(struct source_status *status, const char *format, ...)
{
    size_t used = strlen(status->note);
    va_list args;

    if (used > 0)
        used += (size_t)snprintf(status->note + used, sizeof(status->note) - used, "; ");
    if (used >= sizeof(status->note))
        return;
    va_start(args, format);
    vsnprintf(status->note + used, sizeof(status->note) - used, format, args);
    va_end(args);
}

static void remark_clock(struct redis_source *source)
{
    int64_t offset = source->base.fleet->clock_offset_ms;
    char length[32];

    if (offset < OFFSET_NOTED_MS && offset > -OFFSET_NOTED_MS)
        return;
    duration_format(offset < 0 ? -offset : offset, length);
    remark(&source->base.status, "the server's clock is %s %s", length,
           offset < 0 ? "behind" : "ahead");
}

static void remark_eviction(struct source_status *status, struct slice policy, uint64_t evicted)
{
    struct buffer safe = {0};

    text_safe(&safe, policy, true);
    remark(status, "%s: streams can be evicted (%" PRIu64 " keys so far)", buffer_text(&safe),
           evicted);
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
        remark(status, "memory is full: producers cannot write");
}

static void remark_role(struct source_status *status, struct slice info)
{
    if (!slice_is(value_of(info, "role"), "slave"))
        return;
    if (slice_is(value_of(info, "master_link_status"), "up"))
        remark(status, "a replica");
    else
        remark(status, "a replica cut off from its primary");
}

/* The answer was made about half a round trip ago; what the trip leaves open is no offset. */
static void set_clock(struct redis_source *source, uint64_t server_us)
{
    struct fleet *fleet = source->base.fleet;
    int64_t now = timestamp_now();
    int64_t half_trip = (now - source->info.asked_ms) / 2;
    int64_t offset = (int64_t)(server_us / 1000) - (now - half_trip);

    if (half_trip > HALF_TRIP_MAX_MS)
        return;
    if (offset <= OFFSET_IGNORED_MS && offset >= -OFFSET_IGNORED_MS)
        offset = 0;
    if (fleet->clock_offset_ms != offset)
        fleet->changes.revision++;
    fleet->clock_offset_ms = offset;
}

static void read_info(struct redis_source *source, struct slice info)
{
    struct source_status *status = &source->base.status;
    uint64_t server_us = number_of(info, "server_time_usec");

    if (server_us > 0)
        set_clock(source, server_us);
    status->note[0] = '\0';
    remark_memory(status, info);
    remark_role(status, info);
    remark_clock(source);
}

static void info_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct redis_source *source = context;

    (void)error;
    source->info.pending = false;
    if (!redis_answered(source, reply))
        return;
    if (reply->nodes[0].type == REPLY_STRING)
        read_info(source, reply_text(reply, 0));
    redis_changed(source);
}

static void ask(struct redis_source *source)
{
    struct server_info *server = &source->info;
    const struct slice words[] = {SLICE("INFO")};

    server->asked_ms = timestamp_now();
    server->next_ms = timestamp_monotonic() + ASK_EVERY_MS;
    server->pending = redis_ask(source, words, 1, NULL, info_reply, source);
}

void info_ready(struct redis_source *source)
{
    ask(source);
}

void info_tick(struct redis_source *source)
{
    if (!source->info.pending && timestamp_monotonic() >= source->info.next_ms)
        ask(source);
}
