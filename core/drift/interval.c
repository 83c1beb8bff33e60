#include "config.h"

#include "drift/interval.h"

#include "base/duration.h"

#include <stdlib.h>

#define JOIN_MS 1000          /* what comes so close is one arrival, */
#define JOIN_PART 10          /* and what comes in such a part of what its window moved on by */
#define WINDOW_MAX MS_PER_DAY /* a longer window tells nothing of a rhythm */

/* Times between two arrivals, or lengths of windows. */
struct times {
    int64_t list[RECENT_STATE];
    size_t count;
};

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

static int64_t median(struct times *times)
{
    qsort(times->list, times->count, sizeof(times->list[0]), compare);
    int64_t upper = times->list[times->count / 2];
    int64_t lower = times->list[(times->count - 1) / 2];
    return lower / 2 + upper / 2 + (lower % 2 + upper % 2) / 2;
}

/* Returns `later` - `earlier` within the range of its type. */
static int64_t time_between(int64_t earlier_ms, int64_t later_ms)
{
    int64_t between;

    if (__builtin_sub_overflow(later_ms, earlier_ms, &between))
        return later_ms > earlier_ms ? INT64_MAX : -INT64_MAX;
    return between == INT64_MIN ? -INT64_MAX : between;
}

/* Returns by how much the window moved on from one entry to the next, 0 unknown. */
static int64_t window_step(const struct recent_entry *before, const struct recent_entry *entry)
{
    if (before->end_ms == INT64_MIN || entry->end_ms == INT64_MIN)
        return 0;
    int64_t step = time_between(before->end_ms, entry->end_ms);
    return step < 0 ? -step : step;
}

static bool joins(const struct recent_entry *before, const struct recent_entry *entry)
{
    int64_t apart = time_between(stream_id_time(before->id), stream_id_time(entry->id));
    int64_t step = window_step(before, entry);

    return apart < JOIN_MS || apart < step / JOIN_PART + (step % JOIN_PART != 0);
}

static void find_steps(const struct recent *recent, size_t first, size_t end, struct times *steps)
{
    struct recent_entry before = recent_entry(recent, first);
    int64_t begin_ms = stream_id_time(before.id);

    steps->count = 0;
    for (size_t i = first + 1; i < end; i++) {
        struct recent_entry entry = recent_entry(recent, i);
        bool joined = joins(&before, &entry);
        before = entry;
        if (joined)
            continue;
        int64_t time_ms = stream_id_time(entry.id);
        steps->list[steps->count++] = time_between(begin_ms, time_ms);
        begin_ms = time_ms;
    }
}

/* Returns the step that nine in ten do not exceed: of n, the one at place ceil(0.9 n) from below,
 * which is a place near the top. Only those above it are put in order. */
static int64_t usual_step(const struct times *steps)
{
    size_t places = steps->count / 10 + 1; /* n - ceil(0.9 n) is the whole part of a tenth of n */
    struct times top = {0};                /* the longest first */

    for (size_t i = 0; i < steps->count; i++) {
        int64_t step = steps->list[i];
        bool is_full = top.count == places;
        if (is_full && top.list[places - 1] >= step)
            continue;
        size_t at = is_full ? places - 1 : top.count++;
        for (; at > 0 && top.list[at - 1] < step; at--)
            top.list[at] = top.list[at - 1];
        top.list[at] = step;
    }
    return top.list[places - 1];
}

static int64_t longest(const struct times *times)
{
    int64_t longest_ms = 0;

    for (size_t i = 0; i < times->count; i++) {
        if (times->list[i] > longest_ms)
            longest_ms = times->list[i];
    }
    return longest_ms;
}

static int64_t usual_length(const struct recent *recent, size_t first, size_t end)
{
    struct times lengths;

    lengths.count = 0;
    for (size_t i = first; i < end; i++) {
        struct recent_entry entry = recent_entry(recent, i);
        if (entry.start_ms != INT64_MIN && entry.end_ms != INT64_MIN)
            lengths.list[lengths.count++] = time_between(entry.start_ms, entry.end_ms);
    }
    if (lengths.count == 0)
        return 0;
    int64_t usual_ms = median(&lengths);
    return usual_ms < WINDOW_MAX ? usual_ms : WINDOW_MAX;
}

static int64_t usual_move(const struct recent *recent, size_t first, size_t end)
{
    struct times moves;

    moves.count = 0;
    for (size_t i = first + 1; i < end; i++) {
        struct recent_entry before = recent_entry(recent, i - 1);
        struct recent_entry entry = recent_entry(recent, i);
        if (before.end_ms != INT64_MIN && entry.end_ms != INT64_MIN)
            moves.list[moves.count++] = window_step(&before, &entry);
    }
    return moves.count > 0 ? median(&moves) : 0;
}

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static size_t first_before(size_t end)
{
    return end > RECENT_STATE ? end - RECENT_STATE : 0;
}

size_t interval_steps(const struct recent *recent, size_t end)
{
    struct times steps;

    if (end == 0)
        return 0;
    find_steps(recent, first_before(end), end, &steps);
    return steps.count;
}

int64_t interval_usual(const struct recent *recent, size_t end)
{
    size_t first = first_before(end);
    struct times steps;

    if (end == 0)
        return 0;
    find_steps(recent, first, end, &steps);
    if (steps.count >= INTERVAL_STEPS_MIN)
        return usual_step(&steps);
    int64_t usual_ms = usual_length(recent, first, end);
    if (steps.count > 0)
        usual_ms = greater(usual_ms, longest(&steps));
    else
        usual_ms = greater(usual_ms, usual_move(recent, first, end));
    return greater(usual_ms, 0);
}
