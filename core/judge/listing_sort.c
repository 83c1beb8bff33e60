#include "config.h"

#include "judge/listing_sort.h"

#include "base/memory.h"
#include "judge/listing_key.h"

#include <stdlib.h>

#define FEW_ENTRIES 64
#define KEY_BITS 64
#define BYTE_BITS 8
#define BYTE_VALUES 256
#define BYTE_MASK 255

void listing_make_room(struct listing *listing, size_t count)
{
    size_t capacity = listing->entry_capacity;

    listing->entries =
        mem_grow(listing->entries, &listing->entry_capacity, count, sizeof(*listing->entries));
    listing->spare = mem_grow(listing->spare, &capacity, count, sizeof(*listing->spare));
}

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
 * they are then: the one array or the other. */
static struct listing_entry *sort_by_keys(struct listing_entry *entries,
                                          struct listing_entry *spare, size_t count)
{
    uint64_t bits = differing(entries, count);

    for (int shift = 0; shift < KEY_BITS; shift += BYTE_BITS) {
        if ((bits >> shift & BYTE_MASK) == 0)
            continue;
        sort_by_byte(spare, entries, count, shift);
        struct listing_entry *sorted = spare;
        spare = entries;
        entries = sorted;
    }
    return entries;
}

static void compare_and_sort(struct listing_entry *entries, size_t count,
                             const struct listing_choice *choice)
{
    qsort_r(entries, count, sizeof(*entries), compare, (void *)(uintptr_t)choice);
}

/* Returns how many of the first have the same key. */
static size_t count_same(const struct listing_entry *entries, size_t count)
{
    size_t same = 1;

    while (same < count && entries[same].place.key == entries[0].place.key)
        same++;
    return same;
}

/* Sorts by the keys, and compares those that have the same. Returns where they are then: the one
 * array or the other. */
static struct listing_entry *sort_wholly(struct listing_entry *entries, struct listing_entry *spare,
                                         size_t count, const struct listing_choice *choice)
{
    if (count < FEW_ENTRIES) {
        compare_and_sort(entries, count, choice);
        return entries;
    }
    entries = sort_by_keys(entries, spare, count);
    for (size_t first = 0, same; first < count; first += same) {
        same = count_same(entries + first, count - first);
        if (same > 1)
            compare_and_sort(entries + first, same, choice);
    }
    return entries;
}

/* Sorts those that have the same key by what is noted of their names: these lie here and there in
 * memory, and would have to be waited for one by one. */
static void sort_by_names(struct listing_entry *entries, struct listing_entry *spare, size_t count,
                          const struct listing_choice *choice)
{
    uint64_t key = entries[0].place.key;

    for (size_t i = 0; i < count; i++)
        entries[i].place.key = listing_tie_key(choice, entries[i].name);
    const struct listing_entry *sorted = sort_wholly(entries, spare, count, choice);
    for (size_t i = 0; i < count; i++) {
        entries[i] = sorted[i];
        entries[i].place.key = key;
    }
}

static void sort_many(struct listing *listing, size_t count)
{
    struct listing_entry *sorted = sort_by_keys(listing->entries, listing->spare, count);

    if (sorted != listing->entries) {
        listing->spare = listing->entries;
        listing->entries = sorted;
    }
    for (size_t first = 0, same; first < count; first += same) {
        same = count_same(sorted + first, count - first);
        if (same > 1)
            sort_by_names(sorted + first, listing->spare + first, same, &listing->choice);
    }
}

void listing_sort(struct listing *listing, size_t count)
{
    if (count >= FEW_ENTRIES)
        sort_many(listing, count);
    else if (count > 1)
        compare_and_sort(listing->entries, count, &listing->choice);
}
