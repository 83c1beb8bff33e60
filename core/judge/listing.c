#include "config.h"

#include "judge/listing.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_name(const struct tenant_summary *a, const struct tenant_summary *b)
{
    return strcmp(a->tenant->name, b->tenant->name);
}

/* Farther from the baseline first; what is unknown last. */
static int compare_z(const struct tenant_summary *a, const struct tenant_summary *b)
{
    double left = isnan(a->worst_z) ? -1 : fabs(a->worst_z);
    double right = isnan(b->worst_z) ? -1 : fabs(b->worst_z);

    return (left < right) - (left > right);
}

static int compare_worst(const struct tenant_summary *a, const struct tenant_summary *b)
{
    if (a->state != b->state)
        return a->state > b->state ? -1 : 1;
    return compare_z(a, b);
}

/* The longest without a report first; those that never had one before all. */
static int compare_age(const struct tenant_summary *a, const struct tenant_summary *b)
{
    return (a->newest_ms > b->newest_ms) - (a->newest_ms < b->newest_ms);
}

typedef int compare_fn(const struct tenant_summary *a, const struct tenant_summary *b);

static int compare_rows(const void *left, const void *right, void *context)
{
    static compare_fn *const orders[SORT_COUNT] = {[SORT_WORST] = compare_worst,
                                                   [SORT_NAME] = compare_name,
                                                   [SORT_AGE] = compare_age,
                                                   [SORT_Z] = compare_z};
    const struct listing_choice *choice = context;
    const struct tenant_summary *a = left;
    const struct tenant_summary *b = right;

    int order = orders[choice->sort](a, b);
    if (order != 0)
        return choice->reversed ? -order : order;
    return compare_name(a, b);
}

static bool contains(const char *name, const char *part)
{
    return strcasestr(name, part) != NULL;
}

void listing_make(struct listing *listing, const struct fleet *fleet, struct time_range window,
                  const struct listing_choice *choice)
{
    listing->rows =
        mem_grow(listing->rows, &listing->capacity, fleet->count, sizeof(*listing->rows));
    listing->count = 0;
    listing->fleet_count = fleet->count;
    memset(listing->by_state, 0, sizeof(listing->by_state));
    for (size_t i = 0; i < fleet->count; i++) {
        struct tenant_summary *row = &listing->rows[listing->count];
        tenant_summarise(fleet->tenants[i], window, row);
        listing->by_state[row->state]++;
        if (contains(row->tenant->name, choice->filter))
            listing->count++;
    }
    struct listing_choice order = *choice;
    if (listing->count > 1)
        qsort_r(listing->rows, listing->count, sizeof(*listing->rows), compare_rows, &order);
}

void listing_free(struct listing *listing)
{
    free(listing->rows);
    *listing = (struct listing){0};
}

size_t listing_find(const struct listing *listing, const char *name)
{
    size_t row = 0;

    while (row < listing->count && strcmp(listing->rows[row].tenant->name, name) != 0)
        row++;
    return row;
}

/* Tells how well a name fits what was typed: 2 begins with it, 1 contains it, 0 does not. */
static int match_quality(const char *name, const char *part)
{
    if (strncasecmp(name, part, strlen(part)) == 0)
        return 2;
    return contains(name, part) ? 1 : 0;
}

size_t listing_match(const struct listing *listing, const char *part, size_t skip)
{
    for (int quality = 2; quality >= 1; quality--) {
        for (size_t row = 0; row < listing->count; row++) {
            if (match_quality(listing->rows[row].tenant->name, part) == quality && skip-- == 0)
                return row;
        }
    }
    return listing->count;
}

size_t listing_count_matches(const struct listing *listing, const char *part)
{
    size_t count = 0;

    for (size_t row = 0; row < listing->count; row++)
        count += contains(listing->rows[row].tenant->name, part) ? 1 : 0;
    return count;
}
