#include "config.h"

#include "drift/metadata_table.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* One text. */
struct entry {
    uint64_t whole;  /* hash of all of it, */
    uint64_t steady; /* and of the members that do not vary */
    char *text;      /* NULL: not kept */
    size_t size;
};

/* The values that a member had, by their hashes. */
struct member {
    uint64_t path;
    uint64_t *values; /* NULL: too many, it varies */
    size_t count;
    size_t capacity;
};

struct metadata_table {
    struct entry *entries; /* their numbers begin with 1 */
    size_t count;
    size_t capacity;
    struct member *members;
    size_t member_count;
    size_t member_capacity;
    size_t kept; /* bytes of texts */
    size_t last; /* the entry that was found last */
    bool full;
};

/* FNV-1a of 64 bits, and on from where another text ended. */
static uint64_t hash_on(uint64_t hash, struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t hash_of(struct slice text)
{
    return hash_on(UINT64_C(0xcbf29ce484222325), text);
}

/* Spreads every bit over all, so that sums of several differ. */
static uint64_t scramble(uint64_t hash)
{
    for (int round = 0; round < 2; round++) {
        hash ^= hash >> 31;
        hash *= UINT64_C(0x9E3779B97F4A7C15);
    }
    return hash ^ hash >> 32;
}

static struct member *find_member(const struct metadata_table *table, uint64_t path)
{
    for (size_t i = 0; i < table->member_count; i++) {
        if (table->members[i].path == path)
            return &table->members[i];
    }
    return NULL;
}

static struct member *open_member(struct metadata_table *table, uint64_t path)
{
    struct member *member = find_member(table, path);

    if (member != NULL)
        return member;
    if (table->member_count == METADATA_MEMBERS_MAX) {
        table->full = true;
        return NULL;
    }
    table->members = mem_grow(table->members, &table->member_capacity, table->member_count + 1,
                              sizeof(*table->members));
    member = &table->members[table->member_count++];
    *member = (struct member){.path = path, .values = mem_alloc(sizeof(uint64_t)), .capacity = 1};
    return member;
}

static bool has_value(const struct member *member, uint64_t value)
{
    for (size_t i = 0; i < member->count; i++) {
        if (member->values[i] == value)
            return true;
    }
    return false;
}

/* Returns whether a member varies that did not before. */
static bool note_value(struct member *member, uint64_t value)
{
    if (member->values == NULL || has_value(member, value))
        return false;
    if (member->count < METADATA_VALUES_MAX) {
        member->values =
            mem_grow(member->values, &member->capacity, member->count + 1, sizeof(*member->values));
        member->values[member->count++] = value;
        return false;
    }
    free(member->values);
    member->values = NULL;
    return true;
}

/* Metadata while it is taken apart. */
struct look {
    struct metadata_table *table;
    uint64_t steady;
    bool turned; /* one of its members varies by now */
};

static void note_member(void *context, struct slice path, struct slice value)
{
    struct look *look = context;
    struct member *member = open_member(look->table, hash_of(path));

    if (member != NULL)
        look->turned |= note_value(member, hash_of(value));
}

/* A sum, as the order of members says nothing. */
static void add_member(void *context, struct slice path, struct slice value)
{
    struct look *look = context;
    uint64_t hash = hash_of(path);
    const struct member *member = find_member(look->table, hash);

    if (member != NULL && member->values != NULL)
        look->steady += scramble(hash_on(scramble(hash), value));
}

static void take_apart(struct slice text, metadata_split_fn *split, metadata_take_fn *take,
                       struct look *look)
{
    if (split != NULL && text.size <= METADATA_TEXT_MAX)
        split(text, take, look);
    else
        take(look, (struct slice){0}, text);
}

static uint64_t steady_hash(struct metadata_table *table, struct slice text,
                            metadata_split_fn *split)
{
    struct look look = {.table = table};

    take_apart(text, split, add_member, &look);
    return look.steady;
}

/* Compares without members that vary by now. What is too long to be kept is one member. */
static void compare_anew(struct metadata_table *table, metadata_split_fn *split)
{
    for (size_t i = 0; i < table->count; i++) {
        struct entry *entry = &table->entries[i];
        if (entry->text != NULL)
            entry->steady = steady_hash(table, (struct slice){entry->text, entry->size}, split);
        else if (metadata_varies(table, (struct slice){0}))
            entry->steady = 0;
    }
}

static uint8_t add_entry(struct metadata_table *table, const struct entry *entry, struct slice text)
{
    size_t kept = text.size <= METADATA_TEXT_MAX ? text.size : 0;

    if (table->count == METADATA_NUMBERS_MAX || table->kept + kept > METADATA_KEPT_MAX) {
        table->full = true;
        return METADATA_NONE;
    }
    table->entries =
        mem_grow(table->entries, &table->capacity, table->count + 1, sizeof(*table->entries));
    struct entry *added = &table->entries[table->count++];
    *added = *entry;
    if (kept > 0)
        added->text = mem_strndup(text.data, text.size);
    added->size = kept;
    table->kept += kept;
    return (uint8_t)table->count;
}

/* Finds what says the same, spelled otherwise or with other values of what varies. */
static uint8_t find_alike(const struct metadata_table *table, uint64_t steady)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->entries[i].steady == steady)
            return (uint8_t)(i + 1);
    }
    return METADATA_NONE;
}

