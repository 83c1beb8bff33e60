#include "config.h"

#include "headless/doctor_page.h"

#include "base/spelling.h"
#include "base/text.h"
#include "base/wrap.h"

#include <string.h>

/* Those of sixteen colours that stand out on dark and on light. */
static const char *const tones[] = {
    [TONE_PLAIN] = "\033[m",       [TONE_STRONG] = "\033[1m",   [TONE_DIM] = "\033[2m",
    [TONE_WARNING] = "\033[1;33m", [TONE_ERROR] = "\033[1;31m",
};

void doctor_page_tone(struct doctor_page *page, enum doctor_tone tone)
{
    if (page->colours)
        buffer_string(page->out, tones[tone]);
}

enum doctor_tone doctor_page_tone_of(enum finding_severity severity)
{
    static const enum doctor_tone of[] = {
        [FINDING_INFO] = TONE_DIM, [FINDING_WARNING] = TONE_WARNING, [FINDING_ERROR] = TONE_ERROR};

    return of[severity];
}

const char *doctor_page_word_of(enum finding_severity severity)
{
    return severity == FINDING_INFO ? "note" : finding_severity_name(severity);
}

void doctor_page_wrap(struct doctor_page *page, int indent, int column, struct slice text)
{
    struct wrap wrap = {page->out, page->columns, indent, column};

    wrap_text(&wrap, text);
}

void doctor_page_spell(struct doctor_page *page, struct slice name)
{
    spelling_append(page->out, name, !text_locale_is_utf8());
}

/* "rag:telemetry:acme: it has …"; what is about the server needs no such word. */
static void append_evidence(struct doctor_page *page, int indent, const struct finding *finding)
{
    struct buffer scope = {0};
    struct slice key = {finding->key, finding->key_size};
    struct slice evidence = {buffer_text(&finding->evidence), finding->evidence.size};

    if (finding->key != NULL)
        spelling_append(&scope, key, !text_locale_is_utf8());
    else if (finding->node != NULL)
        buffer_string(&scope, finding->node);
    buffer_printf(page->out, "%*s", indent, "");
    if (scope.size > 0) {
        doctor_page_tone(page, TONE_STRONG);
        buffer_printf(page->out, "%s:", buffer_text(&scope));
        doctor_page_tone(page, TONE_PLAIN);
    }
    int width = scope.size > 0 ? text_width((struct slice){scope.data, scope.size}) + 1 : 0;
    int first = (int)strcspn(buffer_text(&finding->evidence), " ");
    if (width > 0 && indent + width + 1 + first > page->columns) {
        buffer_printf(page->out, "\n%*s", indent, "");
        width = 0;
    } else if (width > 0) {
        buffer_char(page->out, ' ');
        width++;
    }
    doctor_page_wrap(page, indent, indent + width, evidence);
    buffer_char(page->out, '\n');
    buffer_free(&scope);
}

static void append_cure(struct doctor_page *page, int indent, const struct finding *finding)
{
    buffer_printf(page->out, "%*s", indent + 2, "");
    doctor_page_tone(page, TONE_STRONG);
    buffer_string(page->out, buffer_text(&finding->cure));
    doctor_page_tone(page, TONE_PLAIN);
    buffer_char(page->out, '\n');
}

void doctor_page_finding(struct doctor_page *page, int indent, const struct finding *finding)
{
    append_evidence(page, indent, finding);
    if (finding->cure.size > 0)
        append_cure(page, indent, finding);
}

void doctor_page_note(struct doctor_page *page, int indent, const struct finding *finding)
{
    struct slice note = {buffer_text(&finding->note), finding->note.size};

    if (note.size == 0)
        return;
    buffer_printf(page->out, "%*s", indent, "");
    doctor_page_tone(page, TONE_DIM);
    doctor_page_wrap(page, indent, indent, note);
    doctor_page_tone(page, TONE_PLAIN);
    buffer_char(page->out, '\n');
}
