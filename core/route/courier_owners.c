#include "config.h"

#include "route/courier_owners.h"

#include "base/memory.h"

#include <stdlib.h>

#define TABLE_MIN 16

static struct owner **place_of(const struct owners *owners, const void *name)
{
    uint64_t mixed = (uint64_t)(uintptr_t)name * UINT64_C(0x9E3779B97F4A7C15);

    return &owners->table[(size_t)(mixed >> 32) & (owners->table_size - 1)];
}

struct owner *owners_find(const struct owners *owners, const void *name)
{
    if (owners->table_size == 0)
        return NULL;
    for (struct owner *owner = *place_of(owners, name); owner != NULL; owner = owner->next) {
        if (owner->name == name)
            return owner;
    }
    return NULL;
}

static void put(struct owners *owners, struct owner *owner)
{
    struct owner **place = place_of(owners, owner->name);

    owner->next = *place;
    *place = owner;
}

static void widen(struct owners *owners)
{
    struct owner **old = owners->table;
    size_t old_size = owners->table_size;

    owners->table_size = old_size > 0 ? old_size * 2 : TABLE_MIN;
    owners->table = mem_zalloc(owners->table_size, sizeof(struct owner *));
    for (size_t i = 0; i < old_size; i++) {
        for (struct owner *owner = old[i], *next = NULL; owner != NULL; owner = next) {
            next = owner->next;
            put(owners, owner);
        }
    }
    free(old);
}

static void append_turn(struct owners *owners, struct owner *owner)
{
    owner->before = owners->last;
    owner->behind = NULL;
    if (owners->last != NULL)
        owners->last->behind = owner;
    else
        owners->first = owner;
    owners->last = owner;
}

static void take_turn(struct owners *owners, struct owner *owner)
{
    if (owner->before != NULL)
        owner->before->behind = owner->behind;
    else
        owners->first = owner->behind;
    if (owner->behind != NULL)
        owner->behind->before = owner->before;
    else
        owners->last = owner->before;
    owner->before = NULL;
    owner->behind = NULL;
}

static struct owner *add_owner(struct owners *owners, const void *name)
{
    struct owner *owner = mem_zalloc(1, sizeof(*owner));

    if (owners->count >= owners->table_size)
        widen(owners);
    owner->name = name;
    put(owners, owner);
    append_turn(owners, owner);
    owners->count++;
    return owner;
}

/* Moves what is left to the front rather than growing for ever. */
static void make_room(struct owner *owner)
{
    if (owner->first + owner->count < owner->capacity)
        return;
    if (owner->first > owner->count) {
        memcpy(owner->parcels, owner->parcels + owner->first, owner->count * sizeof(struct parcel));
        owner->first = 0;
        return;
    }
    owner->parcels = mem_grow(owner->parcels, &owner->capacity, owner->first + owner->count + 1,
                              sizeof(struct parcel));
}

void owners_add(struct owners *owners, struct message *message)
{
    struct owner *owner = owners_find(owners, message->owner);

    if (owner == NULL)
        owner = add_owner(owners, message->owner);
    make_room(owner);
    owner->parcels[owner->first + owner->count] = (struct parcel){.message = message};
    owner->count++;
    owners->parcels++;
}

struct parcel *owner_parcel(const struct owner *owner, size_t place)
{
    return &owner->parcels[owner->first + place];
}

struct message *owners_shift(struct owners *owners, struct owner *owner)
{
    struct message *message = owner_parcel(owner, 0)->message;

    owner->first++;
    owner->count--;
    owners->parcels--;
    if (owner->count == 0 && !owner->is_under_way)
        owners_remove(owners, owner);
    return message;
}

void owners_begin(struct owners *owners, struct owner *owner)
{
    take_turn(owners, owner);
    owner->is_under_way = true;
    owners->under_way++;
}

void owners_end(struct owners *owners, struct owner *owner)
{
    owner->is_under_way = false;
    owners->under_way--;
    append_turn(owners, owner);
    if (owner->count == 0)
        owners_remove(owners, owner);
}

void owners_remove(struct owners *owners, struct owner *owner)
{
    struct owner **place = place_of(owners, owner->name);

    while (*place != owner)
        place = &(*place)->next;
    *place = owner->next;
    if (owner->is_under_way)
        owners->under_way--;
    else
        take_turn(owners, owner);
    owners->count--;
    owners->parcels -= owner->count;
    free(owner->parcels);
    free(owner);
}

void owners_free(struct owners *owners)
{
    free(owners->table);
    *owners = (struct owners){0};
}
