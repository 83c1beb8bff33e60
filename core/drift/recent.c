#include "config.h"

#include "drift/recent.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define ENTRIES_START 4
#define READINGS_START 16

static struct recent_entry *entry_at(struct recent *recent, size_t index)
{
    return &recent->entries[(recent->first + index) & (recent->capacity - 1)];
}

static struct recent_reading *reading_at(struct recent *recent, uint32_t number)
{
    return &recent->readings[number & (recent->reading_capacity - 1)];
}

static size_t room(const struct recent *recent)
{
    return recent->room > 0 ? recent->room : RECENT_STATE;
}

bool recent_has_room(const struct recent *recent)
{
    return recent->count < room(recent);
}

/* The entries move to the beginning of a ring of twice the size. */
static void grow_entries(struct recent *recent)
{
    size_t capacity = recent->capacity > 0 ? 2 * recent->capacity : ENTRIES_START;
    struct recent_entry *entries = mem_resize(NULL, capacity, sizeof(*entries));

    for (size_t i = 0; i < recent->count; i++)
        entries[i] = *entry_at(recent, i);
    free(recent->entries);
    recent->entries = entries;
    recent->capacity = capacity;
    recent->first = 0;
}

/* Readings keep their numbers, and with twice the room the number tells another place. */
static void grow_readings(struct recent *recent, uint32_t needed)
{
    uint32_t capacity = recent->reading_capacity > 0 ? recent->reading_capacity : READINGS_START;

    while (capacity < needed)
        capacity *= 2;
    if (capacity == recent->reading_capacity)
        return;
    struct recent_reading *readings = mem_resize(NULL, capacity, sizeof(*readings));
    for (uint32_t i = recent->first_reading; i != recent->next_reading; i++)
        readings[i & (capacity - 1)] = *reading_at(recent, i);
    free(recent->readings);
    recent->readings = readings;
    recent->reading_capacity = capacity;
}

static void make_place(struct recent *recent, size_t readings)
{
    uint32_t held = recent->next_reading - recent->first_reading;

    if (recent->count == recent->capacity)
        grow_entries(recent);
    grow_readings(recent, held + (uint32_t)readings);
}

static void drop_oldest(struct recent *recent)
{
    recent->first_reading += entry_at(recent, 0)->count;
    recent->first = (recent->first + 1) & (recent->capacity - 1);
    recent->count--;
    recent->whole = false;
    recent->complete = false;
}

static void put_readings(struct recent *recent, const struct recent_entry *entry,
                         const struct recent_reading *readings)
{
    for (uint16_t i = 0; i < entry->count; i++)
        *reading_at(recent, entry->first + i) = readings[i];
}

/* Returns true when two entries are the same report, come twice. */
static bool is_same(const struct recent_entry *a, const struct recent_entry *b)
{
    return a->fingerprint == b->fingerprint && a->fingerprint != 0 && a->start_ms == b->start_ms &&
           a->end_ms == b->end_ms && a->count == b->count;
}

/* Finds the nearest report before the newest entry that it repeats. */
static void find_repeated(struct recent *recent)
{
    struct recent_entry *newest = entry_at(recent, recent->count - 1);

    newest->repeats = 0;
    for (size_t before = 1; before < recent->count; before++) {
        if (!is_same(entry_at(recent, recent->count - 1 - before), newest))
            continue;
        newest->repeats = (uint16_t)before;
        return;
    }
}

/* Finds the nearest report behind the oldest entry that repeats it. */
static void find_repetition(struct recent *recent)
{
    struct recent_entry *oldest = entry_at(recent, 0);

    oldest->repeats = 0;
    for (size_t behind = 1; behind < recent->count; behind++) {
        struct recent_entry *entry = entry_at(recent, behind);
        if (!is_same(entry, oldest))
            continue;
        entry->repeats = (uint16_t)behind;
        return;
    }
}

void recent_append(struct recent *recent, const struct recent_entry *entry,
                   const struct recent_reading *readings)
{
    while (recent->count >= room(recent))
        drop_oldest(recent);
    make_place(recent, entry->count);
    struct recent_entry *place = entry_at(recent, recent->count++);
    *place = *entry;
    place->first = recent->next_reading;
    recent->next_reading += entry->count;
    put_readings(recent, place, readings);
    find_repeated(recent);
    if (recent->asked > 0 && recent->count == RECENT_MAX)
        recent->asked = RECENT_MAX;
}

