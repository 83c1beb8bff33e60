#include "config.h"

#include "source/merge.h"

#include "base/memory.h"

#include <stdlib.h>

static struct stream_id oldest(const struct merge_lane *lane)
{
    return lane->records[lane->first].id;
}

static bool is_older(const struct merge_lane *a, const struct merge_lane *b)
{
    return stream_id_compare(oldest(a), oldest(b)) < 0;
}

static void swap(struct merge *merge, size_t a, size_t b)
{
    struct merge_lane *lane = merge->heap[a];

    merge->heap[a] = merge->heap[b];
    merge->heap[b] = lane;
}

static void sift_up(struct merge *merge, size_t at)
{
    while (at > 0 && is_older(merge->heap[at], merge->heap[(at - 1) / 2])) {
        swap(merge, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static void sift_down(struct merge *merge, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < merge->count; child++) {
            if (is_older(merge->heap[child], merge->heap[least]))
                least = child;
        }
        if (least == at)
            return;
        swap(merge, at, least);
        at = least;
    }
}

static void enter(struct merge *merge, struct merge_lane *lane)
{
    merge->heap = mem_grow(merge->heap, &merge->capacity, merge->count + 1, sizeof(*merge->heap));
    merge->heap[merge->count++] = lane;
    sift_up(merge, merge->count - 1);
}

/* Brings the lane at the top to its place after its oldest record was taken. */
static void settle_top(struct merge *merge)
{
    if (merge->heap[0]->count == 0)
        merge->heap[0] = merge->heap[--merge->count];
    if (merge->count > 0)
        sift_down(merge, 0);
}

void merge_wait(struct merge *merge, struct merge_lane *lane, bool waiting)
{
    if (lane->waiting == waiting)
        return;
    lane->waiting = waiting;
    if (lane->count > 0)
        return;
    if (waiting)
        merge->held_back++;
    else
        merge->held_back--;
}

/* What was handed out is dropped when it is more than what is left. */
static void compact(struct merge_lane *lane)
{
    if (lane->taken < lane->bytes.size - lane->taken || lane->taken == 0)
        return;
    buffer_consume(&lane->bytes, lane->taken);
    lane->taken = 0;
}

static void append(struct merge_lane *lane, struct merge_record record)
{
    if (lane->count == 0)
        lane->first = 0;
    if (lane->first > lane->count) {
        for (size_t i = 0; i < lane->count; i++)
            lane->records[i] = lane->records[lane->first + i];
        lane->first = 0;
    }
    lane->records = mem_grow(lane->records, &lane->capacity, lane->first + lane->count + 1,
                             sizeof(*lane->records));
    lane->records[lane->first + lane->count++] = record;
}

void merge_add(struct merge *merge, struct merge_lane *lane, struct stream_id id, size_t size)
{
    append(lane, (struct merge_record){id, size});
    if (lane->count > 1)
        return;
    if (lane->waiting)
        merge->held_back--;
    enter(merge, lane);
}

struct merge_lane *merge_take(struct merge *merge, struct stream_id *id, struct slice *bytes)
{
    if (merge->count == 0 || merge->held_back > 0)
        return NULL;

    struct merge_lane *lane = merge->heap[0];
    compact(lane);
    struct merge_record record = lane->records[lane->first++];
    *id = record.id;
    *bytes = (struct slice){lane->bytes.data + lane->taken, record.size};
    lane->taken += record.size;
    lane->count--;
    if (lane->count == 0 && lane->waiting)
        merge->held_back++;
    settle_top(merge);
    return lane;
}

void merge_lane_free(struct merge_lane *lane)
{
    buffer_free(&lane->bytes);
    free(lane->records);
}

void merge_free(struct merge *merge)
{
    free(merge->heap);
    *merge = (struct merge){0};
}
