/* What the newest entries of streams show about who writes them. */
#include "config.h"

#include "base/duration.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "judge/rule.h"
#include "present/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define EVIDENCE_MAX 160

static bool was_read(const struct examined_stream *stream)
{
    return stream->content.entries > 0;
}

/* --- duplicates --- */

static void add_duplicates(const struct check *check, const struct examination *examination,
                           const struct examined_stream *stream, struct findings *findings)
{
    const struct stream_content *content = &stream->content;
    bool still = content->stands_still;
    char id[STREAM_ID_SIZE];
    struct finding *finding = finding_add(findings, check, still ? FINDING_INFO : FINDING_WARNING,
                                          examination, stream, stream->node);

    stream_id_format(content->duplicates.id, id);
    finding->weight = content->duplicates.count;
    buffer_printf(&finding->evidence,
                  "%" PRIu32 " of the newest %" PRIu32
                  " entries say%s what an earlier one said, in the same window; the newest is %s",
                  content->duplicates.count, content->entries,
                  content->duplicates.count == 1 ? "s" : "", id);
    buffer_string(&finding->note,
                  still ? "Each comes three times or more, so it is one sink whose window moves on "
                          "rarely, or not at all."
                        : "Two sinks write for this tenant, or one writes again after a timeout: "
                          "leave one sink to a tenant, and have a retry give the ID of its first "
                          "try, which Redis refuses the second time.");
}

void check_duplicates(const struct check *check, const struct examination *examination,
                      const struct doctor_settings *settings, struct findings *findings)
{
    (void)settings;
    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        if (was_read(stream) && stream->content.duplicates.count > 0)
            add_duplicates(check, examination, stream, findings);
    }
    check_needs(check, examination, "xrevrange", NULL, findings);
}

/* --- content --- */

/* What is odd about entries, the worst first. */
struct oddity {
    const struct content_count *of;
    enum finding_severity severity;
    const char *what; /* in front of "in 3 of 20 entries" */
    const char *way_out;
};

#define ODDITIES 6

static void list_oddities(const struct stream_content *content, struct oddity list[ODDITIES])
{
    const struct oddity all[ODDITIES] = {
        {&content->undecodable, FINDING_WARNING, "no report",
         "What is no report is neither shown nor judged."},
        {&content->oversize, FINDING_WARNING, "more than 64 KiB",
         "Keep traces and prompts in an object store, and their address in the metadata."},
        {&content->not_finite, FINDING_INFO, "NaN, Infinity or no number",
         "A value that is NaN is unknown: have the producer write null."},
        {&content->not_whole, FINDING_INFO, "sample counts that are no whole numbers",
         "Such a count is unknown: have the producer count samples, or write null."},
        {&content->contradictory, FINDING_INFO, "lists that contradict the dimensions",
         "The dimensions count: have the producer make the lists from them."},
        {&content->big_metadata, FINDING_INFO, "metadata longer than 4 KiB",
         "Metadata is for a few short members."},
    };

    for (size_t i = 0; i < ODDITIES; i++)
        list[i] = all[i];
}

static bool is_mixed(const struct stream_content *content)
{
    return content->comma > 0 && content->bar > 0;
}

/* Returns the first oddity that there is, or NULL. */
static const struct oddity *first_of(const struct oddity list[ODDITIES])
{
    for (size_t i = 0; i < ODDITIES; i++) {
        if (list[i].of->count > 0)
            return &list[i];
    }
    return NULL;
}

/* Appends a part of the evidence, where it is not too long with that. */
static void say(struct buffer *evidence, const char *part)
{
    if (evidence->size + strlen(part) <= EVIDENCE_MAX)
        buffer_string(evidence, part);
}

static void say_oddity(const struct stream_content *content, const struct oddity *oddity,
                       struct finding *finding)
{
    char part[EVIDENCE_MAX];

    if (oddity->of->count == 0)
        return;
    if (finding->evidence.size == 0)
        snprintf(part, sizeof(part), "%s in %" PRIu32 " of the newest %" PRIu32 " %s", oddity->what,
                 oddity->of->count, content->entries, content->entries == 1 ? "entry" : "entries");
    else
        snprintf(part, sizeof(part), "; %s in %" PRIu32, oddity->what, oddity->of->count);
    say(&finding->evidence, part);
    buffer_printf(&finding->note, "%s%s", finding->note.size > 0 ? " " : "", oddity->way_out);
}

static void say_mixed(const struct stream_content *content, struct finding *finding)
{
    char part[EVIDENCE_MAX];

    if (!is_mixed(content))
        return;
    snprintf(part, sizeof(part),
             "%s%" PRIu32 " entries have the field dims and %" PRIu32 " the field report",
             finding->evidence.size > 0 ? "; " : "", content->bar, content->comma);
    say(&finding->evidence, part);
    buffer_printf(&finding->note, "%sTwo kinds of sink write here: both are read.",
                  finding->note.size > 0 ? " " : "");
}

static void say_longest(const struct stream_content *content, struct finding *finding)
{
    char bytes[NUMBER_SIZE];

    if (content->oversize.count == 0)
        return;
    number_bytes(content->longest, bytes);
    buffer_printf(&finding->note, " The longest has %s.", bytes);
}

static void say_why(const struct stream_content *content, struct finding *finding)
{
    if (content->undecodable.count > 0)
        buffer_printf(&finding->note, " The newest: %s.", content->why);
}

