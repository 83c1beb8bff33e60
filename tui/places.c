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

static void put(struct places *places, uint64_t id)
{
    places->rows[places->count++] = id;
}

static void make_room(struct places *places, size_t count)
{
    places->rows = mem_grow(places->rows, &places->capacity, count, sizeof(*places->rows));
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
        put(places, places->rows[i]);
    }
}

static void add_others(struct places *places, const struct index *index)
{
    for (size_t row = 0; row < index->order->count; row++) {
        if (!index->placed[row])
            put(places, id_of(index->order, row));
    }
}

/* Rows stay; of those that are there now and before nothing is known. */
static void hold(struct places *places, const struct places_order *order)
{
    struct index index = index_rows(order);

    make_room(places, places->count + order->count);
    keep(places, &index);
    add_others(places, &index);
    free(index.slots);
    free(index.placed);
}

static void add_newcomers(struct places *places, const struct places_order *order)
{
    make_room(places, places->count + order->came);
    for (size_t i = 0; i < order->came; i++)
        put(places, order->newcomer(order->context, i));
}

static void take(struct places *places, const struct places_order *order)
{
    places->count = 0;
    make_room(places, order->count);
    for (size_t row = 0; row < order->count; row++)
        put(places, id_of(order, row));
}

/* A clock that was set back holds nothing. */
static bool is_within(int64_t since_ms, int64_t length_ms, int64_t now_ms)
{
    return length_ms == PLACES_FROZEN || (now_ms >= since_ms && now_ms - since_ms < length_ms);
}

static bool are_held(const struct places *places, const struct places_rule *rule, uint64_t owner,
                     int64_t now_ms, int64_t key_ms)
{
    return places->taken && places->order.owner == owner &&
           (is_within(places->taken_ms, rule->hold_ms, now_ms) ||
            is_within(key_ms, rule->after_key_ms, now_ms));
}

void places_arrange(struct places *places, const struct places_rule *rule,
                    const struct places_order *order, int64_t now_ms, int64_t key_ms)
{
    bool held = are_held(places, rule, order->owner, now_ms, key_ms);
    bool moves_at_once = rule->hold_ms == 0 && rule->after_key_ms == 0;

    if (!held)
        places->taken_ms = now_ms;
    places->taken = true;
    places->order = *order;
    if (moves_at_once)
        places->count = 0;
    else if (!held)
        take(places, order);
    else if (order->goes_on)
        add_newcomers(places, order);
    else
        hold(places, order);
}

void places_renew(struct places *places)
{
    places->taken = false;
}

size_t places_row(const struct places *places, size_t place)
{
    return place < places->count ? places->order.find(places->order.context, places->rows[place])
                                 : place;
}

size_t places_find(const struct places *places, size_t row)
{
    uint64_t id = row < places->count ? id_of(&places->order, row) : 0;

    for (size_t place = 0; row < places->count && place < places->count; place++) {
        if (places->rows[place] == id)
            return place;
    }
    return row;
}

void places_free(struct places *places)
{
    free(places->rows);
    *places = (struct places){0};
}
