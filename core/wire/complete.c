#include "config.h"

#include "wire/complete.h"

#include "wire/fingerprint.h"
#include "wire/lists.h"
#include "wire/metadata.h"

static struct slice copy_up_to(struct report *report, struct slice text, size_t limit)
{
    if (text.size > limit)
        return (struct slice){0};
    return (struct slice){arena_copy(&report->text, text.data, text.size), text.size};
}

struct slice window_text(struct report *report, struct slice text)
{
    return text.size > 0 ? copy_up_to(report, text, WINDOW_TEXT_MAX) : (struct slice){0};
}

struct slice list_text(struct report *report, struct slice text)
{
    return copy_up_to(report, text, LIST_TEXT_MAX);
}

/* Returns true when neither a word nor a list says how a dimension is: then none is derived, which
 * would say it to whoever reads the report next. */
static bool says_nothing(const struct report *report)
{
    if (report->degraded.data != NULL || report->warned.data != NULL)
        return false;
    for (size_t i = 0; i < report->count; i++) {
        if (report->readings[i].word == WORD_MISSING)
            return true;
    }
    return false;
}

static void derive_missing_lists(struct report *report)
{
    bool nothing = says_nothing(report);
    bool no_degraded = report->degraded.data == NULL;
    bool no_warned = report->warned.data == NULL;

    report->flaws.count[FLAW_MISSING_FIELDS] += (uint32_t)no_degraded + no_warned;
    if (no_degraded && !nothing)
        report->degraded = list_derive(report, SEVERITY_DEGRADED);
    if (no_warned && !nothing)
        report->warned = list_derive(report, SEVERITY_WARN);
}

void report_complete(struct report *report)
{
    report->flaws.count[FLAW_MISSING_FIELDS] += report->window_start.data == NULL;
    report->flaws.count[FLAW_MISSING_FIELDS] += report->window_end.data == NULL;
    report->degraded = list_with_bars(report, report->degraded, SEVERITY_DEGRADED);
    report->warned = list_with_bars(report, report->warned, SEVERITY_WARN);
    lists_decide(report);
    derive_missing_lists(report);
    report->flaws.count[FLAW_CONTRADICTORY_LISTS] += lists_disagreements(report);
    report->split_metadata = metadata_split;
    report->fingerprint = report_fingerprint(report);
}
