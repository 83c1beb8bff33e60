#include "config.h"

#include "present/fleet_words.h"

#include "base/duration.h"
#include "present/state_words.h"

#include <inttypes.h>
#include <string.h>

size_t fleet_total(const struct judgement *judgement)
{
    return judgement->all.count - judgement->unreadable - judgement->gone;
}

void fleet_counts_describe(const struct judgement *judgement, struct buffer *out)
{
    const char *separator = "";

    for (int state = STATE_COUNT - 1; state >= 0; state--) {
        if (judgement->by_state[state] == 0)
            continue;
        buffer_printf(out, "%s%zu %s", separator, judgement->by_state[state],
                      state_word((enum state)state));
        separator = ", ";
    }
}

void fleet_stopped_describe(const struct judgement *judgement, struct telling telling,
                            struct buffer *out)
{
    char moment[SINCE_MOMENT_SIZE];

    since_moment(judgement->stopped_ms, false, telling.now_ms, telling.zone, moment);
    if (judgement->silent * 10 < judgement->counted * 9)
        buffer_printf(out, "%zu of %zu tenants stopped at %s", judgement->silent,
                      judgement->counted, moment);
    else
        buffer_printf(out, "everything stopped at %s: %zu of %zu tenants silent", moment,
                      judgement->silent, judgement->counted);
}

void fleet_turned_describe(struct time_range range, struct telling telling, struct buffer *out)
{
    char first[SINCE_MOMENT_SIZE];
    char last[SINCE_MOMENT_SIZE];
    /* What is told for some seconds may be of a moment before the newest of it. */
    int64_t now_ms = telling.now_ms > range.end_ms ? telling.now_ms : range.end_ms;

    since_moment(range.start_ms, false, now_ms, telling.zone, first);
    since_moment(range.end_ms - 1, false, now_ms, telling.zone, last);
    buffer_string(out, first);
    if (strcmp(first, last) != 0)
        buffer_printf(out, "-%s", last);
}

void fleet_together_describe(const struct together *together, struct telling telling,
                             struct buffer *out)
{
    bool family =
        together->common.size > 0 && together->common.data[together->common.size - 1] == '.';

    buffer_printf(out, "%zu tenants %s ", together->members,
                  together->silent ? "fell silent" : "turned bad");
    fleet_turned_describe(together->range, telling, out);
    if (together->common.size == 0)
        return;
    buffer_string(out, ", all in ");
    buffer_append(out, together->common.data, together->common.size);
    buffer_string(out, family ? "*" : "");
}

/* Appends a number of whole days in words, another length in short. */
static void append_days(struct buffer *out, int64_t length_ms)
{
    char length[32];

    duration_format(length_ms, length);
    if (length_ms >= 2 * MS_PER_DAY && length_ms % MS_PER_DAY == 0)
        buffer_printf(out, "%" PRId64 " days", length_ms / MS_PER_DAY);
    else
        buffer_string(out, length);
}

static size_t count_forgotten(const struct judgement *judgement, enum state state)
{
    size_t count = 0;

    for (size_t i = 0; i < judgement->all.count; i++) {
        const struct tenant_verdict *verdict = judgement->all.verdicts[i];
        count += verdict->forgotten && verdict->state == state;
    }
    return count;
}

/* Appends what those were that are of a state, where there are some; `separator` goes in front. */
static const char *append_forgotten(const struct judgement *judgement, enum state state,
                                    const char *separator, struct buffer *out)
{
    size_t count = count_forgotten(judgement, state);

    if (count == 0)
        return separator;
    if (judgement->forgotten == 1)
        buffer_printf(out, "%sit", separator);
    else
        buffer_printf(out, "%s%zu of them", separator, count);
    buffer_printf(out, " %s %s", count == 1 ? "was" : "were", state_word(state));
    return " and ";
}

void fleet_forgotten_describe(const struct judgement *judgement, int64_t forget_ms,
                              struct buffer *out)
{
    buffer_printf(out, "%zu tenant%s silent for more than ", judgement->forgotten,
                  judgement->forgotten == 1 ? "" : "s");
    append_days(out, forget_ms);
    const char *separator = append_forgotten(judgement, STATE_DEGRADED, ", ", out);
    append_forgotten(judgement, STATE_WARN, separator, out);
}
