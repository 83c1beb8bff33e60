/* Choices: how the operator wants tenants listed, times told and entries shown. */
#ifndef TUI_CHOICES_H
#define TUI_CHOICES_H

#include "base/timestamp.h"
#include "judge/listing.h"

#define FILTER_SIZE 128

/* How the entry of a report is shown. */
struct entry_choices {
    bool raw;         /* as it lies, else laid out */
    unsigned folded;  /* levels of its JSON that are folded, the innermost first */
    bool differences; /* of all figures to the report before are shown, too */
};

struct choices {
    enum sort sort;
    bool reversed;
    char filter[FILTER_SIZE]; /* "" for all */
    enum time_zone zone;
    struct entry_choices entry;
};

/* Returns how the fleet is to be listed; valid as long as the choices. */
struct listing_choice choices_listing(const struct choices *choices);

/* Goes on to the next order, the usual way round; to the other zone. */
void choices_next_sort(struct choices *choices);
void choices_next_zone(struct choices *choices);

#endif
