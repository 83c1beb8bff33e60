#include "config.h"

#include "axis.h"

#include "base/duration.h"

#define JUMP_SHARE 4

/* Times that people read off a clock. */
static const int64_t steps[] = {
    MS_PER_SECOND,      5 * MS_PER_SECOND,  15 * MS_PER_SECOND, 30 * MS_PER_SECOND,
    MS_PER_MINUTE,      2 * MS_PER_MINUTE,  5 * MS_PER_MINUTE,  10 * MS_PER_MINUTE,
    15 * MS_PER_MINUTE, 30 * MS_PER_MINUTE, MS_PER_HOUR,        2 * MS_PER_HOUR,
    3 * MS_PER_HOUR,    6 * MS_PER_HOUR,    12 * MS_PER_HOUR,   MS_PER_DAY,
    2 * MS_PER_DAY,     7 * MS_PER_DAY,     14 * MS_PER_DAY,    28 * MS_PER_DAY,
    91 * MS_PER_DAY,    364 * MS_PER_DAY};

#define STEP_COUNT (sizeof(steps) / sizeof(steps[0]))

static int64_t multiple_at_or_below(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;

    return value - (rest < 0 ? rest + unit : rest);
}

struct axis axis_make(struct time_range window, struct axis_room room, bool runs,
                      enum time_zone zone)
{
    size_t cells = room.cells;
    size_t per_cell = room.per_cell;
    size_t spare = cells / JUMP_SHARE;
    int64_t width_ms = grid_of(window, (cells - spare) * per_cell, zone).width_ms;
    int64_t cell_ms = width_ms * (int64_t)per_cell;
    int64_t jump_ms = cell_ms * (int64_t)(spare > 0 ? spare : 1);
    int64_t offset_ms = timestamp_zone_offset(window.end_ms, zone);
    int64_t start_ms = multiple_at_or_below(window.start_ms + offset_ms, jump_ms);

    if (!runs)
        start_ms = multiple_at_or_below(window.end_ms - 1 + offset_ms, cell_ms) -
                   cell_ms * (int64_t)(cells - 1);
    return (struct axis){.grid = {start_ms - offset_ms, width_ms, cells * per_cell},
                         .per_cell = per_cell,
                         .cells = cells,
                         .left = room.left,
                         .sparks = room.sparks};
}

struct axis_room axis_room_of_sparks(struct axis_room sparks, int first)
{
    int end = sparks.left + (int)sparks.cells;
    size_t room = first < sparks.left ? (size_t)(end - first) : sparks.cells;
    size_t cells = sparks.cells > 0 ? room - room % sparks.cells : 0;

    return (struct axis_room){.left = end - (int)cells,
                              .cells = cells,
                              .per_cell = sparks.per_cell,
                              .sparks = sparks.cells};
}

struct axis axis_of_sparks(const struct axis *axis)
{
    size_t times = axis->sparks > 0 ? axis->cells / axis->sparks : 1;
    struct axis sparks = *axis;

    sparks.cells = axis->sparks;
    sparks.left = axis->left + (int)(axis->cells - axis->sparks);
    sparks.grid.width_ms = axis->grid.width_ms * (int64_t)times;
    sparks.grid.count = axis->sparks * axis->per_cell;
    return sparks;
}

size_t axis_cell(const struct axis *axis, int64_t time_ms)
{
    return axis->cells > 0 ? grid_index(&axis->grid, time_ms) / axis->per_cell : 0;
}

struct time_range axis_cell_range(const struct axis *axis, size_t cell)
{
    size_t first = cell * axis->per_cell;

    return (struct time_range){grid_bucket(&axis->grid, first).start_ms,
                               grid_bucket(&axis->grid, first + axis->per_cell - 1).end_ms};
}

int64_t axis_label_step(const struct time_grid *grid, size_t columns)
{
    int64_t enough_ms = grid->width_ms * (int64_t)columns;

    for (size_t i = 0; i < STEP_COUNT; i++) {
        if (steps[i] >= enough_ms)
            return steps[i];
    }
    return steps[STEP_COUNT - 1];
}

int64_t axis_first_label(int64_t time_ms, int64_t step_ms, enum time_zone zone)
{
    int64_t offset_ms = timestamp_zone_offset(time_ms, zone);
    int64_t local_ms = time_ms + offset_ms;
    int64_t below_ms = multiple_at_or_below(local_ms, step_ms);

    return (below_ms == local_ms ? below_ms : below_ms + step_ms) - offset_ms;
}
