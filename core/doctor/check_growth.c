/* Streams against the memory that there is: now, and as they grow. */
#include "config.h"

#include "base/duration.h"
#include "base/text.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "doctor/memory_limit.h"
#include "present/number.h"

#include <inttypes.h>
#include <math.h>

#define NAMED 5
#define KEEP_MIN 15000 /* entries; nobody is advised to keep fewer, unless memory has no more */
#define TRIM_MIN 200   /* entries: with fewer XTRIM ~ may find no whole node to take */

static void tell_refused(const struct check *check, const struct examination *examination,
                         struct findings *findings)
{
    check_needs(check, examination, "memory", "usage", findings);
    check_needs(check, examination, "xinfo", "stream", findings);
}

/* --- cures --- */

/* Writes a limit, unless the machine has not so much. */
static bool cure_by_limit(const struct server_view *view, double least, struct finding *finding)
{
    if (!memory_limit_raise(view, least, finding))
        return false;
    server_note_config(view, finding);
    buffer_string(&finding->note, ". ");
    return true;
}

/* Returns how many entries of a stream may stay to free so many bytes. */
static uint64_t keep_to_free(const struct stream_figures *stream, double bytes)
{
    double entries = ceil(bytes / stream->entry_bytes);
    double length = (double)stream->stream->facts.length;

    return isnan(entries) || entries >= length ? 0 : (uint64_t)(length - entries);
}

static uint64_t least_kept(const struct stream_figures *stream)
{
    return stream->cap > KEEP_MIN ? stream->cap : KEEP_MIN;
}

static void note_cap(const struct stream_figures *stream, uint64_t hours, struct buffer *note)
{
    if (stream->cap > 0)
        buffer_printf(note,
                      " Lasting is a cap in its sink: DRIFT_RETENTION_CAP=%" PRIu64
                      " holds %" PRIu64 " hours.",
                      stream->cap, hours);
}

/* --- stream-memory --- */

/* Returns the next smaller stream of a server, NULL: there is none. Where two are as large the
 * first one is the larger. */
static const struct examined_stream *next_largest(const struct examination *examination,
                                                  size_t node, const struct examined_stream *above)
{
    const struct examined_stream *found = NULL;

    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        bool is_smaller = above == NULL || stream->bytes < above->bytes ||
                          (stream->bytes == above->bytes && stream > above);
        if (stream->node == node && stream->bytes >= 0 && is_smaller &&
            (found == NULL || stream->bytes > found->bytes))
            found = stream;
    }
    return found;
}

static void name_largest(const struct examination *examination, size_t node, struct buffer *out)
{
    const struct examined_stream *stream = next_largest(examination, node, NULL);

    for (size_t i = 0; i < NAMED && stream != NULL; i++) {
        char bytes[NUMBER_SIZE];
        number_bytes((uint64_t)stream->bytes, bytes);
        buffer_string(out, i == 0 ? "The largest: " : ", ");
        text_safe(out, stream->key, false);
        buffer_printf(out, " %s", bytes);
        stream = next_largest(examination, node, stream);
    }
    buffer_char(out, '.');
}

/* A stream that is longer than anybody asked for is trimmed; else the server is given more, where
 * the machine has it; else history goes. */
static void cure_share(const struct server_view *view, const struct node_figures *figures,
                       struct finding *finding)
{
    double goal = memory_streams_goal(view->settings);
    const struct stream_figures *largest = &figures->largest;
    double estimated = (double)(figures->streams + figures->excess) / (double)figures->streams;
    double much = ((double)figures->streams - goal * (double)figures->limit) * estimated;
    uint64_t keep = keep_to_free(largest, much);

    if (keep >= least_kept(largest))
        stream_trim(largest->stream, least_kept(largest), &finding->cure);
    else if (!cure_by_limit(view, memory_limit_for_streams(view, figures), finding) && keep > 0)
        stream_trim(largest->stream, keep, &finding->cure);
}

static void judge_share(const struct server_view *view)
{
    struct node_figures figures;
    double part = (double)view->settings->stream_memory / 100;
    char streams[NUMBER_SIZE];
    char limit[NUMBER_SIZE];

    node_figures_make(&figures, view->examination, view->number, view->settings);
    double share = (double)figures.streams / (double)figures.limit;
    if (figures.limit == 0 || figures.streams == 0 || share < part)
        return;
    struct finding *finding = server_finding(view, FINDING_WARNING);
    number_bytes(figures.streams, streams);
    number_bytes(figures.limit, limit);
    finding->weight = share;
    buffer_printf(&finding->evidence, "streams take %s%s, %.0f%% of maxmemory %s",
                  figures.excess > 0 ? "at most " : "", streams, floor(share * 100), limit);
    cure_share(view, &figures, finding);
    name_largest(view->examination, view->number, &finding->note);
    note_cap(&figures.largest, view->settings->hours, &finding->note);
}

void check_stream_memory(const struct check *check, const struct examination *examination,
                         const struct doctor_settings *settings, struct findings *findings)
{
    servers_judge(check, examination, settings, findings, judge_share);
    tell_refused(check, examination, findings);
}

/* --- memory-horizon --- */

static void cure_horizon(const struct server_view *view, const struct node_figures *figures,
                         struct finding *finding)
{
    uint64_t half = figures->fastest.stream->facts.length / 2;

    if (!cure_by_limit(view, memory_limit_for_growth(view, figures), finding) && half >= TRIM_MIN)
        stream_trim(figures->fastest.stream, half, &finding->cure);
}

static void say_horizon(const struct node_figures *figures, struct buffer *evidence)
{
    char limit[NUMBER_SIZE];
    char growth[NUMBER_SIZE];
    char left[FIGURE_SIZE];

    number_bytes(figures->limit, limit);
    number_bytes((uint64_t)figures->growth, growth);
    figure_hours(figures->hours_until_full, left);
    buffer_printf(evidence,
                  "maxmemory %s is full in %s: %s %s that nobody has trimmed %s by %s "
                  "an hour",
                  limit, left, FIGURE_COUNT(figures->growing),
                  figures->growing == 1 ? "stream" : "streams",
                  figures->growing == 1 ? "grows" : "grow", growth);
}

static void judge_horizon(const struct server_view *view)
{
    double hours = (double)view->settings->full_ms / MS_PER_HOUR;
    struct node_figures figures;

    node_figures_make(&figures, view->examination, view->number, view->settings);
    if (memory_limit_is_idle(view) || isnan(figures.hours_until_full) ||
        figures.hours_until_full >= hours)
        return;
    struct finding *finding = server_finding(view, FINDING_WARNING);
    finding->weight = -figures.hours_until_full;
    say_horizon(&figures, &finding->evidence);
    cure_horizon(view, &figures, finding);
    buffer_string(&finding->note, "The fastest is ");
    text_safe(&finding->note, figures.fastest.stream->key, false);
    buffer_char(&finding->note, '.');
    note_cap(&figures.fastest, view->settings->hours, &finding->note);
}

void check_memory_horizon(const struct check *check, const struct examination *examination,
                          const struct doctor_settings *settings, struct findings *findings)
{
    servers_judge(check, examination, settings, findings, judge_horizon);
    tell_refused(check, examination, findings);
}
