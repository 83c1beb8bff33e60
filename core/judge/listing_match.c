/* Which of the tenants is meant by what was typed of a name. */
#include "config.h"

#include "judge/listing.h"

#include <string.h>

/* The better way to fit comes first. */
enum fit { FIT_BEGINS, FIT_CONTAINS, FITS };

static bool fits(const char *name, const char *part, size_t size, enum fit fit)
{
    bool begins = strncasecmp(name, part, size) == 0;

    return fit == FIT_BEGINS ? begins : !begins && text_has_nocase(name, part);
}

/* Returns the first that is listed, or else the first that is not, of those that fit that well. */
static const struct tenant_verdict *find_match(const struct listing *listing, const char *part,
                                               enum fit fit, bool listed, size_t *skip)
{
    const struct verdict_list *all = &listing->judgement->all;
    size_t count = listed ? listing->count : all->count;
    size_t size = strlen(part);

    for (size_t i = 0; i < count; i++) {
        const struct tenant_verdict *verdict = listed ? listing->rows[i] : all->verdicts[i];
        if ((!listed && listing_has(listing, verdict)) || verdict->unreadable ||
            !fits(verdict->tenant->name, part, size, fit))
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

    for (enum fit fit = FIT_BEGINS; fit < FITS && found == NULL; fit++) {
        found = find_match(listing, part, fit, true, &skip);
        if (found == NULL && listing->count < listing->judgement->all.count)
            found = find_match(listing, part, fit, false, &skip);
    }
    return found;
}

size_t listing_count_matches(const struct listing *listing, const char *part)
{
    const struct verdict_list *all = &listing->judgement->all;
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++)
        count +=
            !all->verdicts[i]->unreadable && text_has_nocase(all->verdicts[i]->tenant->name, part);
    return count;
}
