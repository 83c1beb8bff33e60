#include "config.h"

#include "base/grid.h"

#include "base/duration.h"

/* Times beyond this, which only a forged stream ID can name, are moved here, so that sums of two of
 * them do not overflow. */
#define TIME_LIMIT (INT64_MAX / 4)

static int64_t limited(int64_t time_ms)
{
    if (time_ms > TIME_LIMIT)
        return TIME_LIMIT;
    return time_ms < -TIME_LIMIT ? -TIME_LIMIT : time_ms;
}

static int64_t divide_up(int64_t a, int64_t b)
{
    return a / b + (a % b != 0);
}

static int64_t multiple_at_or_below(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;

    return value - (rest < 0 ? rest + unit : rest);
}

/* Returns the smallest divisor of `whole` that is at least `low`, where 1 <= low <= whole. */
static int64_t divisor_from(int64_t whole, int64_t low)
{
    int64_t parts = whole / low;

    while (whole % parts != 0)
        parts--;
    return whole / parts;
}

/* Returns the smallest round width that is at least `low_ms`. */
static int64_t round_width(int64_t low_ms)
{
    if (low_ms <= MS_PER_SECOND)
        return divisor_from(MS_PER_SECOND, low_ms);
    if (low_ms <= MS_PER_DAY)
        return divisor_from(MS_PER_DAY / MS_PER_SECOND, divide_up(low_ms, MS_PER_SECOND)) *
               MS_PER_SECOND;
    return divide_up(low_ms, MS_PER_DAY) * MS_PER_DAY;
}

/* Returns how many aligned buckets a range touches. */
static int64_t touched(struct time_range range, int64_t width_ms)
{
    int64_t first_ms = multiple_at_or_below(range.start_ms, width_ms);
    int64_t last_ms = multiple_at_or_below(range.end_ms - 1, width_ms);

    return (last_ms - first_ms) / width_ms + 1;
}

static struct time_grid equal_parts(struct time_range range, int64_t parts)
{
    int64_t length_ms = range.end_ms - range.start_ms;
    int64_t width_ms = divide_up(length_ms, parts);
    int64_t count = divide_up(length_ms, width_ms);

    return (struct time_grid){
        .start_ms = range.end_ms - count * width_ms,
        .width_ms = width_ms,
        .count = (size_t)count,
    };
}

/* Cuts a range of local time. */
static struct time_grid aligned_parts(struct time_range range, int64_t most)
{
    int64_t length_ms = range.end_ms - range.start_ms;
    int64_t width_ms = round_width(divide_up(length_ms, most));
    int64_t count = divide_up(length_ms, width_ms);
    int64_t last_ms = multiple_at_or_below(range.end_ms - 1, width_ms);

    if (count < GRID_FEW)
        count = touched(range, width_ms);
    return (struct time_grid){
        .start_ms = last_ms - (count - 1) * width_ms,
        .width_ms = width_ms,
        .count = (size_t)count,
    };
}

struct time_grid grid_of(struct time_range range, size_t max_buckets, enum time_zone zone)
{
    struct time_range within = {limited(range.start_ms), limited(range.end_ms)};
    int64_t most = max_buckets < INT64_MAX ? (int64_t)max_buckets : INT64_MAX;

    if (within.start_ms >= within.end_ms)
        within.start_ms = within.end_ms - 1;
    if (most < GRID_FEW)
        return equal_parts(within, most > 1 ? most : 1);

    int64_t offset_ms = timestamp_zone_offset(within.end_ms, zone);
    struct time_range local = {within.start_ms + offset_ms, within.end_ms + offset_ms};
    struct time_grid grid = aligned_parts(local, most);
    grid.start_ms -= offset_ms;
    return grid;
}

struct time_range grid_bucket(const struct time_grid *grid, size_t index)
{
    int64_t start_ms = grid->start_ms + (int64_t)index * grid->width_ms;

    return (struct time_range){.start_ms = start_ms, .end_ms = start_ms + grid->width_ms};
}

struct time_grid grid_part(const struct time_grid *grid, size_t first, size_t end)
{
    return (struct time_grid){
        .start_ms = grid_bucket(grid, first).start_ms,
        .width_ms = grid->width_ms,
        .count = end - first,
    };
}

struct time_range grid_range(const struct time_grid *grid)
{
    return (struct time_range){
        .start_ms = grid->start_ms,
        .end_ms = grid->start_ms + (int64_t)grid->count * grid->width_ms,
    };
}

size_t grid_index(const struct time_grid *grid, int64_t time_ms)
{
    if (time_ms < grid->start_ms)
        return grid->count;

    /* The difference of two int64_t fits the unsigned type. */
    uint64_t index = ((uint64_t)time_ms - (uint64_t)grid->start_ms) / (uint64_t)grid->width_ms;
    return index < grid->count ? (size_t)index : grid->count;
}
