/* Which of the tenants is meant by what was typed of a name. Names are looked at in the order of
 * the fleet, in which they lie in memory: in that of the rows, of a great fleet nearly every one
 * would have to be waited for. */
#include "config.h"

#include "judge/listing.h"

#include <stdlib.h>
#include <string.h>

#define FEW 256 /* rows are looked for one by one up to so many; of more, one is met soon */

/* How a name matches, the better way first, and whether it is listed. */
enum match { BEGINS_LISTED, BEGINS_HIDDEN, CONTAINS_LISTED, CONTAINS_HIDDEN, MATCHES };

static bool begins(const char *name, const char *part)
{
    return strncasecmp(name, part, strlen(part)) == 0;
}

/* Returns how the tenant matches, MATCHES when it does not. */
static enum match match_of(const struct listing *listing, const struct tenant_verdict *verdict,
                           const char *part)
{
    const char *name = verdict->tenant->name;

    if (!text_has_nocase(name, part) || verdict->unreadable)
        return MATCHES;
    if (begins(name, part))
        return listing_has(listing, verdict) ? BEGINS_LISTED : BEGINS_HIDDEN;
    return listing_has(listing, verdict) ? CONTAINS_LISTED : CONTAINS_HIDDEN;
}

/* Those that match, by how. */
struct matches {
    size_t counts[MATCHES];
    const struct tenant_verdict *first[MATCHES][FEW]; /* in the order of the fleet */
};

static void find_matches(const struct listing *listing, const char *part, struct matches *matches)
{
    const struct verdict_list *all = &listing->judgement->all;

    memset(matches->counts, 0, sizeof(matches->counts));
    for (size_t i = 0; i < all->count; i++) {
        enum match match = match_of(listing, all->verdicts[i], part);
        if (match == MATCHES)
            continue;
        if (matches->counts[match] < FEW)
            matches->first[match][matches->counts[match]] = all->verdicts[i];
        matches->counts[match]++;
    }
}

/* Returns the one in its place among those that match so, in the order of the fleet. */
static const struct tenant_verdict *find_hidden(const struct listing *listing, const char *part,
                                                enum match match, size_t place)
{
    struct tenant_verdict **verdict = listing->judgement->all.verdicts;

    while (match_of(listing, *verdict, part) != match || place-- > 0)
        verdict++;
    return *verdict;
}

/* The same in the order of the rows. */
static const struct tenant_verdict *find_among_rows(const struct listing *listing, const char *part,
                                                    enum match match, size_t place)
{
    const struct tenant_verdict **row = listing->rows;

    while (match_of(listing, *row, part) != match || place-- > 0)
        row++;
    return *row;
}

static int compare_rows(const void *a, const void *b)
{
    const size_t *left = a;
    const size_t *right = b;

    return (*left > *right) - (*left < *right);
}

/* The same, where these are all. */
static const struct tenant_verdict *find_among_few(const struct listing *listing,
                                                   const struct tenant_verdict *const *few,
                                                   size_t count, size_t place)
{
    size_t rows[FEW];

    for (size_t i = 0; i < count; i++)
        rows[i] = listing_row(listing, few[i]);
    qsort(rows, count, sizeof(rows[0]), compare_rows);
    return listing->rows[rows[place]];
}

const struct tenant_verdict *listing_match(const struct listing *listing, const char *part,
                                           size_t skip, size_t *count)
{
    struct matches matches;
    enum match match = BEGINS_LISTED;

    find_matches(listing, part, &matches);
    *count = 0;
    for (enum match each = 0; each < MATCHES; each++)
        *count += matches.counts[each];
    while (match < MATCHES && skip >= matches.counts[match])
        skip -= matches.counts[match++];
    if (match == MATCHES)
        return NULL;
    if (match == BEGINS_HIDDEN || match == CONTAINS_HIDDEN)
        return skip < FEW ? matches.first[match][skip] : find_hidden(listing, part, match, skip);
    return matches.counts[match] <= FEW
               ? find_among_few(listing, matches.first[match], matches.counts[match], skip)
               : find_among_rows(listing, part, match, skip);
}
