#include "config.h"

#include "doctor/memory_limit.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/text.h"
#include "redis/info_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MIB (UINT64_C(1) << 20)
#define LIMIT_MAX (UINT64_C(1) << 60)
#define ROOM 1.25         /* that a greater limit leaves below the threshold */
#define MACHINE_SHARE 0.9 /* of a machine's memory, and no more, may be a limit */
#define TIME_SPARE 1.2

static bool begins(struct slice text, const char *start)
{
    return text.size > strlen(start) && memcmp(text.data, start, strlen(start)) == 0;
}

static bool is_database(struct slice name)
{
    uint64_t number;

    return begins(name, "db") &&
           integer_parse((struct slice){name.data + 2, name.size - 2}, UINT32_MAX, &number);
}

static uint64_t count_expires(const struct server_view *view)
{
    struct slice rest = view->info;
    uint64_t count = 0;

    while (rest.data != NULL) {
        struct slice line = slice_split(&rest, '\n');
        struct slice name = slice_split(&line, ':');
        char text[16];
        if (!is_database(name))
            continue;
        text_safe_copy(text, sizeof(text), name);
        count += info_part(view->info, text, "expires");
    }
    return count;
}

static void count_streams(struct memory_limit *limit, const struct server_view *view)
{
    const struct examination *examination = view->examination;

    limit->ttl_known = true;
    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        if (stream->node != view->number)
            continue;
        limit->streams++;
        limit->mortal_streams += stream->ttl_ms >= 0;
        limit->ttl_known = limit->ttl_known && stream->ttl_ms != TTL_UNKNOWN;
    }
    limit->ttl_known = limit->ttl_known || limit->expires == 0;
}

bool memory_policy_evicts_all(const struct server_view *view)
{
    return begins(info_value(view->info, "maxmemory_policy"), "allkeys-");
}

struct memory_limit memory_limit_of(const struct server_view *view)
{
    uint64_t used = server_number(view, "used_memory");
    uint64_t uncounted = server_number(view, "mem_not_counted_for_evict");
    struct memory_limit limit = {.used = used > uncounted ? used - uncounted : 0,
                                 .max = server_number(view, "maxmemory")};
    struct slice policy = info_value(view->info, "maxmemory_policy");

    text_safe_copy(limit.policy, sizeof(limit.policy), policy);
    if (limit.max > 0) {
        limit.share = (double)limit.used / (double)limit.max;
        limit.eviction = memory_policy_evicts_all(view) ? EVICTS_ALL
                         : begins(policy, "volatile-")  ? EVICTS_VOLATILE
                                                        : EVICTS_NOTHING;
    }
    limit.expires = count_expires(view);
    count_streams(&limit, view);
    return limit;
}

uint64_t memory_limit_mortals(const struct memory_limit *limit)
{
    uint64_t streams = limit->ttl_known ? limit->mortal_streams : limit->streams;

    return limit->expires > streams ? limit->expires - streams : 0;
}

bool memory_limit_is_idle(const struct server_view *view)
{
    return server_is_replica(view) && !server_is_set(view, "replica-ignore-maxmemory", "no");
}

uint64_t memory_whole_mib(double bytes)
{
    return bytes > (double)LIMIT_MAX ? LIMIT_MAX : ((uint64_t)bytes / MIB + 1) * MIB;
}

static double share_wanted(const struct server_view *view)
{
    uint64_t percent = view->settings->memory_warn;

    return (percent > 0 ? (double)percent : 1) / 100 / ROOM;
}

static double limit_for_use(const struct server_view *view, const struct memory_limit *limit)
{
    double enough = (double)limit->used / share_wanted(view);

    return enough > (double)limit->max ? enough : (double)limit->max * ROOM;
}

double memory_limit_for_streams(const struct server_view *view, const struct node_figures *figures)
{
    return (double)figures->streams / memory_streams_goal(view->settings);
}

double memory_limit_for_growth(const struct server_view *view, const struct node_figures *figures)
{
    double hours = (double)view->settings->full_ms / MS_PER_HOUR;

    return (double)(figures->limit - figures->headroom) + figures->growth * hours * TIME_SPARE;
}

static double limit_for_all(const struct server_view *view)
{
    const struct memory_limit limit = memory_limit_of(view);
    struct node_figures figures;

    node_figures_make(&figures, view->examination, view->number, view->settings);
    return fmax(limit_for_use(view, &limit), fmax(memory_limit_for_streams(view, &figures),
                                                  memory_limit_for_growth(view, &figures)));
}

bool memory_limit_raise(const struct server_view *view, double least, struct finding *finding)
{
    uint64_t machine = server_number(view, "total_system_memory");
    uint64_t most =
        machine > 0 ? (uint64_t)((double)machine * MACHINE_SHARE) / MIB * MIB : LIMIT_MAX;
    uint64_t wanted = memory_whole_mib(limit_for_all(view));

    if (memory_whole_mib(least) > most)
        return false;
    buffer_printf(&finding->cure, "CONFIG SET maxmemory %" PRIu64, wanted < most ? wanted : most);
    return true;
}

static const struct examined_stream *largest_stream(const struct server_view *view)
{
    const struct examination *examination = view->examination;
    const struct examined_stream *largest = NULL;

    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        if (stream->node == view->number && stream->answered && stream->facts.length > 1 &&
            stream->bytes > 0 && (largest == NULL || stream->bytes > largest->bytes))
            largest = stream;
    }
    return largest;
}

/* Has the largest stream cut by what is too much, and never below a half of it. */
static void cure_by_trim(const struct server_view *view, const struct memory_limit *limit,
                         struct finding *finding)
{
    const struct examined_stream *stream = largest_stream(view);

    if (stream == NULL)
        return;
    double excess = (double)limit->used - (double)limit->max * share_wanted(view);
    double kept = 1 - excess / (double)stream->bytes;
    stream_trim(stream, (uint64_t)((double)stream->facts.length * (kept > 0.5 ? kept : 0.5)),
                &finding->cure);
    buffer_string(&finding->note, "The largest stream is cut; a lower DRIFT_RETENTION_CAP in the "
                                  "sink keeps it so. ");
}

void memory_limit_cure(const struct server_view *view, const struct memory_limit *limit,
                       struct finding *finding)
{
    if (!memory_limit_raise(view, limit_for_use(view, limit), finding)) {
        cure_by_trim(view, limit, finding);
        return;
    }
    buffer_string(&finding->note, "See that the machine, or the container, has that much; a lower "
                                  "DRIFT_RETENTION_CAP in the sink needs less. ");
    server_note_config(view, finding);
}
