/* What doctor found, as text: the worst first, each with its cure on a line of its own. */
#include "config.h"

#include "headless/doctor.h"

#include "base/integer.h"
#include "base/text.h"
#include "headless/doctor_page.h"
#include "headless/flush.h"

#include <string.h>

#define TOLD 3 /* streams of one kind of finding, unless all are */

static void append_count(struct buffer *out, size_t count, const char *one, const char *many)
{
    char number[INTEGER_GROUPED_SIZE];

    integer_group(count, number);
    buffer_printf(out, "%s %s", number, count == 1 ? one : many);
}

/* "2 errors, 1 warning"; nothing where there is none of all. */
static void append_counts(struct doctor_page *page, const struct findings *findings)
{
    const char *between = "";

    for (int severity = FINDING_ERROR; severity >= FINDING_INFO; severity--) {
        const char *word = doctor_page_word_of((enum finding_severity)severity);
        size_t count = findings_count(findings, (enum finding_severity)severity);
        char many[16];
        if (count == 0)
            continue;
        snprintf(many, sizeof(many), "%ss", word);
        buffer_string(page->out, between);
        doctor_page_tone(page, doctor_page_tone_of((enum finding_severity)severity));
        append_count(page->out, count, word, many);
        doctor_page_tone(page, TONE_PLAIN);
        between = ", ";
    }
    if (*between == '\0')
        buffer_string(page->out, "nothing found");
}

static void append_line(struct doctor_page *page, struct buffer *text)
{
    doctor_page_wrap(page, 2, 0, (struct slice){buffer_text(text), text->size});
    buffer_char(page->out, '\n');
    buffer_clear(text);
}

static void append_nodes(struct doctor_page *page, const struct examination *examination,
                         struct buffer *text)
{
    for (size_t i = 0; i < examination->node_count; i++) {
        const struct examined_node *node = &examination->nodes[i];
        if (node->answered)
            continue;
        buffer_printf(text, "%s did not tell of itself: %s", node->name, node->error.text);
        append_line(page, text);
    }
}

/* Which of the tenants that were asked for are not there, where some are. */
static void append_missing(struct doctor_page *page, const struct doctor_report *report,
                           struct buffer *text)
{
    const struct words *tenants = report->tenants;

    for (size_t i = 0; report->examination->stream_count > 0 && i < tenants->count; i++) {
        if (!doctor_report_lacks(report, i))
            continue;
        buffer_string(text, text->size > 0 ? " nor " : "no stream is there of tenant ");
        text_safe(text, slice_of(tenants->items[i]), false);
    }
    if (text->size > 0)
        append_line(page, text);
}

/* How much of it was looked at, where that is not all. */
static void append_limits(struct doctor_page *page, const struct doctor_report *report)
{
    const struct examination *examination = report->examination;
    struct buffer text = {0};
    char sampled[INTEGER_GROUPED_SIZE];

    if (examination->stream_count == 0 && examination->searched) {
        buffer_printf(&text, "%s: the server alone was looked at", report->looked_for);
        append_line(page, &text);
    }
    append_missing(page, report, &text);
    if (!examination->searched) {
        buffer_printf(&text, "not all streams were found: %s", examination->trouble.text);
        append_line(page, &text);
    }
    if (examination->entries_read && examination->sampled < examination->stream_count) {
        integer_group(examination->sampled, sampled);
        buffer_printf(&text, "entries were read of a sample of %s ", sampled);
        buffer_string(&text, examination->sampled == 1 ? "stream" : "streams");
        append_line(page, &text);
    }
    append_nodes(page, examination, &text);
    buffer_free(&text);
}

/* "redis://cache:6379/0: 2 errors, 1 warning of 34 checks over 1,000 streams". */
static void append_head(struct doctor_page *page, const struct doctor_report *report)
{
    const struct examination *examination = report->examination;

    doctor_page_tone(page, TONE_STRONG);
    text_safe(page->out, slice_of(report->source), false);
    doctor_page_tone(page, TONE_PLAIN);
    buffer_string(page->out, ": ");
    append_counts(page, report->findings);
    buffer_string(page->out, report->findings->count > 0 ? " of " : " by ");
    append_count(page->out, report->checks, "check", "checks");
    if (report->skipped > 0)
        buffer_printf(page->out, " (%zu skipped)", report->skipped);
    buffer_string(page->out, " over ");
    append_count(page->out, examination->stream_count, "stream", "streams");
    if (examination->node_count > 1) {
        buffer_string(page->out, " on ");
        append_count(page->out, examination->node_count, "server", "servers");
    }
    buffer_char(page->out, '\n');
    append_limits(page, report);
}

static int longest_id(const struct findings *findings)
{
    size_t longest = 0;

    for (size_t i = 0; i < findings->count; i++) {
        if (strlen(findings->items[i].check->id) > longest)
            longest = strlen(findings->items[i].check->id);
    }
    return (int)longest;
}

static void append_heading(struct doctor_page *page, const struct finding *finding, int id_columns)
{
    doctor_page_tone(page, doctor_page_tone_of(finding->severity));
    buffer_printf(page->out, "%-*s", DOCTOR_INDENT, doctor_page_word_of(finding->severity));
    doctor_page_tone(page, TONE_PLAIN);
    doctor_page_tone(page, TONE_STRONG);
    buffer_printf(page->out, "%-*s", id_columns, finding->check->id);
    doctor_page_tone(page, TONE_PLAIN);
    buffer_printf(page->out, "  %s\n", finding->check->title);
}

