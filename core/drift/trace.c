#include "config.h"

#include "drift/trace.h"

static const struct trace_point no_reports = {
    .worst = SEVERITY_ABSENT,
    .mildest = SEVERITY_ABSENT,
    .value_mean = NAN,
    .value_min = NAN,
    .value_max = NAN,
    .value_last = NAN,
    .baseline = NAN,
    .z = NAN,
    .samples = SPAN_COUNT_UNKNOWN,
};

/* Reads a row; returns false where it says nothing of the dimension. */
static bool read_row(const struct span *span, size_t row, size_t column, struct sample *sample)
{
    if (span_kind(span, row) != ROW_REPORT)
        return false;
    *sample = span_sample(span, row, column);
    return sample->severity != SEVERITY_ABSENT;
}

static double known(double newer, double older)
{
    return isnan(newer) ? older : newer;
}

/* Goes on with the mean of `count` values, the last of which is `value`. Divided before they are
 * added, so that no sum leaves the range of a double. */
static double next_mean(double mean, double value, double count)
{
    return count == 1 ? value : mean + (value / count - mean / count);
}

static void add_to_mean(struct trace_point *point, double value)
{
    if (!isnan(value))
        point->value_mean = next_mean(point->value_mean, value, ++point->values);
}

/* Samples come in the order of time. SPAN_COUNT_UNKNOWN is greater than every count. */
static void add_sample(struct trace_point *point, const struct sample *sample, struct stream_id id)
{
    point->count++;
    if (sample->severity > point->worst)
        point->worst = sample->severity;
    if (point->count == 1 || sample->severity < point->mildest)
        point->mildest = sample->severity;
    add_to_mean(point, sample->value);
    point->value_min = fmin(point->value_min, sample->value);
    point->value_max = fmax(point->value_max, sample->value);
    point->value_last = known(sample->value, point->value_last);
    point->baseline = known(sample->baseline, point->baseline);
    if (isnan(point->z) || fabs(sample->z) > fabs(point->z))
        point->z = known(sample->z, point->z);
    if (sample->count < point->samples)
        point->samples = sample->count;
    point->newest = id;
}

/* The rows of a span within a range of time. */
struct rows {
    size_t first;
    size_t end;
};

static struct rows rows_within(const struct span *span, struct time_range range)
{
    int64_t start_ms = range.start_ms > 0 ? range.start_ms : 0;

    if (range.end_ms <= start_ms)
        return (struct rows){0, 0};
    return (struct rows){span_find(span, stream_id_at(start_ms)),
                         span_find(span, stream_id_at(range.end_ms))};
}

/* Rows come in the order of time: most lie in the point of the row before, which is found without a
 * division. */
static void add_span(const struct span *span, size_t column, const struct time_grid *grid,
                     struct trace_point *points)
{
    struct rows rows = rows_within(span, grid_range(grid));
    int64_t end_ms = INT64_MIN;
    size_t point = 0;

    for (size_t row = rows.first; row < rows.end; row++) {
        struct sample sample;
        if (!read_row(span, row, column, &sample))
            continue;
        struct stream_id id = span_id(span, row);
        if (stream_id_time(id) >= end_ms) {
            point = grid_index(grid, stream_id_time(id));
            end_ms = grid_bucket(grid, point).end_ms;
        }
        add_sample(&points[point], &sample, id);
    }
}

void trace_make(const struct history *history, size_t column, const struct time_grid *grid,
                struct trace_point *points)
{
    for (size_t i = 0; i < grid->count; i++)
        points[i] = no_reports;
    for (size_t i = 0; i < history->count; i++)
        add_span(history->spans[i], column, grid, points);
}

