/* What states, columns and signs mean. */
#include "config.h"

#include "view/help_lines.h"

#include "view/words.h"

#include <stdio.h>

static const struct {
    enum state state;
    const char *meaning;
} meanings[] = {
    {STATE_DEGRADED, "by the producer's own word"},
    {STATE_WARN, "likewise"},
    {STATE_SILENT, "no report for three usual intervals"},
    {STATE_NO_DATA, "reported without a value: not known"},
    {STATE_STALE, "it usually comes, and does not"},
    {STATE_EMPTY, "a stream without entries"},
    {STATE_UNJUDGED, "its newest reports are still being read"},
    {STATE_SUPERSEDED, "another of its family came instead: as ok"},
    {STATE_OK, "likewise, and its value is known"},
};

#define MEANING_COUNT ((int)(sizeof(meanings) / sizeof(meanings[0])))

_Static_assert(MEANING_COUNT == STATE_COUNT, "every state is explained");

void help_states(struct help_lines *lines)
{
    help_heading(lines, "States");
    for (int i = 0; i < MEANING_COUNT; i++) {
        char text[32];
        snprintf(text, sizeof(text), "%-3s%s", state_mark(meanings[i].state),
                 state_word(meanings[i].state));
        help_word(lines, role_of_state(meanings[i].state), text, meanings[i].meaning);
    }
    help_word(lines, ROLE_STRONG, "pending", "bad, and not often enough for its rule");
    help_word(lines, ROLE_STRONG, "ok again", "good, and not often enough for its rule");
}

void help_columns(struct help_lines *lines)
{
    static const char *const columns[][2] = {
        {"SEV 1h", "how bad it was, over the window"},
        {"CHANGE", "from the baseline, in percent if it can be"},
        {"FOR", "how long it has been in this state"},
        {">1h", "longer: before all that was read"},
        {"NEWEST", "how old the newest report is"},
        {"EVERY", "the usual time between two reports"},
    };

    help_heading(lines, "Columns");
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        help_word(lines, ROLE_STRONG, columns[i][0], columns[i][1]);
}

static void add_sign(struct help_lines *lines, enum role role, const uint32_t *characters,
                     size_t count, const char *meaning)
{
    struct pen pen = help_line(lines);
    int left = pen.at;

    for (size_t i = 0; i < count; i++)
        pen_put(&pen, role, characters[i]);
    pen.at = left + HELP_WORD_COLUMNS;
    pen_text(&pen, ROLE_TEXT, meaning);
}

void help_signs(struct help_lines *lines)
{
    const struct glyphs *glyphs = lines->view->glyphs;
    const uint32_t *run = glyphs->run;
    static const uint32_t few = '!';

    help_heading(lines, "Signs");
    add_sign(lines, ROLE_CALM, glyphs->spark, 3, "ok over time: the higher, the greater |z|");
    add_sign(lines, ROLE_WARN, &few, 1, "fewer samples than half of what is usual");
    add_sign(lines, ROLE_GAP, &glyphs->gap, 1, "no report");
    add_sign(lines, ROLE_NO_DATA, &glyphs->unknown, 1, "a report without a z-score, in a chart");
    add_sign(lines, ROLE_CALM, &run[SEVERITY_OK], 1, "ok, in a timeline");
    add_sign(lines, ROLE_WARN, &run[SEVERITY_WARN], 1, "warn");
    add_sign(lines, ROLE_DEGRADED, &run[SEVERITY_DEGRADED], 1, "degraded");
    add_sign(lines, ROLE_NO_DATA, &run[SEVERITY_NO_DATA], 1, "no data");
}
