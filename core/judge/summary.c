#include "config.h"

#include "judge/summary.h"

#include "judge/walk.h"

#include <math.h>

/* Returns the row of the report that a dimension must not be older than, lest it be stale; 0 when
 * there are too few reports to say so. */
static size_t oldest_fresh_row(const struct tenant *tenant, int64_t end_ms)
{
    struct walk reports = walk_from(tenant, HISTORY_ANY_COLUMN, end_ms);

    for (int i = 0; i < STALE_AFTER_REPORTS; i++) {
        if (!walk_older(&reports))
            return 0;
    }
    return reports.row;
}

/* Returns true when as many of the newest reports do without the dimension as make it stale. */
static bool is_stale(const struct walk *newest, size_t fresh_row)
{
    const struct tenant *tenant = newest->tenant;

    if (newest->row != HISTORY_NO_ROW)
        return newest->row < fresh_row;
    return tenant->recent_count >= STALE_AFTER_REPORTS &&
           stream_id_compare(tenant->dimensions[newest->dimension].last,
                             tenant->recent[STALE_AFTER_REPORTS - 1]) < 0;
}

/* Judges the reading that `newest` has come to. */
static enum state judge(const struct walk *newest, size_t fresh_row)
{
    return is_stale(newest, fresh_row) ? STATE_STALE : severity_state(newest->severity);
}

/* Returns true when all that the stream holds is known, so that nothing can lie before it. */
static bool whole_stream_is_known(const struct tenant *tenant)
{
    size_t known = tenant->history.rows > 0 ? tenant->history.rows : 1;

    return tenant->entries > 0 && known >= tenant->entries;
}

/* Goes back to where trouble began. What is stale is so since its last reading. */
static void find_since(struct walk walk, enum state state, int64_t *since_ms, bool *since_before)
{
    *since_ms = state == STATE_STALE ? walk.time_ms : INT64_MIN;
    *since_before = false;
    if (state == STATE_STALE)
        return;
    do {
        if (walk.severity == SEVERITY_OK)
            return;
        if (walk.severity >= SEVERITY_WARN)
            *since_ms = walk.time_ms;
    } while (walk_older(&walk));
    *since_before = *since_ms != INT64_MIN && !whole_stream_is_known(walk.tenant);
}

/* Returns true when (state, z) is worse than the worst so far; an unknown z is nearest to none. */
static bool is_worse(const struct tenant_summary *summary, enum state state, double z)
{
    if (summary->worst == DIMENSION_NONE || state != summary->state)
        return summary->worst == DIMENSION_NONE || state > summary->state;
    return !isnan(z) && (isnan(summary->worst_z) || fabs(z) > fabs(summary->worst_z));
}

static void judge_dimensions(const struct tenant *tenant, int64_t end_ms,
                             struct tenant_summary *summary)
{
    size_t fresh_row = oldest_fresh_row(tenant, end_ms);
    struct walk worst = {0};

    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct walk walk = walk_from(tenant, i, end_ms);
        if (!walk_older(&walk))
            continue;
        enum state state = judge(&walk, fresh_row);
        double z = walk_sample(&walk).z;
        summary->by_state[state]++;
        if (!is_worse(summary, state, z))
            continue;
        summary->worst = i;
        summary->worst_z = z;
        summary->state = state;
        worst = walk;
    }
    if (summary->worst != DIMENSION_NONE)
        find_since(worst, summary->state, &summary->since_ms, &summary->since_before);
}

static int64_t time_between(int64_t start_ms, int64_t end_ms)
{
    return end_ms > start_ms ? end_ms - start_ms : 0;
}

/* Returns the window with its end by the stream's own clock: what was judged counts, too. */
static struct time_range judged_window(const struct tenant *tenant, struct time_range window)
{
    return (struct time_range){window.start_ms, tenant_clock(tenant, window.end_ms)};
}

static uint64_t count_reports(const struct walk *newest, struct time_range window)
{
    const struct history *history = &newest->tenant->history;

    if (newest->row == HISTORY_NO_ROW)
        return newest->time_ms >= window.start_ms && newest->time_ms < window.end_ms;
    return history_count_reports(history, history_find(history, stream_id_at(window.start_ms)),
                                 history_find(history, stream_id_at(window.end_ms)));
}