void recent_prepend(struct recent *recent, const struct recent_entry *entry,
                    const struct recent_reading *readings)
{
    if (!recent_has_room(recent))
        return;
    make_place(recent, entry->count);
    recent->first = (recent->first + recent->capacity - 1) & (recent->capacity - 1);
    recent->count++;
    recent->first_reading -= entry->count;
    struct recent_entry *place = entry_at(recent, 0);
    *place = *entry;
    place->first = recent->first_reading;
    put_readings(recent, place, readings);
    find_repetition(recent);
}

/* Takes off the entries from `at` on, whose readings follow one another, and returns copies. */
static struct recent_entry *take_newer(struct recent *recent, size_t at,
                                       struct recent_reading **readings)
{
    size_t count = recent->count - at;
    uint32_t first = entry_at(recent, at)->first;
    struct recent_entry *entries = mem_zalloc(count, sizeof(*entries));

    *readings = mem_zalloc(recent->next_reading - first, sizeof(**readings));
    for (size_t i = 0; i < count; i++)
        entries[i] = *entry_at(recent, at + i);
    for (uint32_t i = 0; i < recent->next_reading - first; i++)
        (*readings)[i] = *reading_at(recent, first + i);
    recent->count = at;
    recent->next_reading = first;
    return entries;
}

static void insert_at(struct recent *recent, size_t at, const struct recent_entry *entry,
                      const struct recent_reading *readings)
{
    size_t count = recent->count - at;
    struct recent_reading *kept;
    struct recent_entry *newer = take_newer(recent, at, &kept);
    const struct recent_reading *next = kept;

    recent_append(recent, entry, readings);
    for (size_t i = 0; i < count; i++) {
        recent_append(recent, &newer[i], next);
        next += newer[i].count;
    }
    free(newer);
    free(kept);
}

void recent_insert(struct recent *recent, const struct recent_entry *entry,
                   const struct recent_reading *readings)
{
    size_t at = recent->count;

    while (at > 0 && stream_id_compare(entry_at(recent, at - 1)->id, entry->id) > 0)
        at--;
    if (at == recent->count)
        recent_append(recent, entry, readings);
    else if (at == 0)
        recent_prepend(recent, entry, readings);
    else
        insert_at(recent, at, entry, readings);
}

void recent_make_room(struct recent *recent)
{
    recent->room = RECENT_MAX;
}

void recent_asked(struct recent *recent, size_t count, bool whole, bool complete)
{
    if (count == RECENT_MAX)
        recent_make_room(recent);
    if (count > recent->asked)
        recent->asked = count;
    recent->whole = whole;
    recent->complete = whole && complete;
}

/* Entries are in order. */
const struct recent_entry *recent_find(const struct recent *recent, struct stream_id id)
{
    size_t first = 0;
    size_t end = recent->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (stream_id_compare(recent_entry(recent, middle)->id, id) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    bool found =
        first < recent->count && stream_id_compare(recent_entry(recent, first)->id, id) == 0;
    return found ? recent_entry(recent, first) : NULL;
}

void recent_trim(struct recent *recent, struct stream_id first)
{
    bool is_there = false;

    while (recent->count > 0 && !is_there) {
        is_there = stream_id_compare(entry_at(recent, 0)->id, first) >= 0;
        if (!is_there)
            drop_oldest(recent);
    }
    if (recent->count == 0 || stream_id_compare(entry_at(recent, 0)->id, first) == 0)
        recent->whole = recent->asked > 0;
}

void recent_clear(struct recent *recent)
{
    free(recent->entries);
    free(recent->readings);
    *recent = (struct recent){0};
}

const struct recent_entry *recent_newest(const struct recent *recent)
{
    return recent->count > 0 ? recent_entry(recent, recent->count - 1) : NULL;
}

const struct recent_entry *recent_newest_report(const struct recent *recent)
{
    for (size_t i = recent->count; i-- > 0;) {
        if (recent_entry(recent, i)->readable)
            return recent_entry(recent, i);
    }
    return NULL;
}

const struct recent_entry *recent_oldest(const struct recent *recent)
{
    return recent->count > 0 ? recent_entry(recent, 0) : NULL;
}

size_t recent_memory(const struct recent *recent)
{
    return recent->capacity * sizeof(*recent->entries) +
           recent->reading_capacity * sizeof(*recent->readings);
}
