#include "config.h"

#include "drift/flaw.h"

#include <inttypes.h>

static const struct {
    const char *name;
    const char *one;
    const char *many;
} flaws_by_kind[FLAW_COUNT] = {
    [FLAW_UNKNOWN_SEVERITY] = {"unknown_severity", "unknown severity", "unknown severities"},
    [FLAW_NUMBERS_AS_TEXT] = {"numbers_as_text", "number written as text",
                              "numbers written as text"},
    [FLAW_NUMBERS_NOT_FINITE] = {"numbers_not_finite", "number not finite", "numbers not finite"},
    [FLAW_COUNTS_NOT_WHOLE] = {"counts_not_whole", "sample count that is no whole number",
                               "sample counts that are no whole numbers"},
    [FLAW_UNREADABLE_DIMENSIONS] = {"unreadable_dimensions", "dimension unreadable",
                                    "dimensions unreadable"},
    [FLAW_NAMES_LEFT_OUT] = {"names_left_out", "name too many", "names too many"},
    [FLAW_DOUBLED_DIMENSIONS] = {"doubled_dimensions", "dimension named twice",
                                 "dimensions named twice"},
    [FLAW_CONTRADICTORY_LISTS] = {"contradictory_lists", "list that contradicts the dimensions",
                                  "lists that contradict the dimensions"},
    [FLAW_MISSING_FIELDS] = {"missing_fields", "missing field", "missing fields"},
    [FLAW_OVERSIZED] = {"oversized", "oversized", "oversized"},
};

const char *flaw_name(enum flaw flaw)
{
    return flaws_by_kind[flaw].name;
}

void flaw_describe(enum flaw flaw, uint32_t count, struct buffer *out)
{
    buffer_printf(out, "%" PRIu32 " %s", count,
                  count == 1 ? flaws_by_kind[flaw].one : flaws_by_kind[flaw].many);
}

void report_flaws_add(struct report_flaws *sum, const struct report_flaws *more)
{
    for (size_t i = 0; i < FLAW_COUNT; i++) {
        uint32_t room = UINT32_MAX - sum->count[i];
        sum->count[i] += more->count[i] < room ? more->count[i] : room;
    }
}

void report_flaws_describe(const struct report_flaws *flaws, struct buffer *out)
{
    const char *separator = "";

    for (enum flaw flaw = 0; flaw < FLAW_COUNT; flaw++) {
        if (flaws->count[flaw] == 0)
            continue;
        buffer_string(out, separator);
        flaw_describe(flaw, flaws->count[flaw], out);
        separator = ", ";
    }
}

uint64_t report_flaws_total(const struct report_flaws *flaws)
{
    uint64_t total = 0;

    for (size_t i = 0; i < FLAW_COUNT; i++)
        total += flaws->count[i];
    return total;
}
