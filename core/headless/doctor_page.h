/* Doctor page: the lines of what doctor tells as text, with colours or without. */
#ifndef HEADLESS_DOCTOR_PAGE_H
#define HEADLESS_DOCTOR_PAGE_H

#include "headless/doctor_report.h"

/* Columns in front of what is said of a finding, below its heading. */
#define DOCTOR_INDENT 9

enum doctor_tone { TONE_PLAIN, TONE_STRONG, TONE_DIM, TONE_WARNING, TONE_ERROR };

struct doctor_page {
    struct buffer *out;
    bool colours;
    int columns;
};

/* Begins and ends a piece in a tone; it ends before a line does. */
void doctor_page_tone(struct doctor_page *page, enum doctor_tone tone);
enum doctor_tone doctor_page_tone_of(enum finding_severity severity);

/* "error", "warning", "note". */
const char *doctor_page_word_of(enum finding_severity severity);

/* Appends text in lines, each `indent` columns in; `column` is what the first has already. The last
 * line is not ended. */
void doctor_page_wrap(struct doctor_page *page, int indent, int column, struct slice text);

/* Appends a name of any bytes. */
void doctor_page_spell(struct doctor_page *page, struct slice name);

/* Appends what was seen in a finding, and its cure on a line of its own; its note. Each line goes
 * that many columns in. */
void doctor_page_finding(struct doctor_page *page, int indent, const struct finding *finding);
void doctor_page_note(struct doctor_page *page, int indent, const struct finding *finding);

/* Appends all of a report; what a watch has to tell. */
void doctor_page_report(struct doctor_page *page, const struct doctor_report *report);
void doctor_page_news(struct doctor_page *page, const struct doctor_news *news);

/* Appends the block about memory. */
void doctor_page_memory(struct doctor_page *page, const struct doctor_report *report);

#endif
