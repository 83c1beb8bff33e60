#include "config.h"

#include "doctor/content.h"

#include "base/text.h"
#include "drift/tenant.h"
#include "judge/silence.h"
#include "wire/entry.h"
#include "wire/readings.h"

/* What is on its way from a reply. */
struct look {
    struct stream_content *content;
    struct tenant *tenant; /* with these entries and no others */
    struct report report;
    int64_t now_ms;
};

static void count(struct content_count *of, struct stream_id id)
{
    if (of->count++ == 0)
        of->id = id;
}

static void count_if(bool holds, struct content_count *of, struct stream_id id)
{
    if (holds)
        count(of, id);
}

/* --- one entry --- */

/* Reads names and values; returns how long they are together. */
static uint64_t take_fields(struct look *look, const struct reply *reply, size_t fields)
{
    uint64_t bytes = 0;

    for (size_t i = fields + 1; i + 1 < reply->nodes[fields].next; i += 2) {
        struct slice name = reply_text(reply, i);
        struct slice value = reply_text(reply, i + 1);
        bytes += name.size + value.size;
        entry_field(&look->report, name, value);
    }
    return bytes;
}

static void count_size(struct stream_content *content, struct stream_id id, uint64_t bytes)
{
    if (bytes > content->longest)
        content->longest = bytes;
    count_if(bytes > CONTENT_OVERSIZE, &content->oversize, id);
}

/* What is longer than a reading keeps is missing from it, and was counted. */
static bool has_big_metadata(const struct report *report, uint64_t bytes)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->readings[i].metadata.size > CONTENT_METADATA_MAX)
            return true;
    }
    return report->flaws.count[FLAW_OVERSIZED] > 0 && bytes > READING_METADATA_MAX;
}

static void count_report(struct look *look, uint64_t bytes)
{
    const struct report *report = &look->report;
    struct stream_content *content = look->content;

    content->comma += report->dialect == DIALECT_COMMA;
    content->bar += report->dialect == DIALECT_BAR;
    count_if(report->flaws.count[FLAW_NUMBERS_NOT_FINITE] > 0, &content->not_finite, report->id);
    count_if(report->flaws.count[FLAW_COUNTS_NOT_WHOLE] > 0, &content->not_whole, report->id);
    count_if(report->flaws.count[FLAW_CONTRADICTORY_LISTS] > 0, &content->contradictory,
             report->id);
    count_if(has_big_metadata(report, bytes), &content->big_metadata, report->id);
    tenant_add_recent(look->tenant, report);
}

static void count_unreadable(struct look *look, struct stream_id id, const struct error *error)
{
    struct stream_content *content = look->content;

    if (content->undecodable.count == 0)
        text_safe_copy(content->why, sizeof(content->why), slice_of(error->text));
    count(&content->undecodable, id);
    tenant_add_recent_unreadable(look->tenant, id);
}

static bool take_entry(struct look *look, const struct reply *reply, size_t entry)
{
    size_t fields = reply_child(reply, entry, 1);
    struct error error = {.class = ERROR_NONE};
    struct stream_id id;

    if (fields == reply->count ||
        !stream_id_parse(reply_text(reply, reply_child(reply, entry, 0)), &id))
        return false;
    entry_begin(&look->report, id);
    uint64_t bytes = take_fields(look, reply, fields);
    look->content->entries++;
    count_size(look->content, id, bytes);
    if (entry_end(&look->report, &error))
        count_report(look, bytes);
    else
        count_unreadable(look, id, &error);
    return true;
}

/* --- all of them --- */

/* Who has nothing to tell may say so again. */
static bool tells(const struct recent *recent, size_t index)
{
    struct recent_row row = recent_row(recent, index);

    for (size_t i = 0; i < row.count; i++) {
        if (recent_row_severity(&row, i) != SEVERITY_NO_DATA)
            return true;
    }
    return false;
}

/* Returns how often the report of an entry stands among those up to it. */
static size_t times_told(const struct recent *recent, size_t at)
{
    size_t times = 1;

    for (size_t repeats; (repeats = recent_entry(recent, at).repeats) > 0; times++)
        at -= repeats;
    return times;
}

/* Two sinks, and a retry, tell a report twice. Whoever tells it more often has a window that does
 * not move on, or moves on rarely. */
static void count_duplicates(struct look *look)
{
    const struct recent *recent = &look->tenant->recent;
    size_t twice = 0;
    size_t more = 0;

    for (size_t i = recent->count; i-- > 0;) {
        size_t times = times_told(recent, i);
        if (times == 1 || !tells(recent, i))
            continue;
        count(&look->content->duplicates, recent_id(recent, i));
        twice += times == 2;
        more += times == 3;
    }
    look->content->stands_still = more > 0 && twice <= 2 * more;
}

/* With fewer entries than the rules look at, and fewer steps between them than tell a rhythm, older
 * ones might tell another. */
static bool tells_rhythm(const struct recent *recent)
{
    return recent->whole || interval_steps(recent, recent->count) >= INTERVAL_STEPS_MIN;
}

static void judge_silence(struct look *look)
{
    const struct rule_book standard = RULE_BOOK_DEFAULT;
    const struct tenant *tenant = look->tenant;
    const struct recent *recent = &tenant->recent;
    struct stream_content *content = look->content;
    int64_t until_ms;

    content->newest_ms = stream_id_time(recent_newest_id(recent));
    content->after_ms = tenant_silent_after(tenant);
    content->silent_known = true;
    if (look->now_ms - content->newest_ms <= content->after_ms)
        return;
    content->silent_known = tells_rhythm(recent);
    content->pause_asked = content->silent_known &&
                           pause_is_asked(tenant, &standard, look->now_ms, content->pause_at_ms);
    if (content->pause_asked)
        content->silent_known = false;
    content->silent =
        content->silent_known &&
        !pause_is_usual(tenant, recent->count, content->after_ms, look->now_ms, &until_ms);
}

static bool read_entries(struct look *look, const struct reply *reply, uint64_t wanted)
{
    for (size_t entry = 1; entry < reply->count; entry = reply->nodes[entry].next) {
        if (!take_entry(look, reply, entry))
            return false;
    }
    bool whole = look->content->entries < wanted;
    recent_asked(&look->tenant->recent, RECENT_STATE, whole, whole);
    count_duplicates(look);
    if (look->content->entries > 0)
        judge_silence(look);
    return true;
}

bool stream_content_read(const struct reply *reply, uint64_t wanted,
                         const struct severity_words *words, int64_t now_ms,
                         struct stream_content *content)
{
    struct look look = {.content = content, .report = {.severity_words = words}, .now_ms = now_ms};

    *content = (struct stream_content){0};
    if (reply->count == 0 || reply->nodes[0].type != REPLY_ARRAY)
        return false;
    look.tenant = tenant_create(SLICE("doctor"));
    bool read = read_entries(&look, reply, wanted);
    if (!read)
        *content = (struct stream_content){0};
    report_free(&look.report);
    tenant_free(look.tenant);
    return read;
}

void stream_content_settle(struct stream_content *content)
{
    struct tenant *tenant = tenant_create(SLICE("doctor"));
    int64_t now_ms = content->pause_at_ms[0] + MS_PER_DAY;
    int64_t until_ms;

    tenant_add_recent_unreadable(tenant, stream_id_at(content->newest_ms));
    tenant->pauses = content->pauses;
    tenant->pauses.known = true;
    content->silent = !pause_is_usual(tenant, 1, content->after_ms, now_ms, &until_ms);
    content->silent_known = true;
    content->pause_asked = false;
    tenant_free(tenant);
}
