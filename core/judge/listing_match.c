/* Which of the tenants is meant by what was typed of a name. */
#include "config.h"

#include "judge/listing.h"

#include <string.h>

static bool contains(const char *name, const char *part)
{
    return strcasestr(name, part) != NULL;
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