void trace_hold(struct trace_point *points, const struct time_grid *grid, int64_t interval_ms)
{
    int64_t longest = (interval_ms + interval_ms / 2) / grid->width_ms;
    size_t filled = grid->count; /* the last point with a report; none yet */

    for (size_t i = 0; i < grid->count; i++) {
        if (points[i].count == 0)
            continue;
        if (filled < i && (int64_t)(i - filled - 1) <= longest) {
            for (size_t hole = filled + 1; hole < i; hole++)
                points[hole] = points[filled];
        }
        filled = i;
    }
}

static void add_value(struct trace_summary *summary, double value)
{
    if (isnan(value))
        return;
    summary->mean = next_mean(summary->mean, value, (double)++summary->count);
    summary->min = fmin(summary->min, value);
    summary->max = fmax(summary->max, value);
}

struct trace_summary trace_summarise(const struct history *history, size_t column,
                                     struct time_range range)
{
    struct trace_summary summary = {0, NAN, NAN, NAN};

    for (size_t i = 0; i < history->count; i++) {
        const struct span *span = history->spans[i];
        struct rows rows = rows_within(span, range);
        for (size_t row = rows.first; row < rows.end; row++) {
            struct sample sample;
            if (read_row(span, row, column, &sample))
                add_value(&summary, sample.value);
        }
    }
    return summary;
}

/* Adds what is known of later values. */
static void add_summary(struct trace_summary *summary, const struct trace_summary *later)
{
    double count = (double)(summary->count + later->count);

    if (later->count == 0)
        return;
    if (summary->count == 0) {
        *summary = *later;
        return;
    }
    summary->mean = summary->mean * ((double)summary->count / count) +
                    later->mean * ((double)later->count / count);
    summary->count += later->count;
    summary->min = fmin(summary->min, later->min);
    summary->max = fmax(summary->max, later->max);
}

static void add_rows(struct trace_summary *summary, const struct history *history, size_t column,
                     int64_t start_ms, int64_t end_ms)
{
    struct trace_summary rows =
        trace_summarise(history, column, (struct time_range){start_ms, end_ms});

    add_summary(summary, &rows);
}

struct trace_summary trace_summarise_points(const struct history *history, size_t column,
                                            const struct time_grid *grid,
                                            const struct trace_point *points,
                                            struct time_range range)
{
    struct trace_summary summary = {0, NAN, NAN, NAN};
    int64_t done_ms = range.start_ms;

    for (size_t i = 0; i < grid->count; i++) {
        const struct trace_point *point = &points[i];
        struct time_range time = grid_bucket(grid, i);
        if (time.start_ms < done_ms || time.end_ms > range.end_ms)
            continue;
        add_rows(&summary, history, column, done_ms, time.start_ms);
        add_summary(&summary, &(struct trace_summary){point->values, point->value_mean,
                                                      point->value_min, point->value_max});
        done_ms = time.end_ms;
    }
    add_rows(&summary, history, column, done_ms, range.end_ms);
    return summary;
}

static bool is_turn(enum turn turn, enum severity from, enum severity to)
{
    if (turn == TURN_BAD)
        return (from >= SEVERITY_WARN) != (to >= SEVERITY_WARN);
    return from != to;
}

static int64_t time_of(const struct span *span, size_t row)
{
    return stream_id_time(span_id(span, row));
}

static bool newest_turn(const struct span *span, size_t column, enum turn turn,
                        struct time_range range, int64_t *turn_ms)
{
    size_t row = span_find(span, stream_id_at(range.end_ms > 0 ? range.end_ms : 0));

    row = span_previous(span, column, row);
    while (row != SPAN_NO_ROW && time_of(span, row) >= range.start_ms) {
        size_t older = span_previous(span, column, row);
        if (older == SPAN_NO_ROW)
            return false;
        if (is_turn(turn, span_severity(span, older, column), span_severity(span, row, column))) {
            *turn_ms = time_of(span, row);
            return true;
        }
        row = older;
    }
    return false;
}

static bool turn_within(const struct history *history, size_t column, enum turn turn,
                        struct time_range range, int64_t *turn_ms)
{
    for (size_t i = history->count; i > 0; i--) {
        if (newest_turn(history->spans[i - 1], column, turn, range, turn_ms))
            return true;
    }
    return false;
}

