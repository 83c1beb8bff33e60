#include "config.h"

#include "judge/listing.h"

#include "base/memory.h"
#include "judge/listing_key.h"
#include "judge/listing_sort.h"

#include <stdlib.h>
#include <string.h>

/* Whether a tenant is listed: it was judged again since, too. */
enum { ABSENT, LISTED, STALE };

static struct listing_entry entry_named(const struct listing *listing,
                                        const struct tenant_verdict *verdict, uint64_t name)
{
    uint64_t key = listing_key(verdict, &listing->choice, name);

    return (struct listing_entry){{key, verdict->number}, name, verdict};
}

static struct listing_entry entry_of(const struct listing *listing,
                                     const struct tenant_verdict *verdict)
{
    return entry_named(listing, verdict, listing_name(verdict, listing->beginning.size));
}

static struct listing_entry entry_in(const struct listing *listing, size_t row)
{
    return (struct listing_entry){.place = listing->places[row], .verdict = listing->rows[row]};
}

static void put(struct listing *listing, size_t row, const struct listing_entry *entry)
{
    listing->places[row] = entry->place;
    listing->rows[row] = entry->verdict;
}

/* Returns the first of the rows that comes after the entry. */
static size_t place_of(const struct listing *listing, size_t rows,
                       const struct listing_entry *entry)
{
    size_t first = 0;
    size_t end = rows;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        struct listing_entry other = entry_in(listing, middle);
        if (listing_entry_compare(&other, entry, &listing->choice) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static bool turned_within(const struct tenant_verdict *verdict, struct time_range range)
{
    int64_t time_ms = tenant_turned(verdict);

    return range.end_ms == 0 || (time_ms >= range.start_ms && time_ms < range.end_ms);
}

static bool is_wanted(const struct listing *listing, const struct tenant_verdict *verdict)
{
    const struct marks *only = listing->choice.only;

    return !verdict->unreadable && listing->readable && filter_passes(&listing->filter, verdict) &&
           (only == NULL || marks_have(only, verdict->tenant->name)) &&
           turned_within(verdict, listing->choice.turned);
}

/* Returns where it is noted whether the tenant is listed. */
static uint8_t *membership(struct listing *listing, size_t number)
{
    size_t before = listing->member_capacity;

    listing->members = mem_grow(listing->members, &listing->member_capacity, number + 1, 1);
    memset(listing->members + before, ABSENT, listing->member_capacity - before);
    listing->names =
        mem_grow(listing->names, &listing->name_capacity, number + 1, sizeof(*listing->names));
    return &listing->members[number];
}

/* Makes the beginning that of this name, too. Returns whether it became another. */
static bool begin_with(struct listing *listing, const struct tenant *tenant)
{
    struct buffer *beginning = &listing->beginning;
    size_t same = 0;

    if (!listing->begun)
        buffer_append(beginning, tenant->name, tenant->name_size);
    listing->begun = true;
    while (same < beginning->size && same < tenant->name_size &&
           beginning->data[same] == tenant->name[same])
        same++;
    bool other = same < beginning->size;
    beginning->size = same;
    return other;
}

/* The order stays what it was. */
static void renew_keys(struct listing *listing)
{
    for (size_t row = 0; row < listing->count; row++) {
        struct listing_entry entry = entry_of(listing, listing->rows[row]);
        listing->places[row] = entry.place;
        listing->names[entry.place.number] = entry.name;
    }
}

/* Makes those of them that pass the filter entries, and returns how many they are. */
static size_t choose_of(struct listing *listing, const struct verdict_list *verdicts)
{
    size_t count = 0;
    bool other = false;

    listing_make_room(listing, verdicts->count);
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct tenant_verdict *verdict = verdicts->verdicts[i];
        if (!is_wanted(listing, verdict))
            continue;
        other |= begin_with(listing, verdict->tenant);
        listing->entries[count++] = entry_of(listing, verdict);
    }
    if (!other)
        return count;
    renew_keys(listing);
    for (size_t i = 0; i < count; i++)
        listing->entries[i] = entry_of(listing, listing->entries[i].verdict);
    return count;
}

/* Notes who is listed now, and who was not before. */
static void welcome(struct listing *listing, size_t count)
{
    listing->arrived.count = 0;
    listing->arrived.rows = mem_grow(listing->arrived.rows, &listing->arrived.capacity, count,
                                     sizeof(struct tenant_verdict *));
    for (size_t i = 0; i < count; i++) {
        const struct listing_entry *entry = &listing->entries[i];
        uint8_t *member = membership(listing, entry->place.number);
        if (*member == ABSENT)
            listing->arrived.rows[listing->arrived.count++] = entry->verdict;
        *member = LISTED;
        listing->names[entry->place.number] = entry->name;
    }
}

/* Moves rows up by as many places. */
static void move_up(struct listing *listing, size_t first, size_t end, size_t by)
{
    memmove(listing->rows + first + by, listing->rows + first,
            (end - first) * sizeof(listing->rows[0]));
    memmove(listing->places + first + by, listing->places + first,
            (end - first) * sizeof(listing->places[0]));
}

/* Puts entries, which are in order, among the rows, the last one first. */
static void merge(struct listing *listing, size_t count)
{
    const struct listing_entry *entries = listing->entries;
    size_t rows = listing->count;

    listing->count += count;
    while (count > 0) {
        size_t place = rows > 0 ? place_of(listing, rows, &entries[count - 1]) : 0;
        move_up(listing, place, rows, count);
        rows = place;
        count--;
        put(listing, place + count, &entries[count]);
    }
}

/* Lists those that pass the filter. */
static void add(struct listing *listing, const struct verdict_list *verdicts)
{
    size_t count = choose_of(listing, verdicts);

    listing->rows = mem_grow(listing->rows, &listing->capacity, listing->count + count,
                             sizeof(struct tenant_verdict *));
    listing->places = mem_grow(listing->places, &listing->place_capacity, listing->count + count,
                               sizeof(*listing->places));
    listing_sort(listing, count);
    welcome(listing, count);
    merge(listing, count);
}

/* Marks those that were listed, and returns whether there are some. */
static bool mark_stale(struct listing *listing, const struct verdict_list *verdicts)
{
    bool some = false;

    for (size_t i = 0; i < verdicts->count; i++) {
        uint8_t *member = membership(listing, verdicts->verdicts[i]->number);
        some |= *member == LISTED;
        *member = *member == LISTED ? STALE : ABSENT;
    }
    return some;
}

/* Takes out the rows of those that were judged again, or are gone. */
static void take_out(struct listing *listing)
{
    bool judged = mark_stale(listing, &listing->judgement->judged);
    bool gone = mark_stale(listing, &listing->judgement->dropped);
    size_t left = 0;

    for (size_t row = 0; row < listing->count && (judged || gone); row++) {
        struct listing_entry entry = entry_in(listing, row);
        if (listing->members[entry.place.number] != STALE)
            put(listing, left++, &entry);
    }
    listing->count = judged || gone ? left : listing->count;
}

/* Notes those that were listed and are no longer. */
static void part(struct listing *listing, const struct verdict_list *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        uint8_t *member = membership(listing, verdicts->verdicts[i]->number);
        if (*member != STALE)
            continue;
        *member = ABSENT;
        listing->parted = true;
    }
}

