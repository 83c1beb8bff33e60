#include "config.h"

#include "doctor/memory.h"

#include "base/duration.h"
#include "doctor/finding.h"
#include "doctor/memory_limit.h"

#include <inttypes.h>
#include <math.h>

#define TIMES_FROM_MS UINT64_C(946684800000) /* 2000: what is below is a number, and no time */
#define RATE_SPAN_MIN_MS MS_PER_MINUTE
#define GROWING_ENTRIES 10 /* fewer tell nothing: a stream takes some kilobytes to begin with */
#define QUIET_MIN_MS (3 * MS_PER_MINUTE)
#define AHEAD_MAX_MS MS_PER_MINUTE
#define TRIMMED_AT_ONCE 10000 /* entries, by the standard of the server */
#define CAP_MAX 1e15
#define CAP_SPARE 1.2
#define DELETED_PART 10 /* who deletes single entries leaves nine in ten */
#define GOAL_PART 0.9   /* of a threshold */
#define HOURS_MAX 1e6   /* a century is never */

/* --- one stream --- */

/* Returns the time from its first entry to its last, -1 unknown. */
static int64_t span_of(const struct stream_facts *facts)
{
    uint64_t first_ms = facts->first_entry.id.ms;
    uint64_t last_ms = facts->last_entry.id.ms;

    if (facts->length < 2 || first_ms < TIMES_FROM_MS || last_ms < first_ms ||
        last_ms > STREAM_ID_LATEST_MS)
        return -1;
    return (int64_t)(last_ms - first_ms);
}

static uint64_t cap_of(double per_hour, uint64_t hours)
{
    double cap = ceil(per_hour * (double)hours * CAP_SPARE - 1e-6);

    if (isnan(cap))
        return 0;
    return cap < 1 ? 1 : (uint64_t)fmin(cap, CAP_MAX);
}

static bool is_trimmed(const struct stream_facts *facts)
{
    uint64_t lost = stream_facts_lost(facts);
    bool was_deleted_from = stream_id_compare(facts->deleted, STREAM_ID_MIN) != 0;

    return lost > 0 && (!was_deleted_from || lost > facts->length / DELETED_PART);
}

void stream_figures_make(struct stream_figures *figures, const struct examined_stream *stream,
                         uint64_t hours)
{
    const struct stream_facts *facts = &stream->facts;
    int64_t span_ms = stream->answered ? span_of(facts) : -1;
    bool is_known = span_ms >= RATE_SPAN_MIN_MS;
    double span_hours = (double)span_ms / MS_PER_HOUR;
    bool has_bytes = stream->answered && stream->bytes >= 0 && facts->length > 0;

    *figures = (struct stream_figures){
        .stream = stream,
        .per_hour = is_known ? (double)(facts->length - 1) / span_hours : NAN,
        .entry_bytes = has_bytes ? (double)stream->bytes / (double)facts->length : NAN,
        .history_hours = is_known ? span_hours : NAN,
        .is_trimmed = stream->answered && is_trimmed(facts),
    };
    figures->cap = cap_of(figures->per_hour, hours);
}

double memory_streams_goal(const struct doctor_settings *settings)
{
    return (double)settings->stream_memory / 100 * GOAL_PART;
}

/* What counts its entries knows LIMIT. */
void stream_trim(const struct examined_stream *stream, uint64_t keep, struct buffer *cure)
{
    bool is_limited = stream->facts.added_known && stream->facts.length > keep + TRIMMED_AT_ONCE;

    buffer_string(cure, "XTRIM ");
    cure_word(cure, stream->key);
    buffer_printf(cure, " MAXLEN ~ %" PRIu64 "%s", keep, is_limited ? " LIMIT 0" : "");
}

/* Returns whether it is written to: it is not quiet for longer than it was ever written. */
static bool is_written(const struct stream_figures *figures, int64_t now_ms)
{
    int64_t quiet_ms = now_ms - stream_id_time(figures->stream->facts.last_entry.id);
    int64_t span_ms = (int64_t)(figures->history_hours * MS_PER_HOUR);

    return quiet_ms >= -AHEAD_MAX_MS && (quiet_ms <= QUIET_MIN_MS || quiet_ms <= span_ms);
}

static bool grows(const struct stream_figures *figures, int64_t now_ms)
{
    return !figures->is_trimmed && figures->stream->facts.added_known &&
           !isnan(figures->per_hour) && !isnan(figures->entry_bytes) &&
           figures->stream->facts.length >= GROWING_ENTRIES && is_written(figures, now_ms);
}

/* --- one server --- */

/* Returns whether keys that are no streams make room for these. */
static bool evicts_others(const struct memory_limit *limit)
{
    return limit->eviction == EVICTS_ALL ||
           (limit->eviction == EVICTS_VOLATILE && memory_limit_mortals(limit) > 0);
}

static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* MEMORY USAGE takes more for the tree of a stream than that has. */
static void bound_streams(struct node_figures *figures)
{
    if (figures->used == 0) /* it did not tell */
        return;
    figures->excess = less(figures->streams, figures->used);
    figures->streams -= figures->excess;
}

static void read_limits(struct node_figures *figures, const struct examination *examination,
                        size_t node)
{
    const struct server_view view = {
        .examination = examination,
        .node = &examination->nodes[node],
        .number = node,
        .info = examined_info(&examination->nodes[node]),
    };
    const struct memory_limit limit = memory_limit_of(&view);

    figures->limit = limit.max;
    figures->used = limit.used;
    bound_streams(figures);
    figures->headroom = less(limit.max, evicts_others(&limit) ? figures->streams : limit.used);
}

