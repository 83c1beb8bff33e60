#include "config.h"

#include "judge/listing.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static struct slice name_of(const struct tenant_verdict *verdict)
{
    return (struct slice){verdict->tenant->name, verdict->tenant->name_size};
}

static int compare_name(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return order_by_name(name_of(a), name_of(b));
}

static int compare_urgency(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return order_by_urgency(verdict_urgency(a), verdict_urgency(b));
}

static int compare_z(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return order_by_distance(verdict_z(a), verdict_z(b));
}

/* The longest without a report first; those that never had one before all. */
static int compare_age(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return (a->newest_ms > b->newest_ms) - (a->newest_ms < b->newest_ms);
}

typedef int compare_fn(const struct tenant_verdict *a, const struct tenant_verdict *b);

static int compare(const struct tenant_verdict *a, const struct tenant_verdict *b,
                   const struct listing_choice *choice)
{
    static compare_fn *const orders[SORT_COUNT] = {[SORT_WORST] = compare_urgency,
                                                   [SORT_NAME] = compare_name,
                                                   [SORT_AGE] = compare_age,
                                                   [SORT_Z] = compare_z};
    int order = orders[choice->sort](a, b);

    if (a->muted != b->muted)
        return a->muted ? 1 : -1;
    if (order != 0)
        return choice->reversed ? -order : order;
    return compare_name(a, b);
}

static int compare_rows(const void *a, const void *b, void *choice)
{
    const struct tenant_verdict *const *left = a;
    const struct tenant_verdict *const *right = b;

    return compare(*left, *right, choice);
}

static bool contains(const char *name, const char *part)
{
    return strcasestr(name, part) != NULL;
}

/* Returns the first of the rows that comes after the verdict. */
static size_t place_of(const struct listing *listing, size_t rows,
                       const struct tenant_verdict *verdict)
{
    size_t first = 0;
    size_t end = rows;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (compare(listing->rows[middle], verdict, &listing->choice) < 0)
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
static bool *membership(struct listing *listing, const struct tenant_verdict *verdict)
{
    size_t before = listing->member_capacity;
    size_t number = verdict->number;

    listing->members =
        mem_grow(listing->members, &listing->member_capacity, number + 1, sizeof(bool));
    memset(listing->members + before, 0, listing->member_capacity - before);
    return &listing->members[number];
}

static void leave(struct listing *listing, const struct tenant_verdict *verdict)
{
    bool *member = membership(listing, verdict);

    listing->parted |= *member;
    *member = false;
}

/* Notes who has come, of those behind the first rows. */
static void welcome(struct listing *listing, size_t first)
{
    for (size_t row = first; row < listing->count; row++) {
        bool *member = membership(listing, listing->rows[row]);
        if (*member)
            continue;
        *member = true;
        listing->arrived.rows =
            mem_grow(listing->arrived.rows, &listing->arrived.capacity, listing->arrived.count + 1,
                     sizeof(struct tenant_verdict *));
        listing->arrived.rows[listing->arrived.count++] = listing->rows[row];
    }
}

/* Adds those that pass the filter behind the rows, among themselves in order. */
static void append(struct listing *listing, const struct verdict_list *verdicts)
{
    size_t first = listing->count;

    listing->rows = mem_grow(listing->rows, &listing->capacity, first + verdicts->count,
                             sizeof(struct tenant_verdict *));
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct tenant_verdict *verdict = verdicts->verdicts[i];
        if (is_wanted(listing, verdict))
            listing->rows[listing->count++] = verdict;
        else
            leave(listing, verdict);
    }
    if (listing->count - first > 1)
        qsort_r(listing->rows + first, listing->count - first, sizeof(listing->rows[0]),
                compare_rows, &listing->choice);
}

/* Merges what stands in order behind the first `rows` with these, the last one first. */
static void merge(struct listing *listing, size_t rows)
{
    size_t count = listing->count - rows;
    size_t size = sizeof(listing->rows[0]);

    if (rows == 0 || count == 0)
        return;
    const struct tenant_verdict **added = mem_alloc(count * size);
    memcpy(added, listing->rows + rows, count * size);
    while (count > 0) {
        size_t place = place_of(listing, rows, added[count - 1]);
        memmove(listing->rows + place + count, listing->rows + place, (rows - place) * size);
        rows = place;
        count--;
        listing->rows[place + count] = added[count];
    }
    free(added);
}

/* Takes out the rows of those that were judged again, or are gone. */
static void take_out(struct listing *listing)
{
    size_t left = 0;

    for (size_t row = 0; row < listing->count; row++) {
        if (listing->rows[row]->round != listing->judgement->round)
            listing->rows[left++] = listing->rows[row];
    }
    listing->count = left;
}

