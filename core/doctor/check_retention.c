/* How long streams are, and how much of the past they hold. */
#include "config.h"

#include "base/duration.h"
#include "base/integer.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "doctor/memory.h"
#include "doctor/server_view.h"
#include "present/number.h"

#include <inttypes.h>
#include <math.h>

/* --- unbounded --- */

#define KEEP 15000 /* entries: what the sink keeps that nobody told otherwise */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t greatest(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* Returns the entries that a sink is to keep: those of the hours that are wanted, or the usual cap.
 */
static uint64_t cap_of(const struct stream_figures *figures, const struct doctor_settings *settings)
{
    return greatest(figures->cap, least(KEEP, settings->unbounded * 3 / 5));
}

static void say_length(const struct examined_stream *stream, struct buffer *evidence)
{
    char entries[INTEGER_GROUPED_SIZE];
    char bytes[NUMBER_SIZE];

    integer_group(stream->facts.length, entries);
    buffer_printf(evidence, "%s entries", entries);
    if (stream->bytes < 0)
        return;
    number_bytes((uint64_t)stream->bytes, bytes);
    buffer_printf(evidence, " in %s", bytes);
}

/* Of one that is no longer than the cap that it needs, or has a tenth more as XADD with ~ leaves
 * it, all is wanted, so nothing is cut. */
static void add_growing(const struct stream_figures *figures,
                        const struct doctor_settings *settings, struct finding *finding)
{
    buffer_printf(&finding->note,
                  "Its cap for %" PRIu64 " hours is %" PRIu64
                  " entries, so all of it is wanted: set DRIFT_RETENTION_CAP=%" PRIu64
                  " in its sink. --threshold unbounded=%" PRIu64 " says that it is set.",
                  settings->hours, figures->cap, figures->cap, figures->cap + figures->cap / 10);
}

static void add_cut(const struct stream_figures *figures, const struct doctor_settings *settings,
                    struct finding *finding)
{
    uint64_t keep = cap_of(figures, settings);

    stream_trim(figures->stream, keep, &finding->cure);
    buffer_printf(&finding->note,
                  "Lasting is a cap in its sink: DRIFT_RETENTION_CAP=%" PRIu64
                  ", as XADD with MAXLEN ~ %" PRIu64
                  ". XTRIM takes the oldest away: driftop export saves them before.",
                  keep, keep);
}

static void judge_bound(const struct check *check, const struct examination *examination,
                        const struct examined_stream *stream,
                        const struct doctor_settings *settings, struct findings *findings)
{
    uint64_t length = stream->facts.length;
    struct stream_figures figures;

    if (!stream->answered || !stream->facts.added_known || stream_facts_lost(&stream->facts) > 0 ||
        length <= settings->unbounded)
        return;
    stream_figures_make(&figures, stream, settings->hours);
    struct finding *finding =
        finding_add(findings, check, FINDING_WARNING, examination, stream, stream->node);
    finding->weight = (double)length;
    say_length(stream, &finding->evidence);
    buffer_string(&finding->evidence, ", and none was ever trimmed");
    if (length > figures.cap + figures.cap / 10)
        add_cut(&figures, settings, finding);
    else
        add_growing(&figures, settings, finding);
}

void check_unbounded(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    for (size_t i = 0; i < examination->stream_count; i++)
        judge_bound(check, examination, &examination->streams[i], settings, findings);
    check_needs(check, examination, "xinfo", "stream", findings);
}

/* --- retention-short --- */

#define SHORT_PART 0.95 /* who keeps exactly a day has a little less, most of the time */

static bool is_ahead(const struct examination *examination, const struct examined_stream *stream,
                     const struct doctor_settings *settings)
{
    int64_t ahead_ms = stream_id_time(stream->facts.last_entry.id) -
                       examined_now(examination, stream->node) - MS_PER_MINUTE;

    return ahead_ms > 0 && (uint64_t)ahead_ms > settings->future_ms;
}

static void say_cap(const struct stream_figures *figures, const struct doctor_settings *settings,
                    struct buffer *note)
{
    char bytes[NUMBER_SIZE];

    buffer_printf(note,
                  "In its sink: DRIFT_RETENTION_CAP=%" PRIu64 ", %.0f an hour for %" PRIu64
                  " hours and a fifth more",
                  figures->cap, figures->per_hour, settings->hours);
    if (!isnan(figures->entry_bytes)) {
        number_bytes((uint64_t)(figures->entry_bytes * (double)figures->cap), bytes);
        buffer_printf(note, ", which takes %s", bytes);
    }
    buffer_string(note, "; where it trims by MINID, an older one.");
}

