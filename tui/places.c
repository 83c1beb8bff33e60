#include "config.h"

#include "places.h"

#include "base/memory.h"

#include <stdlib.h>

/* A row of the judge under its id, to be found by that. */
struct indexed {
    uint64_t id;
    size_t index;
    int class;
    bool placed;
};

static int compare_ids(const void *left, const void *right)
{
    const struct indexed *a = left;
    const struct indexed *b = right;

    return (a->id > b->id) - (a->id < b->id);
}

static struct indexed *index_rows(const struct places_order *order)
{
    struct indexed *rows = mem_zalloc(order->count + 1, sizeof(*rows));

    for (size_t i = 0; i < order->count; i++) {
        struct placed row = order->row(order->context, i);
        rows[i] = (struct indexed){.id = row.id, .index = i, .class = row.class};
    }
    qsort(rows, order->count, sizeof(*rows), compare_ids);
    return rows;
}

static struct indexed *find_id(struct indexed *rows, size_t count, uint64_t id)
{
    struct indexed wanted = {.id = id};

    return bsearch(&wanted, rows, count, sizeof(*rows), compare_ids);
}

static void put(struct places *places, size_t place, const struct indexed *row)
{
    places->rows[place] = (struct placed){row->id, row->class};
    places->wanted[place] = row->index;
}

/* Keeps the rows that may not move, in their order, and takes the others out. */
static void keep(struct places *places, struct indexed *rows, size_t count, bool all)
{
    size_t kept = 0;

    for (size_t i = 0; i < places->count; i++) {
        struct indexed *row = find_id(rows, count, places->rows[i].id);
        if (row == NULL || (!all && row->class != places->rows[i].class))
            continue;
        row->placed = true;
        put(places, kept++, row);
    }
    places->count = kept;
}

/* Returns the place of a row among those that stand: before what is less urgent, and before what
 * the judge has behind it. */
static size_t place_for(const struct places *places, const struct indexed *row)
{
    size_t place = 0;

    while (place < places->count &&
           (places->rows[place].class > row->class ||
            (places->rows[place].class == row->class && places->wanted[place] < row->index)))
        place++;
    return place;
}

static void insert(struct places *places, size_t place, const struct indexed *row)
{
    for (size_t i = places->count; i > place; i--) {
        places->rows[i] = places->rows[i - 1];
        places->wanted[i] = places->wanted[i - 1];
    }
    places->count++;
    put(places, place, row);
}

static int compare_indexes(const void *left, const void *right)
{
    const struct indexed *a = left;
    const struct indexed *b = right;

    return (a->index > b->index) - (a->index < b->index);
}

/* Gives places to the rows that have none yet, in the order of the judge. */
static void add(struct places *places, struct indexed *rows, size_t count, bool at_end)
{
    bool anew = places->count == 0;

    qsort(rows, count, sizeof(*rows), compare_indexes);
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].placed)
            insert(places, at_end || anew ? places->count : place_for(places, &rows[i]), &rows[i]);
    }
}

/* A clock that was set back holds nothing. */
static bool is_within(int64_t since_ms, int64_t length_ms, int64_t now_ms)
{
    return length_ms == PLACES_FROZEN || (now_ms >= since_ms && now_ms - since_ms < length_ms);
}

static bool moves_at_once(const struct places_rule *rule)
{
    return rule->hold_ms == 0 && rule->after_key_ms == 0 && !rule->by_class;
}

/* Puts the rows into their places; `all` of those that stand stay, or those of the same class. */
static void arrange(struct places *places, const struct places_order *order, bool all)
{
    struct indexed *rows = index_rows(order);
    size_t room = places->count + order->count;

    places->rows = mem_grow(places->rows, &places->capacity, room, sizeof(*places->rows));
    places->wanted =
        mem_grow(places->wanted, &places->wanted_capacity, room, sizeof(*places->wanted));
    keep(places, rows, order->count, all);
    add(places, rows, order->count, all);
    free(rows);
}

void places_arrange(struct places *places, const struct places_rule *rule,
                    const struct places_order *order, int64_t now_ms, int64_t key_ms)
{
    if (places->owner != order->owner)
        places_renew(places);
    places->owner = order->owner;
    bool held = places->taken && (is_within(places->taken_ms, rule->hold_ms, now_ms) ||
                                  is_within(key_ms, rule->after_key_ms, now_ms));
    if (!held)
        places->taken_ms = now_ms;
    if (!held && !(places->taken && rule->by_class))
        places->count = 0;
    places->taken = true;
    if (!moves_at_once(rule))
        arrange(places, order, held);
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
