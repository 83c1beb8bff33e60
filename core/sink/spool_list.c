/* The spool: the list of its segments. */
#include "config.h"

#include "sink/spool_private.h"

#include "base/memory.h"

#include <string.h>

struct segment *spool_find(const struct spool *spool, uint64_t number)
{
    size_t first = 0;
    size_t end = spool->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (spool->segments[middle].number < number)
            first = middle + 1;
        else
            end = middle;
    }
    return first < spool->count && spool->segments[first].number == number ? &spool->segments[first]
                                                                           : NULL;
}

struct segment *spool_add(struct spool *spool, uint64_t number)
{
    spool->segments =
        mem_grow(spool->segments, &spool->capacity, spool->count + 1, sizeof(struct segment));
    spool->segments[spool->count] = (struct segment){.number = number};
    return &spool->segments[spool->count++];
}

void spool_count(struct spool *spool, struct segment *segment, uint64_t unread, uint64_t held)
{
    spool->counts.records -= segment->unread + segment->held;
    spool->counts.records += unread + held;
    segment->unread = unread;
    segment->held = held;
}

void spool_resize(struct spool *spool, struct segment *segment, uint64_t size)
{
    spool->counts.bytes -= segment->size;
    spool->counts.bytes += size;
    segment->size = size;
}

void spool_forget(struct spool *spool, struct segment *segment)
{
    size_t place = (size_t)(segment - spool->segments);

    if (place + 1 == spool->count)
        spool_close_file(&spool->writing);
    if (spool->reading_number == segment->number)
        spool_close_file(&spool->reading);
    spool->changes += segment->held > 0;
    spool_count(spool, segment, 0, 0);
    spool_resize(spool, segment, 0);
    spool->count--;
    memmove(segment, segment + 1, (spool->count - place) * sizeof(*segment));
}
