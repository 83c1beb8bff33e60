/* What a watch of doctor tells, each change with its time. */
#include "config.h"

#include "headless/doctor_page.h"

#include "base/text.h"

#define CHANGE_COLUMN 8

static void append_time(struct doctor_page *page, const struct doctor_news *news)
{
    char time[32];

    timestamp_format(news->time_ms, news->zone, time);
    doctor_page_tone(page, TONE_DIM);
    buffer_printf(page->out, "%s %s", time, timestamp_zone_name(news->time_ms, news->zone));
    doctor_page_tone(page, TONE_PLAIN);
    buffer_string(page->out, "  ");
}

static void append_gone(struct doctor_page *page, const struct finding *finding)
{
    if (finding->key != NULL || finding->node != NULL)
        buffer_char(page->out, ' ');
    if (finding->key != NULL)
        doctor_page_spell(page, (struct slice){finding->key, finding->key_size});
    else if (finding->node != NULL)
        buffer_string(page->out, finding->node);
    if (finding->part != NULL)
        buffer_printf(page->out, " (%s)", finding->part);
    buffer_char(page->out, '\n');
}

/* "2026-11-26 23:10:05 UTC  worse  error out-of-memory, was a warning", and what there is to say of
 * it now. */
static void append_change(struct doctor_page *page, const struct doctor_news *news,
                          const struct doctor_change *change)
{
    const struct finding *finding = change->now != NULL ? change->now : change->before;

    append_time(page, news);
    buffer_printf(page->out, "%-*s", CHANGE_COLUMN, doctor_change_name(change->kind));
    doctor_page_tone(page, change->now != NULL ? doctor_page_tone_of(finding->severity) : TONE_DIM);
    buffer_printf(page->out, "%s %s", doctor_page_word_of(finding->severity), finding->check->id);
    doctor_page_tone(page, TONE_PLAIN);
    if (change->now == NULL) {
        append_gone(page, finding);
        return;
    }
    if (change->before != NULL)
        buffer_printf(page->out, " (was: %s)", doctor_page_word_of(change->before->severity));
    buffer_char(page->out, '\n');
    doctor_page_finding(page, DOCTOR_INDENT, finding);
    doctor_page_note(page, DOCTOR_INDENT, finding);
}

void doctor_page_news(struct doctor_page *page, const struct doctor_news *news)
{
    if (news->away != NULL || news->back) {
        append_time(page, news);
        text_safe(page->out, slice_of(news->source), false);
        buffer_printf(page->out, "%s%s\n",
                      news->away != NULL ? ": cannot look: " : " can be looked at again",
                      news->away != NULL ? news->away : "");
    }
    if (news->first && news->report != NULL) {
        append_time(page, news);
        doctor_page_report(page, news->report);
        return;
    }
    for (size_t i = 0; i < news->change_count; i++)
        append_change(page, news, &news->changes[i]);
}