/* What is asked of all streams of a server. */
struct look {
    const struct examination *examination;
    const struct doctor_settings *settings;
    size_t node;
    int64_t now_ms;
};

static double growth_of(const struct stream_figures *figures)
{
    return figures->per_hour * figures->entry_bytes;
}

/* Returns how many entries more it may come to hold. */
static double room_of(const struct look *look, const struct stream_figures *figures)
{
    uint64_t length = figures->stream->facts.length;
    uint64_t limit = look->settings->unbounded;

    return length >= limit ? INFINITY : (double)(limit - length);
}

static void count_stream(const struct look *look, const struct examined_stream *stream,
                         struct node_figures *figures)
{
    struct stream_figures one;

    stream_figures_make(&one, stream, look->settings->hours);
    if (stream->bytes > 0)
        figures->streams += (uint64_t)stream->bytes;
    if (stream->bytes >= 0 &&
        (figures->largest.stream == NULL || stream->bytes > figures->largest.stream->bytes))
        figures->largest = one;
    if (!grows(&one, look->now_ms))
        return;
    figures->growing++;
    figures->growth += growth_of(&one);
    if (figures->fastest.stream == NULL || growth_of(&one) > growth_of(&figures->fastest))
        figures->fastest = one;
}

/* Returns by how many bytes its streams have grown after some hours. */
static double grown_after(const struct look *look, double hours)
{
    double bytes = 0;

    for (size_t i = 0; i < look->examination->stream_count; i++) {
        const struct examined_stream *stream = &look->examination->streams[i];
        struct stream_figures one;
        if (stream->node != look->node)
            continue;
        stream_figures_make(&one, stream, look->settings->hours);
        if (grows(&one, look->now_ms))
            bytes += one.entry_bytes * fmin(one.per_hour * hours, room_of(look, &one));
    }
    return bytes;
}

/* What grows, and more slowly as streams come to their limits, is searched by halves. */
static double hours_until(const struct look *look, double bytes)
{
    double early = 0;
    double late = HOURS_MAX;

    if (grown_after(look, HOURS_MAX) < bytes)
        return INFINITY;
    while (late - early > late / 1e6 && late > 1e-6) {
        double middle = (early + late) / 2;
        if (grown_after(look, middle) < bytes)
            early = middle;
        else
            late = middle;
    }
    return late;
}

void node_figures_make(struct node_figures *figures, const struct examination *examination,
                       size_t node, const struct doctor_settings *settings)
{
    const struct look look = {examination, settings, node, examined_now(examination, node)};

    *figures = (struct node_figures){.hours_until_full = NAN};
    for (size_t i = 0; i < examination->stream_count; i++) {
        if (examination->streams[i].node == node)
            count_stream(&look, &examination->streams[i], figures);
    }
    read_limits(figures, examination, node);
    if (figures->limit > 0)
        figures->hours_until_full =
            figures->growing > 0 ? hours_until(&look, (double)figures->headroom) : INFINITY;
}

/* --- all of them --- */

static bool holds_streams(const struct examination *examination, size_t node)
{
    for (size_t i = 0; i < examination->stream_count; i++) {
        if (examination->streams[i].node == node)
            return true;
    }
    return false;
}

/* A replica has the streams of its master, and is counted where it is what was asked. */
static bool is_counted(const struct examination *examination, size_t node)
{
    const struct examined_node *one = &examination->nodes[node];

    if (!one->answered)
        return false;
    return !examined_is_replica(one) || holds_streams(examination, node);
}

static void sum_nodes(struct memory_figures *figures, const struct examination *examination,
                      const struct doctor_settings *settings)
{
    bool has_limits = true;

    for (size_t i = 0; i < examination->node_count; i++) {
        struct node_figures node;
        if (!is_counted(examination, i))
            continue;
        node_figures_make(&node, examination, i, settings);
        figures->used += node.used;
        figures->limit += node.limit;
        figures->streams -= node.excess;
        figures->bounded |= node.excess > 0;
        has_limits = has_limits && node.limit > 0;
        figures->hours_until_full = fmin(figures->hours_until_full, node.hours_until_full);
    }
    if (!has_limits)
        figures->limit = 0;
}

/* Puts one where it belongs among the largest, if it does. */
static void rank(struct memory_figures *figures, const struct stream_figures *one)
{
    size_t at = figures->largest_count;

    while (at > 0 && figures->largest[at - 1].stream->bytes < one->stream->bytes)
        at--;
    if (at == MEMORY_LARGEST)
        return;
    if (figures->largest_count < MEMORY_LARGEST)
        figures->largest_count++;
    for (size_t i = figures->largest_count - 1; i > at; i--)
        figures->largest[i] = figures->largest[i - 1];
    figures->largest[at] = *one;
}

static void sum_streams(struct memory_figures *figures, const struct examination *examination,
                        const struct doctor_settings *settings)
{
    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        struct stream_figures one;
        stream_figures_make(&one, stream, settings->hours);
        if (one.is_trimmed)
            figures->history_hours = fmin(figures->history_hours, one.history_hours);
        if (stream->bytes < 0) {
            figures->unknown++;
            continue;
        }
        figures->streams += (uint64_t)stream->bytes;
        rank(figures, &one);
    }
}

void memory_figures_make(struct memory_figures *figures, const struct examination *examination,
                         const struct doctor_settings *settings)
{
    *figures = (struct memory_figures){.hours_until_full = NAN, .history_hours = INFINITY};
    sum_streams(figures, examination, settings);
    sum_nodes(figures, examination, settings);
    figures->share = figures->limit > 0 ? (double)figures->streams / (double)figures->limit : NAN;
}