bool trace_turn_before(const struct history *history, size_t column, enum turn turn,
                       int64_t time_ms, int64_t *turn_ms)
{
    return turn_within(history, column, turn, (struct time_range){INT64_MIN, time_ms}, turn_ms);
}

/* Returns false when no report of a point, or of the next one before it, differs from the others
 * in being bad. */
static bool may_turn(const struct trace_point *points, size_t index)
{
    bool bad = points[index].worst >= SEVERITY_WARN;
    size_t older = index;

    if ((points[index].mildest >= SEVERITY_WARN) != bad)
        return true;
    while (older > 0 && points[older - 1].count == 0)
        older--;
    return older == 0 || (points[older - 1].worst >= SEVERITY_WARN) != bad ||
           (points[older - 1].mildest >= SEVERITY_WARN) != bad;
}

bool trace_turn_in_points(const struct history *history, size_t column,
                          const struct time_grid *grid, const struct trace_point *points,
                          struct time_range range, int64_t *turn_ms)
{
    struct time_range rest = range; /* that is not looked at yet */

    for (size_t i = grid->count; i > 0 && rest.end_ms > rest.start_ms; i--) {
        struct time_range point = grid_bucket(grid, i - 1);
        bool whole = point.start_ms >= rest.start_ms && point.end_ms == rest.end_ms;
        if (point.start_ms >= rest.end_ms)
            continue;
        struct time_range part = {point.start_ms > rest.start_ms ? point.start_ms : rest.start_ms,
                                  rest.end_ms};
        bool reads = !whole || (points[i - 1].count > 0 && may_turn(points, i - 1));
        if (reads && turn_within(history, column, TURN_BAD, part, turn_ms))
            return true;
        rest.end_ms = part.start_ms;
    }
    return rest.end_ms > rest.start_ms && turn_within(history, column, TURN_BAD, rest, turn_ms);
}

static bool turn_after(const struct span *span, size_t column, enum turn turn, int64_t time_ms,
                       int64_t *turn_ms)
{
    size_t first = span_find(span, stream_id_at(time_ms >= 0 ? time_ms + 1 : 0));
    size_t older = span_previous(span, column, first);
    struct sample sample;

    for (size_t row = first; row < span->rows; row++) {
        if (!read_row(span, row, column, &sample))
            continue;
        if (older != SPAN_NO_ROW &&
            is_turn(turn, span_severity(span, older, column), sample.severity)) {
            *turn_ms = time_of(span, row);
            return true;
        }
        older = row;
    }
    return false;
}

bool trace_turn_after(const struct history *history, size_t column, enum turn turn, int64_t time_ms,
                      int64_t *turn_ms)
{
    for (size_t i = 0; i < history->count; i++) {
        if (turn_after(history->spans[i], column, turn, time_ms, turn_ms))
            return true;
    }
    return false;
}

bool trace_held(const struct history *history, size_t column, int64_t time_ms, int64_t longest_ms,
                struct stream_id *id, struct sample *sample)
{
    if (time_ms < 0)
        return false;
    for (size_t i = history->count; i > 0; i--) {
        const struct span *span = history->spans[i - 1];
        size_t row = span_previous(span, column, span_find(span, stream_id_at(time_ms + 1)));
        if (row == SPAN_NO_ROW)
            continue;
        *id = span_id(span, row);
        *sample = span_sample(span, row, column);
        return time_ms - time_of(span, row) <= longest_ms;
    }
    return false;
}

bool trace_sample(const struct history *history, size_t column, struct stream_id id,
                  struct sample *sample)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct span *span = history->spans[i];
        size_t row = span_find(span, id);
        if (row < span->rows && stream_id_compare(span_id(span, row), id) == 0)
            return read_row(span, row, column, sample);
    }
    return false;
}
