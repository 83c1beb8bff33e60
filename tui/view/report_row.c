#include "config.h"

#include "view/report_row.h"

/* Counts the entries of the window, and those up to this one. */
static void number_row(const struct view *view, const struct span *span, size_t at,
                       struct report_row *row)
{
    size_t first = span_find(span, stream_id_at(view->window.start_ms));
    size_t end = span_find(span, stream_id_at(view->window.end_ms));

    row->count = end - first;
    row->number = row->is_there && at >= first && at < end ? at - first + 1 : 0;
}

struct report_row report_row_find(const struct view *view, struct stream_id id)
{
    struct report_row row = {0};
    const struct span *span =
        view->tenant != NULL ? history_at(&view->tenant->history, stream_id_time(id) + 1) : NULL;

    if (span == NULL || stream_id_time(id) == INT64_MAX)
        return row;
    size_t at = span_find(span, id);
    row.is_loaded = true;
    row.is_there = at < span->rows && stream_id_compare(span_id(span, at), id) == 0;
    size_t behind = at + row.is_there;
    row.has_older = at > 0;
    row.has_newer = behind < span->rows;
    if (row.has_older)
        row.older = span_id(span, at - 1);
    if (row.has_newer)
        row.newer = span_id(span, behind);
    number_row(view, span, at, &row);
    return row;
}

struct stream_id report_row_newest(const struct view *view)
{
    const struct tenant *tenant = view->tenant;

    if (tenant == NULL)
        return STREAM_ID_MIN;
    const struct span *span = history_at(&tenant->history, view->window.end_ms);
    size_t end = span != NULL ? span_find(span, stream_id_at(view->window.end_ms)) : 0;
    return end > 0 ? span_id(span, end - 1) : tenant->newest_id;
}