static enum state state_without_readings(const struct tenant *tenant)
{
    bool empty = tenant->looked_at && !tenant->has_report && tenant->load != LOAD_FAILED;

    return empty ? STATE_EMPTY : STATE_NO_DATA;
}

void tenant_summarise(const struct tenant *tenant, struct time_range window,
                      struct tenant_summary *summary)
{
    struct walk newest = walk_arrivals(tenant, HISTORY_ANY_COLUMN, window.end_ms);

    *summary = (struct tenant_summary){
        .tenant = tenant,
        .worst = DIMENSION_NONE,
        .worst_z = NAN,
        .since_ms = INT64_MIN,
        .newest_ms = INT64_MIN,
        .age_ms = -1,
    };
    judge_dimensions(tenant, window.end_ms, summary);
    if (summary->worst == DIMENSION_NONE)
        summary->state = state_without_readings(tenant);
    if (!walk_older(&newest))
        return;

    summary->newest_ms = newest.time_ms;
    summary->age_ms = time_between(newest.time_ms, tenant_clock(tenant, window.end_ms));
    summary->reports = count_reports(&newest, judged_window(tenant, window));
    int64_t known_ms = tenant_known_clock(tenant, window.end_ms);
    if (time_between(newest.time_ms, known_ms) > tenant_silent_after(tenant)) {
        summary->state = STATE_SILENT;
        summary->since_ms = newest.time_ms;
        summary->since_before = false;
    }
}

/* Fills the statistics of the window, from the newest reading alone where there is no history. */
static void summarise_window(const struct walk *newest, struct time_range window,
                             struct dimension_summary *summary)
{
    if (newest->row != HISTORY_NO_ROW)
        bucket_of_range(&newest->tenant->history, summary->dimension, window, &summary->window);
    else if (newest->time_ms >= window.start_ms && newest->time_ms < window.end_ms)
        bucket_of_sample(&summary->newest, &summary->window);
}

void dimension_summarise(const struct tenant *tenant, size_t dimension, struct time_range window,
                         struct dimension_summary *summary)
{
    struct walk newest = walk_from(tenant, dimension, window.end_ms);

    *summary = (struct dimension_summary){
        .dimension = dimension,
        .state = STATE_STALE,
        .severity = SEVERITY_ABSENT,
        .newest = SAMPLE_ABSENT,
        .newest_ms = INT64_MIN,
        .change = NAN,
        .since_ms = INT64_MIN,
    };
    bucket_of_sample(&SAMPLE_ABSENT, &summary->window);
    if (!walk_older(&newest))
        return;

    summary->state = judge(&newest, oldest_fresh_row(tenant, window.end_ms));
    summary->severity = newest.severity;
    summary->newest = walk_sample(&newest);
    summary->newest_ms = newest.time_ms;
    summary->change = summary->newest.value - summary->newest.baseline;
    find_since(newest, summary->state, &summary->since_ms, &summary->since_before);
    summarise_window(&newest, judged_window(tenant, window), summary);
}

/* Of the newest reading of all, the dimension keeps what the columns have no room for. */
static bool is_newest_of_all(const struct dimension *dimension,
                             const struct dimension_summary *summary)
{
    return summary->newest_ms == stream_id_time(dimension->last);
}

const char *dimension_unknown_word(const struct tenant *tenant,
                                   const struct dimension_summary *summary)
{
    const struct dimension *dimension = &tenant->dimensions[summary->dimension];
    struct slice word = slice_of(dimension->severity_word);
    bool known;

    if (!is_newest_of_all(dimension, summary) || word.size == 0)
        return NULL;
    bool same = severity_parse(word, &known) == summary->severity;
    return same && !known ? dimension->severity_word : NULL;
}

const char *dimension_severity_word(const struct tenant *tenant,
                                    const struct dimension_summary *summary)
{
    const char *unknown = dimension_unknown_word(tenant, summary);

    return unknown != NULL ? unknown : severity_name(summary->severity);
}

uint64_t dimension_sample_count(const struct tenant *tenant,
                                const struct dimension_summary *summary)
{
    const struct dimension *dimension = &tenant->dimensions[summary->dimension];

    if (is_newest_of_all(dimension, summary))
        return dimension->sample_count;
    return summary->newest.count == HISTORY_COUNT_UNKNOWN ? SAMPLE_COUNT_UNKNOWN
                                                          : summary->newest.count;
}