static bool is_chosen(const struct listing *listing, const struct listing_choice *choice)
{
    return listing->choice.sort == choice->sort && listing->choice.reversed == choice->reversed &&
           listing->choice.attended == choice->attended &&
           strcmp(listing->choice.filter, choice->filter) == 0 &&
           listing->choice.only == choice->only &&
           listing->choice.turned.start_ms == choice->turned.start_ms &&
           listing->choice.turned.end_ms == choice->turned.end_ms &&
           (choice->only == NULL || listing->marked == choice->only->revision);
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
        memset(listing->members, 0, listing->member_capacity);
    append(listing, &listing->judgement->all);
    welcome(listing, 0);
    listing->parted = true;
}

static void follow(struct listing *listing)
{
    const struct judgement *judgement = listing->judgement;

    if (judgement->judged.count == 0 && judgement->dropped.count == 0)
        return;
    take_out(listing);
    size_t rows = listing->count;
    append(listing, &judgement->judged);
    welcome(listing, rows);
    for (size_t i = 0; i < judgement->dropped.count; i++)
        leave(listing, judgement->dropped.verdicts[i]);
    merge(listing, rows);
}

void listing_renew(struct listing *listing, const struct judgement *judgement,
                   const struct listing_choice *choice)
{
    bool same = listing->judgement == judgement && is_chosen(listing, choice);

    listing->judgement = judgement;
    listing->arrived.count = 0;
    listing->parted = false;
    if (!same || judgement->round > listing->round + 1)
        make_anew(listing, choice);
    else if (judgement->round == listing->round + 1)
        follow(listing);
    listing->round = judgement->round;
}

void listing_free(struct listing *listing)
{
    free(listing->rows);
    free(listing->members);
    free(listing->arrived.rows);
    free((char *)(uintptr_t)listing->choice.filter);
    *listing = (struct listing){0};
}

const struct tenant_verdict *listing_worst(const struct listing *listing)
{
    static const struct listing_choice worst_first = {.sort = SORT_WORST};
    const struct tenant_verdict *worst = NULL;

    for (size_t row = 0; row < listing->count; row++) {
        if (worst == NULL || compare(listing->rows[row], worst, &worst_first) < 0)
            worst = listing->rows[row];
    }
    return worst;
}

size_t listing_row(const struct listing *listing, const struct tenant_verdict *verdict)
{
    size_t row = place_of(listing, listing->count, verdict);

    return row < listing->count && listing->rows[row] == verdict ? row : listing->count;
}

size_t listing_find(const struct listing *listing, const char *name)
{
    const struct tenant_verdict *verdict =
        listing->judgement != NULL ? judgement_find(listing->judgement, slice_of(name)) : NULL;

    return verdict != NULL ? listing_row(listing, verdict) : listing->count;
}

/* Tells how well a name fits what was typed: 2 begins with it, 1 contains it, 0 does not. */
static int match_quality(const char *name, const char *part)
{
    if (strncasecmp(name, part, strlen(part)) == 0)
        return 2;
    return contains(name, part) ? 1 : 0;
}

/* Returns the first that is listed, or else the first that is not, of those that fit that well. */
static const struct tenant_verdict *find_match(const struct listing *listing, const char *part,
                                               int quality, bool listed, size_t *skip)
{
    const struct verdict_list *all = &listing->judgement->all;
    size_t count = listed ? listing->count : all->count;

    for (size_t i = 0; i < count; i++) {
        const struct tenant_verdict *verdict = listed ? listing->rows[i] : all->verdicts[i];
        if (match_quality(verdict->tenant->name, part) != quality || verdict->unreadable ||
            (!listed && listing_find(listing, verdict->tenant->name) < listing->count))
            continue;
        if ((*skip)-- == 0)
            return verdict;
    }
    return NULL;
}

const struct tenant_verdict *listing_match(const struct listing *listing, const char *part,
                                           size_t skip)
{
    const struct tenant_verdict *found = NULL;

    for (int quality = 2; quality >= 1 && found == NULL; quality--) {
        found = find_match(listing, part, quality, true, &skip);
        if (found == NULL)
            found = find_match(listing, part, quality, false, &skip);
    }
    return found;
}

size_t listing_count_matches(const struct listing *listing, const char *part)
{
    const struct verdict_list *all = &listing->judgement->all;
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++)
        count += !all->verdicts[i]->unreadable && contains(all->verdicts[i]->tenant->name, part);
    return count;
}
