/* Which of the tenants is meant by what was typed of a name. Names are looked at in the order of
 * the fleet, in which they lie in memory: in that of the rows, of a great fleet nearly every one
 * would have to be waited for. */
#include "config.h"

#include "judge/listing.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* How a name matches, the better way first, and whether it is listed. */
enum match {
    EQUALS_LISTED,
    EQUALS_HIDDEN,
    BEGINS_LISTED,
    BEGINS_HIDDEN,
    CONTAINS_LISTED,
    CONTAINS_HIDDEN,
    MATCHES
};

static bool is_listed(enum match match)
{
    return match == EQUALS_LISTED || match == BEGINS_LISTED || match == CONTAINS_LISTED;
}

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
    if (strcmp(name, part) == 0)
        return listing_has(listing, verdict) ? EQUALS_LISTED : EQUALS_HIDDEN;
    if (begins(name, part))
        return listing_has(listing, verdict) ? BEGINS_LISTED : BEGINS_HIDDEN;
    return listing_has(listing, verdict) ? CONTAINS_LISTED : CONTAINS_HIDDEN;
}

struct matches {
    size_t counts[MATCHES];
    uint8_t *listed; /* how those match that are listed, by their numbers */
};

static void find_matches(const struct listing *listing, const char *part, struct matches *matches)
{
    const struct verdict_list *all = &listing->judgement->all;

    memset(matches->counts, 0, sizeof(matches->counts));
    matches->listed = mem_alloc(listing->member_capacity + 1);
    memset(matches->listed, MATCHES, listing->member_capacity);
    for (size_t i = 0; i < all->count; i++) {
        const struct tenant_verdict *verdict = all->verdicts[i];
        enum match match = match_of(listing, verdict, part);
        if (match == MATCHES)
            continue;
        matches->counts[match]++;
        if (is_listed(match))
            matches->listed[verdict->number] = (uint8_t)match;
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
static const struct tenant_verdict *find_listed(const struct listing *listing,
                                                const struct matches *matches, enum match match,
                                                size_t place)
{
    size_t row = 0;

    while (matches->listed[listing->places[row].number] != match || place-- > 0)
        row++;
    return listing->rows[row];
}

const struct tenant_verdict *listing_match(const struct listing *listing, const char *part,
                                           size_t skip, size_t *count)
{
    const struct tenant_verdict *found = NULL;
    struct matches matches;
    enum match match = EQUALS_LISTED;

    find_matches(listing, part, &matches);
    *count = 0;
    for (enum match each = 0; each < MATCHES; each++)
        *count += matches.counts[each];
    while (match < MATCHES && skip >= matches.counts[match])
        skip -= matches.counts[match++];
    if (is_listed(match))
        found = find_listed(listing, &matches, match, skip);
    else if (match != MATCHES)
        found = find_hidden(listing, part, match, skip);
    free(matches.listed);
    return found;
}
