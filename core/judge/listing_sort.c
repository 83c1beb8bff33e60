#include "config.h"

#include "judge/listing_sort.h"

#include "base/memory.h"
#include "judge/listing_key.h"

#include <stdlib.h>

#define FEW_ENTRIES 16
#define KEY_BITS 64
#define BYTE_BITS 8
#define BYTE_VALUES 256
#define BYTE_MASK 255

int listing_entry_compare(const struct listing_entry *a, const struct listing_entry *b,
                          const struct listing_choice *choice)
{
    int order = (a->place.key > b->place.key) - (a->place.key < b->place.key);

    return order != 0 ? order : listing_compare(a->verdict, b->verdict, choice);
}

static int compare(const void *a, const void *b, void *choice)
{
    return listing_entry_compare(a, b, choice);
}

/* Sorts by one byte of the keys, and leaves those that have the same in their order. */
static void sort_by_byte(struct listing_entry *out, const struct listing_entry *entries,
                         size_t count, int shift)
{
    size_t places[BYTE_VALUES + 1] = {0};

    for (size_t i = 0; i < count; i++)
        places[(entries[i].place.key >> shift & BYTE_MASK) + 1]++;
    for (size_t value = 1; value <= BYTE_VALUES; value++)
        places[value] += places[value - 1];
    for (size_t i = 0; i < count; i++)
        out[places[entries[i].place.key >> shift & BYTE_MASK]++] = entries[i];
}

/* Returns the bits in which the keys differ. */
static uint64_t differing(const struct listing_entry *entries, size_t count)
{
    uint64_t bits = 0;

    for (size_t i = 1; i < count; i++)
        bits |= entries[i].place.key ^ entries[0].place.key;
    return bits;
}

/* Sorts by the keys, byte by byte from the least one on: many are sorted faster so. Returns where
 * they are then; the other one is freed. */
static struct listing_entry *sort_by_keys(struct listing_entry *entries, size_t count)
{
    struct listing_entry *spare = mem_alloc((count + 1) * sizeof(*spare));
    uint64_t bits = differing(entries, count);

    for (int shift = 0; shift < KEY_BITS; shift += BYTE_BITS) {
        if ((bits >> shift & BYTE_MASK) == 0)
            continue;
        sort_by_byte(spare, entries, count, shift);
        struct listing_entry *sorted = spare;
        spare = entries;
        entries = sorted;
    }
    free(spare);
    return entries;
}

struct listing_entry *listing_sort(struct listing_entry *entries, size_t count,
                                   const struct listing_choice *choice)
{
    if (count < FEW_ENTRIES) {
        qsort_r(entries, count, sizeof(*entries), compare, (void *)(uintptr_t)choice);
        return entries;
    }
    entries = sort_by_keys(entries, count);
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && entries[end].place.key == entries[first].place.key;)
            end++;
        if (end - first > 1)
            qsort_r(entries + first, end - first, sizeof(*entries), compare,
                    (void *)(uintptr_t)choice);
    }
    return entries;
}
