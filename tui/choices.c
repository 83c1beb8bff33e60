#include "config.h"

#include "choices.h"

struct listing_choice choices_listing(const struct choices *choices)
{
    return (struct listing_choice){
        .sort = choices->sort, .reversed = choices->reversed, .filter = choices->filter};
}

void choices_next_sort(struct choices *choices)
{
    choices->sort = (enum sort)((choices->sort + 1) % SORT_COUNT);
    choices->reversed = false;
}

void choices_next_zone(struct choices *choices)
{
    choices->zone = choices->zone == ZONE_UTC ? ZONE_LOCAL : ZONE_UTC;
}