static void judge_history(const struct check *check, const struct examination *examination,
                          const struct examined_stream *stream,
                          const struct doctor_settings *settings, struct findings *findings)
{
    struct stream_figures figures;
    char held[FIGURE_SIZE];

    stream_figures_make(&figures, stream, settings->hours);
    if (!figures.is_trimmed || isnan(figures.history_hours) ||
        is_ahead(examination, stream, settings) ||
        figures.history_hours >= SHORT_PART * (double)settings->hours)
        return;
    struct finding *finding =
        finding_add(findings, check, FINDING_WARNING, examination, stream, stream->node);
    figure_hours(figures.history_hours, held);
    finding->weight = -figures.history_hours;
    say_length(stream, &finding->evidence);
    buffer_printf(&finding->evidence,
                  " reach %s back, of %" PRIu64 " hours that are wanted; what is older was trimmed",
                  held, settings->hours);
    say_cap(&figures, settings, &finding->note);
}

void check_retention_short(const struct check *check, const struct examination *examination,
                           const struct doctor_settings *settings, struct findings *findings)
{
    for (size_t i = 0; i < examination->stream_count; i++)
        judge_history(check, examination, &examination->streams[i], settings, findings);
    check_needs(check, examination, "xinfo", "stream", findings);
}

/* --- node-size --- */

#define ENTRIES_MIN 50
#define ENTRIES_IN_NODE 1.5
#define NODE_BYTES 4096      /* the standard of the server, */
#define NODE_ENTRIES 100     /* and in entries */
#define ENTRY_BYTES_MAX 1900 /* two of these go into a node, with what a node takes itself */

/* What is found about the streams of one server. */
struct crowd {
    size_t count; /* of streams that could have more entries in a node */
    uint64_t entries;
    uint64_t nodes;
    uint64_t bytes;
};

/* Where entries were deleted the nodes have holes, and tell nothing. */
static bool is_scattered(const struct examined_stream *stream)
{
    const struct stream_facts *facts = &stream->facts;

    return stream->answered && facts->length >= ENTRIES_MIN && facts->tree_nodes > 0 &&
           stream->bytes > 0 && stream_id_compare(facts->deleted, STREAM_ID_MIN) == 0 &&
           (double)facts->length < ENTRIES_IN_NODE * (double)facts->tree_nodes &&
           (double)stream->bytes < (double)facts->length * ENTRY_BYTES_MAX;
}

static struct crowd count_scattered(const struct examination *examination, size_t node)
{
    struct crowd crowd = {0};

    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        if (stream->node != node || !is_scattered(stream))
            continue;
        crowd.count++;
        crowd.entries += stream->facts.length;
        crowd.nodes += stream->facts.tree_nodes;
        crowd.bytes += (uint64_t)stream->bytes;
    }
    return crowd;
}

/* Returns a setting as a number; where it is not known, what would explain what is seen. */
static uint64_t setting_of(const struct server_view *view, const char *name, uint64_t unknown)
{
    const char *value = server_setting(view, name);
    uint64_t number;

    return value != NULL && integer_parse(slice_of(value), UINT64_MAX, &number) ? number : unknown;
}

/* Returns whether a limit, where 0 is none, is less than the standard. */
static bool is_small(uint64_t limit, uint64_t standard)
{
    return limit > 0 && limit < standard;
}

static void judge_nodes(const struct server_view *view)
{
    struct crowd crowd = count_scattered(view->examination, view->number);
    bool by_count = is_small(setting_of(view, "stream-node-max-entries", 0), NODE_ENTRIES / 10);
    bool by_bytes = is_small(setting_of(view, "stream-node-max-bytes", 1), NODE_BYTES);

    if (crowd.count == 0 || !(by_count || by_bytes))
        return;
    struct finding *finding = server_finding(view, FINDING_INFO);
    finding->weight = (double)crowd.bytes;
    buffer_printf(&finding->evidence,
                  "%.1f entries a node in %s %s, and %.0f bytes an entry: by the standard a node "
                  "has %d bytes",
                  (double)crowd.entries / (double)crowd.nodes, FIGURE_COUNT(crowd.count),
                  crowd.count == 1 ? "stream" : "streams",
                  (double)crowd.bytes / (double)crowd.entries, NODE_BYTES);
    if (by_count)
        buffer_printf(&finding->cure, "CONFIG SET stream-node-max-entries %d", NODE_ENTRIES);
    else
        buffer_printf(&finding->cure, "CONFIG SET stream-node-max-bytes %d", NODE_BYTES);
    buffer_string(&finding->note, "It holds for entries that come; what is there stays as it is. ");
    server_note_config(view, finding);
    buffer_char(&finding->note, '.');
}

void check_node_size(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    servers_judge(check, examination, settings, findings, judge_nodes);
    check_needs(check, examination, "xinfo", "stream", findings);
}
