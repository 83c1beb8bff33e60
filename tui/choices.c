#include "config.h"

#include "choices.h"

#include <stdio.h>

struct listing_choice choices_listing(const struct choices *choices)
{
    return (struct listing_choice){
        .sort = choices->sort,
        .reversed = choices->reversed,
        .filter = choices->filter,
        .only = choices->only_marked ? &choices->marks : NULL,
        .turned = choices->turned,
    };
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

void choices_glyphs(struct choices *choices, const struct glyphs *glyphs, bool ascii)
{
    choices->glyphs = glyphs;
    choices->ascii = ascii;
}

bool choices_filter(struct choices *choices, const char *filter, struct error *error)
{
    struct filter meant;

    if (!filter_parse(filter, &meant, error))
        return false;
    snprintf(choices->filter, sizeof(choices->filter), "%s", filter);
    return true;
}

bool choices_hide_some(const struct choices *choices)
{
    return choices->filter[0] != '\0' || choices->only_marked || choices->turned.end_ms != 0;
}

void choices_show_all(struct choices *choices)
{
    choices->filter[0] = '\0';
    choices->only_marked = false;
    choices->turned = (struct time_range){0, 0};
}

void choices_free(struct choices *choices)
{
    marks_free(&choices->marks);
}
