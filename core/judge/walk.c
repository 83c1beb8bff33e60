#include "config.h"

#include "judge/walk.h"

static size_t previous_row(const struct walk *walk, size_t column)
{
    if (walk->span == NULL)
        return SPAN_NO_ROW;
    return walk->arrivals ? span_previous_arrival(walk->span, column, walk->row)
                          : span_previous(walk->span, column, walk->row);
}

/* Returns true when the newest report is all that can be told of the moment: no history is loaded,
 * or what is loaded of it holds no readable report as old as that. */
static bool only_newest_is_known(const struct walk *walk, int64_t end_ms)
{
    const struct tenant *tenant = walk->tenant;

    size_t newest = recent_newest_report(&tenant->recent);

    if (newest == RECENT_NO_ENTRY)
        return false;
    if (history_rows(&tenant->history) == 0 && walk->span == NULL)
        return true;
    return stream_id_time(recent_id(&tenant->recent, newest)) < end_ms &&
           previous_row(walk, SPAN_ANY_COLUMN) == SPAN_NO_ROW;
}

static struct walk set_out(struct walk walk, int64_t end_ms)
{
    int64_t stream_end_ms = tenant_clock(walk.tenant, end_ms);

    walk.span = history_at(&walk.tenant->history, stream_end_ms);
    if (walk.span != NULL)
        walk.row = span_find(walk.span, stream_id_at(stream_end_ms));
    if (only_newest_is_known(&walk, stream_end_ms))
        walk.row = SPAN_NO_ROW;
    return walk;
}

struct walk walk_from(const struct tenant *tenant, size_t dimension, int64_t end_ms)
{
    return set_out((struct walk){.tenant = tenant, .dimension = dimension}, end_ms);
}

struct walk walk_arrivals(const struct tenant *tenant, size_t dimension, int64_t end_ms)
{
    return set_out((struct walk){.tenant = tenant, .dimension = dimension, .arrivals = true},
                   end_ms);
}

/* Goes to the newest reading that one of the recent reports brought. */
static bool walk_to_newest_report(struct walk *walk)
{
    const struct tenant *tenant = walk->tenant;
    const struct recent *recent = &tenant->recent;

    walk->time_ms = stream_id_time(recent_id(recent, recent_newest_report(recent)));
    if (walk->dimension == SPAN_ANY_COLUMN)
        return true;

    const struct dimension *dimension = &tenant->dimensions[walk->dimension];
    walk->severity = dimension->newest.severity;
    walk->time_ms = stream_id_time(dimension->last);
    return walk->severity != SEVERITY_ABSENT &&
           stream_id_compare(dimension->last, recent_oldest_id(recent)) >= 0;
}

bool walk_older(struct walk *walk)
{
    if (walk->ended)
        return false;
    if (walk->row == SPAN_NO_ROW) {
        walk->ended = true;
        return walk_to_newest_report(walk);
    }
    size_t row = previous_row(walk, walk->dimension);
    if (row == SPAN_NO_ROW) {
        walk->ended = true;
        return false;
    }
    walk->row = row;
    walk->time_ms = stream_id_time(span_id(walk->span, row));
    walk->severity = span_severity(walk->span, row, walk->dimension);
    return true;
}

struct sample walk_sample(const struct walk *walk)
{
    if (walk->row == SPAN_NO_ROW)
        return walk->tenant->dimensions[walk->dimension].newest;
    return span_sample(walk->span, walk->row, walk->dimension);
}