/* Returns the place behind those of the same check and severity. */
static size_t end_of_kind(const struct findings *findings, size_t first)
{
    size_t end = first;

    while (end < findings->count && findings->items[end].check == findings->items[first].check &&
           findings->items[end].severity == findings->items[first].severity)
        end++;
    return end;
}

/* What holds for all of them is said once, behind them. */
static bool have_same_note(const struct finding *items, size_t first, size_t end)
{
    for (size_t i = first + 1; i < end; i++) {
        if (strcmp(buffer_text(&items[i].note), buffer_text(&items[first].note)) != 0)
            return false;
    }
    return true;
}

static void append_rest(struct doctor_page *page, size_t count)
{
    buffer_printf(page->out, "%*s", DOCTOR_INDENT, "");
    doctor_page_tone(page, TONE_DIM);
    buffer_string(page->out, "and ");
    append_count(page->out, count, "more", "more");
    buffer_string(page->out, ", which --all tells");
    doctor_page_tone(page, TONE_PLAIN);
    buffer_char(page->out, '\n');
}

static void append_kind(struct doctor_page *page, const struct doctor_report *report, size_t first,
                        size_t end)
{
    const struct finding *items = report->findings->items;
    size_t told = report->all || end - first <= TOLD ? end : first + TOLD;

    bool same = have_same_note(items, first, told);

    for (size_t i = first; i < told; i++) {
        doctor_page_finding(page, DOCTOR_INDENT, &items[i]);
        if (!same)
            doctor_page_note(page, DOCTOR_INDENT, &items[i]);
    }
    if (told < end)
        append_rest(page, end - told);
    if (same)
        doctor_page_note(page, DOCTOR_INDENT, &items[first]);
}

static void append_findings(struct doctor_page *page, const struct doctor_report *report)
{
    const struct findings *findings = report->findings;
    int id_columns = longest_id(findings);

    for (size_t i = 0; i < findings->count;) {
        size_t end = end_of_kind(findings, i);
        buffer_char(page->out, '\n');
        append_heading(page, &findings->items[i], id_columns);
        append_kind(page, report, i, end);
        i = end;
    }
}

static bool was_told(const struct findings *findings, size_t place)
{
    for (size_t i = 0; i < place; i++) {
        if (strcmp(findings->unchecked[i].needs, findings->unchecked[place].needs) == 0)
            return true;
    }
    return false;
}

static int longest_need(const struct findings *findings)
{
    int longest = 0;

    for (size_t i = 0; i < findings->unchecked_count; i++) {
        int width = text_width(slice_of(findings->unchecked[i].needs));
        longest = width > longest ? width : longest;
    }
    return longest;
}

/* "  +pttl  ttl, …": all checks that need the same. */
static void append_need(struct doctor_page *page, const struct findings *findings, size_t place,
                        int columns)
{
    const char *needs = findings->unchecked[place].needs;
    struct buffer ids = {0};

    for (size_t i = place; i < findings->unchecked_count; i++) {
        if (strcmp(findings->unchecked[i].needs, needs) == 0)
            buffer_printf(&ids, "%s%s", ids.size > 0 ? ", " : "", findings->unchecked[i].check->id);
    }
    buffer_printf(page->out, "  %s%*s  ", needs, columns - text_width(slice_of(needs)), "");
    doctor_page_wrap(page, columns + 4, columns + 4, (struct slice){ids.data, ids.size});
    buffer_char(page->out, '\n');
    buffer_free(&ids);
}

/* Rights can be granted. */
static void append_way_out(struct doctor_page *page, const struct findings *findings)
{
    bool grants = false;

    for (size_t i = 0; i < findings->unchecked_count; i++)
        grants |= findings->unchecked[i].needs[0] == '+';
    if (!grants)
        return;
    doctor_page_tone(page, TONE_DIM);
    buffer_string(page->out, "  driftop doctor --acl doctor prints the line that grants all");
    doctor_page_tone(page, TONE_PLAIN);
    buffer_char(page->out, '\n');
}

static void append_unchecked(struct doctor_page *page, const struct findings *findings)
{
    int columns = longest_need(findings);

    if (findings->unchecked_count == 0)
        return;
    buffer_char(page->out, '\n');
    doctor_page_tone(page, TONE_STRONG);
    buffer_string(page->out, "not checked");
    doctor_page_tone(page, TONE_PLAIN);
    buffer_string(page->out, ", for want of\n");
    for (size_t i = 0; i < findings->unchecked_count; i++) {
        if (!was_told(findings, i))
            append_need(page, findings, i, columns);
    }
    append_way_out(page, findings);
}

void doctor_page_report(struct doctor_page *page, const struct doctor_report *report)
{
    append_head(page, report);
    append_findings(page, report);
    doctor_page_memory(page, report);
    append_unchecked(page, report->findings);
}

static bool print(FILE *out, const struct doctor_report *report)
{
    struct buffer text = {0};
    struct doctor_page page = {&text, report->colours, report->columns};

    doctor_page_report(&page, report);
    bool written = flush(out, &text);
    buffer_free(&text);
    return written;
}

static bool print_news(FILE *out, const struct doctor_news *news)
{
    struct buffer text = {0};
    struct doctor_page page = {&text, news->colours, news->columns};

    doctor_page_news(&page, news);
    bool written = flush(out, &text) && fflush(out) == 0;
    buffer_free(&text);
    return written;
}

const struct doctor_format doctor_text_format = {
    .format = {.name = "text", .set = FOR_DOCTOR},
    .print = print,
    .print_news = print_news,
};
