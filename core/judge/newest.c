#include "config.h"

#include "judge/newest.h"

/* Of the newest reading of all, the dimension keeps what the columns have no room for. */
static bool is_newest_of_all(const struct dimension *dimension,
                             const struct dimension_verdict *verdict)
{
    return verdict->newest_ms == stream_id_time(dimension->last);
}

const char *dimension_unknown_word(const struct tenant *tenant,
                                   const struct dimension_verdict *verdict)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];

    if (!is_newest_of_all(dimension, verdict) || dimension->word != WORD_UNKNOWN)
        return NULL;
    return dimension->severity_word;
}

const char *dimension_severity_word(const struct tenant *tenant,
                                    const struct dimension_verdict *verdict)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];
    struct slice own = slice_of(dimension->severity_word);
    const char *name = severity_name(verdict->severity);
    bool is_own = is_newest_of_all(dimension, verdict) && own.size > 0 &&
                  verdict->severity != SEVERITY_NO_DATA && !slice_is_nocase(own, name);

    return is_own ? dimension->severity_word : name;
}

uint64_t dimension_sample_count(const struct tenant *tenant,
                                const struct dimension_verdict *verdict)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];

    if (is_newest_of_all(dimension, verdict))
        return dimension->sample_count;
    return verdict->newest.count == SPAN_COUNT_UNKNOWN ? SAMPLE_COUNT_UNKNOWN
                                                       : verdict->newest.count;
}

double dimension_change(const struct dimension_verdict *verdict)
{
    return verdict->newest.value - verdict->newest.baseline;
}