static uint8_t number_new(struct metadata_table *table, uint64_t whole, struct slice text,
                          metadata_split_fn *split)
{
    struct look look = {.table = table};

    take_apart(text, split, note_member, &look);
    if (look.turned)
        compare_anew(table, split);
    struct entry entry = {.whole = whole, .steady = steady_hash(table, text, split)};
    uint8_t alike = find_alike(table, entry.steady);
    return alike != METADATA_NONE ? alike : add_entry(table, &entry, text);
}

static bool is_text_of(const struct entry *entry, struct slice text)
{
    return entry->text != NULL && slice_equals((struct slice){entry->text, entry->size}, text);
}

/* Most reports say what the one before said. */
static uint8_t find(struct metadata_table *table, struct slice text, uint64_t *whole)
{
    if (table->count > 0 && is_text_of(&table->entries[table->last], text))
        return (uint8_t)(table->last + 1);
    *whole = hash_of(text);
    for (size_t i = 0; i < table->count; i++) {
        if (table->entries[i].whole == *whole)
            return (uint8_t)(i + 1);
    }
    return METADATA_NONE;
}

uint8_t metadata_number(struct metadata_table **table, struct slice metadata,
                        metadata_split_fn *split)
{
    uint64_t whole = 0;

    if (metadata.size == 0)
        return METADATA_NONE;
    if (*table == NULL)
        *table = mem_zalloc(1, sizeof(**table));
    uint8_t number = find(*table, metadata, &whole);
    if (number == METADATA_NONE && !(*table)->full)
        number = number_new(*table, whole, metadata, split);
    if (number != METADATA_NONE)
        (*table)->last = number - 1U;
    return number;
}

bool metadata_differs(const struct metadata_table *table, uint8_t a, uint8_t b)
{
    return a != b && a != METADATA_NONE && b != METADATA_NONE && !table->full &&
           table->entries[a - 1].steady != table->entries[b - 1].steady;
}

struct slice metadata_text(const struct metadata_table *table, uint8_t number)
{
    if (number == METADATA_NONE)
        return (struct slice){0};
    return (struct slice){table->entries[number - 1].text, table->entries[number - 1].size};
}

bool metadata_varies(const struct metadata_table *table, struct slice path)
{
    const struct member *member = table != NULL ? find_member(table, hash_of(path)) : NULL;

    return member != NULL && member->values == NULL;
}

bool metadata_is_full(const struct metadata_table *table)
{
    return table != NULL && table->full;
}

size_t metadata_table_memory(const struct metadata_table *table)
{
    if (table == NULL)
        return 0;
    size_t bytes = sizeof(*table) + table->capacity * sizeof(struct entry) + table->kept +
                   table->member_capacity * sizeof(struct member);
    for (size_t i = 0; i < table->member_count; i++) {
        const struct member *member = &table->members[i];
        bytes += member->values != NULL ? member->capacity * sizeof(uint64_t) : 0;
    }
    return bytes;
}

void metadata_table_free(struct metadata_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->count; i++)
        free(table->entries[i].text);
    for (size_t i = 0; i < table->member_count; i++)
        free(table->members[i].values);
    free(table->entries);
    free(table->members);
    free(table);
}
