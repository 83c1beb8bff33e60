#include "config.h"

#include "view/heat_memo.h"

#include "base/memory.h"

#include <stdlib.h>

static void forget_rows(struct heat_memo *memo)
{
    size_t kept = 0;

    for (size_t i = 0; i < memo->row_count; i++) {
        if (memo->rows[i].frame == memo->frame)
            memo->rows[kept++] = memo->rows[i];
        else
            free(memo->rows[i].cells);
    }
    memo->row_count = kept;
}

static void forget_pasts(struct heat_memo *memo)
{
    size_t kept = 0;

    for (size_t i = 0; i < memo->past_count; i++) {
        if (memo->pasts[i].frame == memo->frame)
            memo->pasts[kept++] = memo->pasts[i];
        else
            past_free(&memo->pasts[i].past);
    }
    memo->past_count = kept;
}

void heat_memo_begin(struct heat_memo *memo)
{
    forget_rows(memo);
    forget_pasts(memo);
    memo->frame++;
}

static struct heat_past *find_past(struct heat_memo *memo, uint64_t tenant)
{
    struct heat_past *past = NULL;

    for (size_t i = 0; i < memo->past_count && past == NULL; i++) {
        if (memo->pasts[i].tenant == tenant)
            past = &memo->pasts[i];
    }
    if (past == NULL) {
        memo->pasts =
            mem_grow(memo->pasts, &memo->past_room, memo->past_count + 1, sizeof(*memo->pasts));
        past = &memo->pasts[memo->past_count++];
        *past = (struct heat_past){.tenant = tenant};
    }
    past->frame = memo->frame;
    return past;
}

static struct heat_row *find_row(struct heat_memo *memo, uint64_t tenant, size_t dimension)
{
    for (size_t i = 0; i < memo->row_count; i++) {
        if (memo->rows[i].tenant == tenant && memo->rows[i].dimension == dimension)
            return &memo->rows[i];
    }
    memo->rows = mem_grow(memo->rows, &memo->row_room, memo->row_count + 1, sizeof(*memo->rows));
    struct heat_row *row = &memo->rows[memo->row_count++];
    *row = (struct heat_row){.tenant = tenant, .dimension = dimension};
    return row;
}

/* Time that goes on within a bucket changes nothing of what is told, once it is behind all that
 * came. */
static bool ends_alike(const struct heat_row *row, const struct tenant_verdict *verdict,
                       int64_t end_ms)
{
    const struct time_grid *grid = &row->time.grid;

    if (row->time.end_ms == end_ms)
        return true;
    return row->time.end_ms > verdict->newest_ms &&
           grid_index(grid, row->time.end_ms - 1) == grid_index(grid, end_ms - 1);
}

static bool is_right(const struct heat_row *row, const struct tenant_verdict *verdict,
                     const struct heat_time *time)
{
    const struct time_grid *grid = &row->time.grid;

    return row->made && row->round == verdict->round && grid->start_ms == time->grid.start_ms &&
           grid->width_ms == time->grid.width_ms && grid->count == time->grid.count &&
           row->time.known_since_ms == time->known_since_ms &&
           ends_alike(row, verdict, time->end_ms) &&
           history_is_unchanged(&verdict->tenant->history, &row->mark);
}

const struct heat_row *heat_memo_row(struct heat_memo *memo, const struct tenant_verdict *verdict,
                                     size_t dimension, const struct heat_time *time)
{
    struct heat_past *past = find_past(memo, verdict->number);
    struct heat_row *row = find_row(memo, verdict->number, dimension);

    row->frame = memo->frame;
    if (is_right(row, verdict, time))
        return row;
    if (time->grid.count > row->room) {
        row->cells = mem_resize(row->cells, time->grid.count, sizeof(*row->cells));
        row->room = time->grid.count;
    }
    row->degraded = heat_make(&past->past, verdict, dimension, time, row->cells);
    row->time = *time;
    row->mark = history_mark(&verdict->tenant->history);
    row->round = verdict->round;
    row->made = true;
    return row;
}

enum heat heat_memo_within(struct heat_memo *memo, const struct tenant_verdict *verdict,
                           size_t dimension, const struct heat_time *time, struct time_range range)
{
    struct heat_past *past = find_past(memo, verdict->number);
    struct heat_time part = *time;
    uint8_t cell;

    part.grid = (struct time_grid){range.start_ms, range.end_ms - range.start_ms, 1};
    heat_make(&past->past, verdict, dimension, &part, &cell);
    return heat_of_cell(cell);
}

void heat_memo_free(struct heat_memo *memo)
{
    memo->frame++;
    forget_rows(memo);
    forget_pasts(memo);
    free(memo->rows);
    free(memo->pasts);
    *memo = (struct heat_memo){0};
}
