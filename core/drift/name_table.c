#include "config.h"

#include "drift/name_table.h"

#include "base/memory.h"

#include <stdlib.h>

#define SLOTS_START 16

/* FNV-1a, of which the lower half is used. */
static uint32_t hash_of(struct slice name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ (unsigned char)name.data[i]) * UINT64_C(0x100000001b3);
    return (uint32_t)hash;
}

/* Returns the slot that holds a name, or the empty one where it belongs. */
static struct name_slot *slot_of(const struct name_table *table, struct slice name)
{
    size_t mask = table->slot_count - 1;
    uint32_t hash = hash_of(name);
    size_t i = hash & mask;

    while (table->slots[i].name.data != NULL &&
           (table->slots[i].hash != hash || !slice_equals(table->slots[i].name, name)))
        i = (i + 1) & mask;
    return &table->slots[i];
}

/* Puts a name that is not in the table into the first empty slot behind its own. */
static void put(struct name_table *table, const struct name_slot *slot)
{
    size_t mask = table->slot_count - 1;
    size_t i = slot->hash & mask;

    while (table->slots[i].name.data != NULL)
        i = (i + 1) & mask;
    table->slots[i] = *slot;
}

static void grow(struct name_table *table)
{
    struct name_table larger = {.count = table->count};

    larger.slot_count = table->slot_count == 0 ? SLOTS_START : table->slot_count * 2;
    larger.slots = mem_zalloc(larger.slot_count, sizeof(struct name_slot));
    for (size_t i = 0; i < table->slot_count; i++) {
        if (table->slots[i].name.data != NULL)
            put(&larger, &table->slots[i]);
    }
    free(table->slots);
    *table = larger;
}

size_t name_table_find(const struct name_table *table, struct slice name)
{
    if (table->slot_count == 0)
        return NAME_UNKNOWN;

    const struct name_slot *slot = slot_of(table, name);
    return slot->name.data == NULL ? NAME_UNKNOWN : slot->position;
}

void name_table_add(struct name_table *table, struct slice name, size_t position)
{
    /* At most three quarters full, so that searches stay short. */
    if (table->count >= table->slot_count / 4 * 3)
        grow(table);
    put(table, &(struct name_slot){name, (uint32_t)position, hash_of(name)});
    table->count++;
}

/* Names behind the gap that would not be found across it move into it. */
void name_table_remove(struct name_table *table, struct slice name)
{
    if (name_table_find(table, name) == NAME_UNKNOWN)
        return;

    size_t mask = table->slot_count - 1;
    size_t gap = (size_t)(slot_of(table, name) - table->slots);
    for (size_t i = (gap + 1) & mask; table->slots[i].name.data != NULL; i = (i + 1) & mask) {
        size_t home = table->slots[i].hash & mask;
        if (((i - home) & mask) < ((i - gap) & mask))
            continue;
        table->slots[gap] = table->slots[i];
        gap = i;
    }
    table->slots[gap] = (struct name_slot){0};
    table->count--;
}

/* Returns how many gaps are in front of a position. */
static size_t gaps_before(const size_t *gaps, size_t count, size_t position)
{
    size_t first = 0;

    while (first < count) {
        size_t middle = first + (count - first) / 2;
        if (gaps[middle] < position)
            first = middle + 1;
        else
            count = middle;
    }
    return first;
}

void name_table_close_gaps(struct name_table *table, const size_t *gaps, size_t count)
{
    for (size_t i = 0; i < table->slot_count; i++) {
        struct name_slot *slot = &table->slots[i];
        if (slot->name.data != NULL)
            slot->position -= gaps_before(gaps, count, slot->position);
    }
}

void name_table_clear(struct name_table *table)
{
    free(table->slots);
    *table = (struct name_table){0};
}