/* The entry that is shown is the newest of the worst kind. */
static void show_entry(const struct examined_stream *stream, const struct oddity *oddity,
                       struct buffer *cure)
{
    char id[STREAM_ID_SIZE];

    stream_id_format(oddity->of->id, id);
    buffer_string(cure, "XRANGE ");
    cure_word(cure, stream->key);
    buffer_printf(cure, " %s %s", id, id);
}

static void add_content(const struct check *check, const struct examination *examination,
                        const struct examined_stream *stream, struct findings *findings)
{
    struct oddity list[ODDITIES];

    list_oddities(&stream->content, list);
    const struct oddity *first = first_of(list);
    if (first == NULL && !is_mixed(&stream->content))
        return;
    struct finding *finding =
        finding_add(findings, check, first != NULL ? first->severity : FINDING_INFO, examination,
                    stream, stream->node);
    for (size_t i = 0; i < ODDITIES; i++)
        say_oddity(&stream->content, &list[i], finding);
    say_mixed(&stream->content, finding);
    say_longest(&stream->content, finding);
    say_why(&stream->content, finding);
    if (first == NULL)
        return;
    finding->weight = first->of->count;
    show_entry(stream, first, &finding->cure);
}

void check_content(const struct check *check, const struct examination *examination,
                   const struct doctor_settings *settings, struct findings *findings)
{
    (void)settings;
    for (size_t i = 0; i < examination->stream_count; i++) {
        if (was_read(&examination->streams[i]))
            add_content(check, examination, &examination->streams[i], findings);
    }
    check_needs(check, examination, "xrevrange", NULL, findings);
}

/* --- silent --- */

#define TOGETHER_MIN 3

/* A stream that began since has not paused at the same time two days before. */
static bool began_since(const struct examined_stream *stream, int64_t moment_ms)
{
    return stream->answered && stream->facts.length > 0 &&
           stream_id_time(stream->facts.first_entry.id) > moment_ms;
}

static int64_t age_of(const struct examination *examination, const struct examined_stream *stream)
{
    return examined_now(examination, stream->node) - stream->content.newest_ms;
}

/* One that is silent for so long that nobody asks any more is none. */
static bool is_silent(const struct examination *examination, const struct examined_stream *stream)
{
    const struct stream_content *content = &stream->content;
    bool silent = content->silent_known
                      ? content->silent
                      : content->pause_asked && began_since(stream, content->pause_at_ms[1]);

    return was_read(stream) && silent && age_of(examination, stream) <= FORGET_AFTER_MS;
}

static void add_silent(const struct check *check, const struct examination *examination,
                       const struct examined_stream *stream, struct findings *findings)
{
    int64_t age_ms = age_of(examination, stream);
    char age[FIGURE_SIZE];
    char after[FIGURE_SIZE];
    struct finding *finding =
        finding_add(findings, check, FINDING_WARNING, examination, stream, stream->node);

    figure_duration(age_ms, age);
    figure_duration(stream->content.after_ms, after);
    finding->weight = (double)age_ms / (double)stream->content.after_ms;
    buffer_printf(&finding->evidence,
                  "its last report came %s ago, and by its rhythm %s without one is too long", age,
                  after);
    buffer_string(&finding->note, "Look at the producer: one that fails at NaN, or at a Redis that "
                                  "refuses it, falls silent without a word.");
}

/* What is silent of all that was read, and for how long at least. */
struct silence {
    size_t silent;
    size_t read;
    int64_t age_ms;
};

static struct silence count_silent(const struct examination *examination)
{
    struct silence silence = {.age_ms = INT64_MAX};

    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        int64_t age_ms = age_of(examination, stream);
        silence.read += was_read(stream) && age_ms <= FORGET_AFTER_MS;
        if (!is_silent(examination, stream))
            continue;
        silence.silent++;
        if (age_ms < silence.age_ms)
            silence.age_ms = age_ms;
    }
    return silence;
}

static void add_fleet(const struct check *check, const struct examination *examination,
                      const struct silence *silence, struct findings *findings)
{
    char age[FIGURE_SIZE];
    struct finding *finding =
        finding_add(findings, check, FINDING_WARNING, examination, NULL, SIZE_MAX);

    figure_duration(silence->age_ms, age);
    finding->weight = (double)silence->silent;
    buffer_printf(&finding->evidence,
                  "%s of %s tenants are silent at once; the last report of any came %s ago",
                  FIGURE_COUNT(silence->silent), FIGURE_COUNT(silence->read), age);
    buffer_string(&finding->note, "Look for what they share: the producer, its network, a user of "
                                  "Redis that may not write.");
}

void check_silent(const struct check *check, const struct examination *examination,
                  const struct doctor_settings *settings, struct findings *findings)
{
    const struct silence silence = count_silent(examination);
    bool together = silence.silent >= TOGETHER_MIN && 2 * silence.silent >= silence.read;

    (void)settings;
    if (together)
        add_fleet(check, examination, &silence, findings);
    for (size_t i = 0; !together && i < examination->stream_count; i++) {
        if (is_silent(examination, &examination->streams[i]))
            add_silent(check, examination, &examination->streams[i], findings);
    }
    check_needs(check, examination, "xrevrange", NULL, findings);
}
