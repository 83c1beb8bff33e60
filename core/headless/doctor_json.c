/* What doctor found as JSON: driftop.doctor/1, a finding a line, and driftop.doctor_change/1, one
 * document a line, for what changes. */
#include "config.h"

#include "headless/doctor.h"

#include "headless/doctor_report.h"
#include "headless/flush.h"
#include "headless/json_member.h"

#include <string.h>

static void write_text(struct json_writer *json, const char *key, const char *text)
{
    json_member_text(json, key, text != NULL ? slice_of(text) : (struct slice){0});
}

/* Nothing is null. */
static void write_buffer(struct json_writer *json, const char *key, const struct buffer *text)
{
    json_member_text(json, key,
                     text->size > 0 ? (struct slice){text->data, text->size} : (struct slice){0});
}

static void write_scope(struct json_writer *json, const struct finding *finding)
{
    if (finding->key == NULL)
        write_text(json, "scope", "server");
    else
        json_member_name(json, "scope", "scope_hex",
                         (struct slice){finding->key, finding->key_size});
    write_text(json, "kind", finding->key != NULL ? "stream" : "server");
    write_text(json, "part", finding->part);
    write_text(json, "node", finding->node);
}

static void write_members(struct json_writer *json, const struct finding *finding)
{
    write_text(json, "id", finding->check->id);
    write_text(json, "severity", finding_severity_name(finding->severity));
    write_scope(json, finding);
    write_text(json, "title", finding->check->title);
    write_buffer(json, "evidence", &finding->evidence);
    write_buffer(json, "cure", &finding->cure);
    write_buffer(json, "note", &finding->note);
}

static void write_findings(struct json_writer *json, const struct findings *findings)
{
    json_write_key(json, "findings");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < findings->count; i++) {
        buffer_char(json->out, '\n');
        json_write_open(json, JSON_OBJECT);
        write_members(json, &findings->items[i]);
        json_write_close(json, JSON_OBJECT);
    }
    json_write_close(json, JSON_ARRAY);
}

static void write_unchecked(struct json_writer *json, const struct findings *findings)
{
    json_write_key(json, "unchecked");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < findings->unchecked_count; i++) {
        json_write_open(json, JSON_OBJECT);
        write_text(json, "id", findings->unchecked[i].check->id);
        write_text(json, "needs", findings->unchecked[i].needs);
        json_write_close(json, JSON_OBJECT);
    }
    json_write_close(json, JSON_ARRAY);
}

/* How many there are, and of how many the entries were read. */
static void write_streams(struct json_writer *json, const struct examination *examination)
{
    json_write_key(json, "streams");
    json_write_open(json, JSON_OBJECT);
    json_member_count(json, "count", examination->stream_count);
    json_member_count(json, "examined", examination->sampled);
    json_member_flag(json, "sampled", examination->sampled < examination->stream_count);
    json_member_flag(json, "complete", examination->searched);
    json_write_close(json, JSON_OBJECT);
}

/* Zero is not known. */
static void write_known(struct json_writer *json, const char *key, uint64_t count)
{
    if (count > 0)
        json_member_count(json, key, count);
    else
        write_text(json, key, NULL);
}

static void write_stream(struct json_writer *json, const struct stream_figures *figures)
{
    const struct examined_stream *stream = figures->stream;

    json_write_open(json, JSON_OBJECT);
    json_member_name(json, "stream", "stream_hex", stream->key);
    json_member_count(json, "bytes", stream->bytes > 0 ? (uint64_t)stream->bytes : 0);
    json_member_flag(json, "bytes_estimated", stream->bytes_estimated);
    json_member_count(json, "entries", stream->facts.length);
    json_member_number(json, "history_hours", figures->history_hours);
    json_member_number(json, "entries_per_hour", figures->per_hour);
    write_known(json, "cap", figures->cap);
    json_write_close(json, JSON_OBJECT);
}

static void write_memory(struct json_writer *json, const struct doctor_report *report)
{
    const struct memory_figures *memory = &report->memory;

    json_write_key(json, "memory");
    json_write_open(json, JSON_OBJECT);
    write_known(json, "used", memory->used);
    write_known(json, "limit", memory->limit);
    json_member_count(json, "streams", memory->streams);
    json_member_count(json, "streams_unknown", memory->unknown);
    json_member_number(json, "share", memory->share);
    json_member_number(json, "hours_until_full", memory->hours_until_full);
    json_member_number(json, "history_hours", memory->history_hours);
    json_member_count(json, "hours_wanted", report->settings->hours);
    write_known(json, "cap", report->cap);
    json_write_key(json, "largest");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < memory->largest_count; i++)
        write_stream(json, &memory->largest[i]);
    json_write_close(json, JSON_ARRAY);
    json_write_close(json, JSON_OBJECT);
}

static bool end_line(FILE *out, struct buffer *text)
{
    buffer_char(text, '\n');
    bool written = flush(out, text);
    buffer_free(text);
    return written;
}

static bool print(FILE *out, const struct doctor_report *report)
{
    struct buffer text = {0};
    struct json_writer json = {.out = &text, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    write_text(&json, "schema", "driftop.doctor/1");
    write_text(&json, "source", report->source);
    json_member_time(&json, "generated_ms", report->generated_ms);
    json_member_count(&json, "checks", report->checks);
    json_member_count(&json, "server_us", report->examination->server_us);
    write_streams(&json, report->examination);
    write_findings(&json, report->findings);
    write_unchecked(&json, report->findings);
    write_memory(&json, report);
    json_write_close(&json, JSON_OBJECT);
    return end_line(out, &text);
}

static void write_change(struct json_writer *json, const struct doctor_change *change)
{
    const struct finding *before = change->before;
    const struct finding *about = change->now != NULL ? change->now : before;

    json_write_open(json, JSON_OBJECT);
    write_text(json, "change", doctor_change_name(change->kind));
    write_text(json, "was", before != NULL ? finding_severity_name(before->severity) : NULL);
    if (about != NULL)
        write_members(json, about);
    json_write_close(json, JSON_OBJECT);
}

static bool print_news(FILE *out, const struct doctor_news *news)
{
    struct buffer text = {0};
    struct json_writer json = {.out = &text, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    write_text(&json, "schema", "driftop.doctor_change/1");
    write_text(&json, "source", news->source);
    json_member_time(&json, "generated_ms", news->time_ms);
    json_member_count(&json, "status", (uint64_t)news->status);
    write_text(&json, "away", news->away);
    json_write_key(&json, "changes");
    json_write_open(&json, JSON_ARRAY);
    for (size_t i = 0; i < news->change_count; i++)
        write_change(&json, &news->changes[i]);
    json_write_close(&json, JSON_ARRAY);
    if (news->report != NULL && news->first)
        write_unchecked(&json, news->report->findings);
    json_write_close(&json, JSON_OBJECT);
    return end_line(out, &text) && fflush(out) == 0;
}

const struct doctor_format doctor_json_format = {
    .format = {.name = "json", .set = FOR_DOCTOR},
    .print = print,
    .print_news = print_news,
};
