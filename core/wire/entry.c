#include "config.h"

#include "wire/entry.h"

#include "wire/complete.h"
#include "wire/readings.h"

#include <string.h>

void entry_begin(struct report *report, struct stream_id id)
{
    report_reset(report);
    report->id = id;
}

/* Reads the dimensions, unless those of a better dialect were read already. */
static void take_dimensions(struct report *report, enum dialect dialect, struct slice json)
{
    struct error error;

    if (dialect < report->dialect)
        return;
    report->dialect = dialect;
    report->count = 0;
    report->flaws = (struct report_flaws){0};
    report->unreadable = NULL;
    if (!readings_parse(json, report, &error)) {
        struct slice reason = slice_of(error.text);
        report->unreadable = arena_copy(&report->text, reason.data, reason.size);
    }
}

/* Most names differ in their length already. */
static inline bool is_name(struct slice name, struct slice field)
{
    return name.size == field.size && memcmp(name.data, field.data, field.size) == 0;
}

void entry_field(struct report *report, struct slice name, struct slice value)
{
    if (is_name(name, SLICE("dims")))
        take_dimensions(report, DIALECT_BAR, value);
    else if (is_name(name, SLICE("report")))
        take_dimensions(report, DIALECT_COMMA, value);
    else if (is_name(name, SLICE("ws")) || is_name(name, SLICE("window_start")))
        report->window_start = window_text(report, value);
    else if (is_name(name, SLICE("we")) || is_name(name, SLICE("window_end")))
        report->window_end = window_text(report, value);
    else if (is_name(name, SLICE("degraded")))
        report->degraded = list_text(report, value);
    else if (is_name(name, SLICE("warned")))
        report->warned = list_text(report, value);
}

bool entry_end(struct report *report, struct error *error)
{
    if (report->dialect == DIALECT_NONE)
        return error_set(error, ERROR_INPUT, "the entry has neither 'dims' nor 'report'");
    if (report->unreadable != NULL)
        return error_set(error, ERROR_INPUT, "%s: %s",
                         report->dialect == DIALECT_BAR ? "dims" : "report", report->unreadable);
    report_complete(report);
    return true;
}