/* Returns whether the same would be listed, were it not for the filter. */
static bool is_chosen_before_filter(const struct listing *listing,
                                    const struct listing_choice *choice)
{
    return listing->choice.attended == choice->attended && listing->choice.only == choice->only &&
           listing->choice.turned.start_ms == choice->turned.start_ms &&
           listing->choice.turned.end_ms == choice->turned.end_ms &&
           (choice->only == NULL || listing->marked == choice->only->revision);
}

static bool is_chosen(const struct listing *listing, const struct listing_choice *choice)
{
    return is_chosen_before_filter(listing, choice) &&
           strcmp(listing->choice.filter, choice->filter) == 0;
}

static void choose(struct listing *listing, const struct listing_choice *choice)
{
    char *filter = mem_strdup(choice->filter);
    struct error error;

    free((char *)(uintptr_t)listing->choice.filter);
    listing->choice = *choice;
    listing->choice.filter = filter;
    listing->readable = filter_parse(filter, &listing->filter, &error);
    listing->marked = choice->only != NULL ? choice->only->revision : 0;
}

static void make_anew(struct listing *listing, const struct listing_choice *choice)
{
    choose(listing, choice);
    listing->count = 0;
    if (listing->member_capacity > 0)
        memset(listing->members, ABSENT, listing->member_capacity);
    add(listing, &listing->judgement->all);
    listing->parted = true;
}

static bool is_sorted(const struct listing *listing, const struct listing_choice *choice)
{
    return listing->choice.sort == choice->sort && listing->choice.reversed == choice->reversed;
}

