#include "config.h"

#include "drift/walk.h"

/* Returns true when the newest report is all that can be told of the moment: no history is loaded,
 * or what is loaded of it holds no readable report as old as that. */
static bool only_newest_is_known(const struct tenant *tenant, size_t end_row, int64_t end_ms)
{
    if (tenant->recent_count == 0)
        return false;
    if (tenant->history.rows == 0)
        return true;
    return stream_id_time(tenant->recent[0]) < end_ms &&
           history_previous(&tenant->history, HISTORY_ANY_COLUMN, end_row) == HISTORY_NO_ROW;
}

struct walk walk_from(const struct tenant *tenant, size_t dimension, int64_t end_ms)
{
    size_t end_row = history_find(&tenant->history, stream_id_at(end_ms));
    struct walk walk = {.tenant = tenant, .dimension = dimension, .row = end_row};

    if (only_newest_is_known(tenant, end_row, end_ms))
        walk.row = HISTORY_NO_ROW;
    return walk;
}

/* Goes to the newest report, when that names the dimension. */
static bool walk_to_newest_report(struct walk *walk)
{
    const struct tenant *tenant = walk->tenant;

    walk->time_ms = stream_id_time(tenant->recent[0]);
    if (walk->dimension == HISTORY_ANY_COLUMN)
        return true;
    const struct dimension *dimension = &tenant->dimensions[walk->dimension];
    walk->severity = dimension->newest.severity;
    return walk->severity != SEVERITY_ABSENT &&
           stream_id_compare(dimension->last, tenant->recent[0]) >= 0;
}

bool walk_older(struct walk *walk)
{
    const struct history *history = &walk->tenant->history;

    if (walk->ended)
        return false;
    if (walk->row == HISTORY_NO_ROW) {
        walk->ended = true;
        return walk_to_newest_report(walk);
    }
    size_t row = history_previous(history, walk->dimension, walk->row);
    if (row == HISTORY_NO_ROW) {
        walk->ended = true;
        return false;
    }
    walk->row = row;
    walk->time_ms = stream_id_time(history_id(history, row));
    walk->severity = history_severity(history, row, walk->dimension);
    return true;
}

struct sample walk_sample(const struct walk *walk)
{
    if (walk->row == HISTORY_NO_ROW)
        return walk->tenant->dimensions[walk->dimension].newest;
    return history_sample(&walk->tenant->history, walk->row, walk->dimension);
}
