#include "config.h"

#include "places.h"

#include "base/memory.h"

#include <stdlib.h>

#define NOBODY SIZE_MAX

/* The judge's rows, to be found by their ids: a table of twice their number, in which a row stands
 * in the slot of its id or in one of the next. */
struct index {
    const struct places_order *order;
    size_t *slots;
    size_t mask;
    bool *placed; /* by row */
};

static size_t slot_of(const struct index *index, uint64_t id)
{
    return (size_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 32) & index->mask;
}

static uint64_t id_of(const struct places_order *order, size_t row)
{
    return order->row(order->context, row);
}

static struct index index_rows(const struct places_order *order)
{
    struct index index = {.order = order, .mask = 1};

    while (index.mask < 2 * order->count)
        index.mask = 2 * index.mask + 1;
    index.slots = mem_zalloc(index.mask + 1, sizeof(*index.slots));
    index.placed = mem_zalloc(order->count + 1, sizeof(*index.placed));
    for (size_t i = 0; i <= index.mask; i++)
        index.slots[i] = NOBODY;
    for (size_t row = 0; row < order->count; row++) {
        size_t slot = slot_of(&index, id_of(order, row));
        while (index.slots[slot] != NOBODY)
            slot = (slot + 1) & index.mask;
        index.slots[slot] = row;
    }
    return index;
}

/* Returns the row of that id, or NOBODY. */
static size_t find_id(const struct index *index, uint64_t id)
{
    size_t slot = slot_of(index, id);

    while (index->slots[slot] != NOBODY && id_of(index->order, index->slots[slot]) != id)
        slot = (slot + 1) & index->mask;
    return index->slots[slot];
}

static void put(struct places *places, uint64_t id, size_t row)
{
    places->rows[places->count] = id;
    places->wanted[places->count++] = row;
}

/* Keeps those that are still there in their order. */
static void keep(struct places *places, struct index *index)
{
    size_t before = places->count;

    places->count = 0;
    for (size_t i = 0; i < before; i++) {
        size_t row = find_id(index, places->rows[i]);
        if (row == NOBODY)
            continue;
        index->placed[row] = true;
        put(places, places->rows[i], row);
    }
}

static void add_others(struct places *places, const struct index *index)
{
    for (size_t row = 0; row < index->order->count; row++) {
        if (!index->placed[row])
            put(places, id_of(index->order, row), row);
    }
}

static void arrange(struct places *places, const struct places_order *order)
{
    struct index index = index_rows(order);
    size_t room = places->count + order->count;

    places->rows = mem_grow(places->rows, &places->capacity, room, sizeof(*places->rows));
    places->wanted =
        mem_grow(places->wanted, &places->wanted_capacity, room, sizeof(*places->wanted));
    keep(places, &index);
    add_others(places, &index);
    free(index.slots);
    free(index.placed);
}

/* A clock that was set back holds nothing. */
static bool is_within(int64_t since_ms, int64_t length_ms, int64_t now_ms)
{
    return length_ms == PLACES_FROZEN || (now_ms >= since_ms && now_ms - since_ms < length_ms);
}

void places_arrange(struct places *places, const struct places_rule *rule,
                    const struct places_order *order, int64_t now_ms, int64_t key_ms)
{
    if (places->owner != order->owner)
        places_renew(places);
    places->owner = order->owner;
    bool held = places->taken && (is_within(places->taken_ms, rule->hold_ms, now_ms) ||
                                  is_within(key_ms, rule->after_key_ms, now_ms));
    if (!held) {
        places->taken_ms = now_ms;
        places->count = 0;
    }
    places->taken = true;
    if (rule->hold_ms > 0 || rule->after_key_ms > 0)
        arrange(places, order);
}

void places_renew(struct places *places)
{
    places->taken = false;
}

size_t places_row(const struct places *places, size_t place)
{
    return place < places->count ? places->wanted[place] : place;
}

size_t places_find(const struct places *places, size_t row)
{
    for (size_t place = 0; place < places->count; place++) {
        if (places->wanted[place] == row)
            return place;
    }
    return row;
}

void places_free(struct places *places)
{
    free(places->rows);
    free(places->wanted);
    *places = (struct places){0};
}