/* Returns whether nobody would be listed who is not, and all others stay in their order. */
static bool is_narrower(const struct listing *listing, const struct listing_choice *choice)
{
    struct filter filter;
    struct error error;

    return is_chosen_before_filter(listing, choice) && is_sorted(listing, choice) &&
           listing->readable && filter_parse(choice->filter, &filter, &error) &&
           filter_narrows(&filter, &listing->filter);
}

/* Those that are listed are looked at in the order of the fleet, in which they lie in memory. */
static void narrow(struct listing *listing, const struct listing_choice *choice)
{
    const struct verdict_list *all = &listing->judgement->all;
    size_t left = 0;

    choose(listing, choice);
    for (size_t i = 0; i < all->count; i++) {
        const struct tenant_verdict *verdict = all->verdicts[i];
        if (listing_has(listing, verdict) && !filter_passes(&listing->filter, verdict))
            listing->members[verdict->number] = ABSENT;
    }
    for (size_t row = 0; row < listing->count; row++) {
        struct listing_entry entry = entry_in(listing, row);
        if (listing->members[entry.place.number] == LISTED)
            put(listing, left++, &entry);
    }
    listing->count = left;
    listing->parted = true;
}

/* Lists the same in another order; they are looked at in that of the fleet, in which they lie in
 * memory. */
static void sort_anew(struct listing *listing, const struct listing_choice *choice)
{
    const struct verdict_list *all = &listing->judgement->all;
    size_t count = 0;

    listing->choice.sort = choice->sort;
    listing->choice.reversed = choice->reversed;
    listing_make_room(listing, listing->count);
    for (size_t i = 0; i < all->count; i++) {
        const struct tenant_verdict *verdict = all->verdicts[i];
        if (listing_has(listing, verdict))
            listing->entries[count++] =
                entry_named(listing, verdict, listing->names[verdict->number]);
    }
    listing_sort(listing, count);
    for (size_t row = 0; row < count; row++)
        put(listing, row, &listing->entries[row]);
    listing->parted = true;
}

static void follow(struct listing *listing)
{
    take_out(listing);
    add(listing, &listing->judgement->judged);
    part(listing, &listing->judgement->judged);
    part(listing, &listing->judgement->dropped);
}

void listing_renew(struct listing *listing, const struct judgement *judgement,
                   const struct listing_choice *choice)
{
    bool known = listing->judgement == judgement && judgement->round <= listing->round + 1;

    listing->judgement = judgement;
    listing->arrived.count = 0;
    listing->parted = false;
    if (known && !is_chosen(listing, choice) && is_narrower(listing, choice))
        narrow(listing, choice);
    if (!known || !is_chosen(listing, choice))
        make_anew(listing, choice);
    else if (judgement->round == listing->round + 1)
        follow(listing);
    if (!is_sorted(listing, choice))
        sort_anew(listing, choice);
    listing->round = judgement->round;
}

void listing_free(struct listing *listing)
{
    free(listing->rows);
    free(listing->places);
    free(listing->members);
    free(listing->names);
    free(listing->entries);
    free(listing->spare);
    buffer_free(&listing->beginning);
    free(listing->arrived.rows);
    free((char *)(uintptr_t)listing->choice.filter);
    *listing = (struct listing){0};
}

const struct tenant_verdict *listing_worst(const struct listing *listing)
{
    static const struct listing_choice worst_first = {.sort = SORT_WORST};
    const struct tenant_verdict *worst = NULL;

    if (listing->choice.sort == SORT_WORST && !listing->choice.reversed)
        return listing->count > 0 ? listing->rows[0] : NULL;
    for (size_t row = 0; row < listing->count; row++) {
        if (worst == NULL || listing_compare(listing->rows[row], worst, &worst_first) < 0)
            worst = listing->rows[row];
    }
    return worst;
}

bool listing_has(const struct listing *listing, const struct tenant_verdict *verdict)
{
    return verdict->number < listing->member_capacity &&
           listing->members[verdict->number] == LISTED;
}

size_t listing_row(const struct listing *listing, const struct tenant_verdict *verdict)
{
    struct listing_entry entry = entry_of(listing, verdict);
    size_t row = place_of(listing, listing->count, &entry);

    return row < listing->count && listing->rows[row] == verdict ? row : listing->count;
}

size_t listing_find(const struct listing *listing, const char *name)
{
    const struct tenant_verdict *verdict =
        listing->judgement != NULL ? judgement_find(listing->judgement, slice_of(name)) : NULL;

    return verdict != NULL ? listing_row(listing, verdict) : listing->count;
}
