/* Choices: how the operator wants tenants listed, times told and entries shown. */
#ifndef TUI_CHOICES_H
#define TUI_CHOICES_H

#include "base/timestamp.h"
#include "judge/listing.h"
#include "present/glyphs.h"

#define DIMENSION_CHOICE_SIZE 256

/* How the entry of a report is shown. */
struct entry_choices {
    bool raw;         /* as it lies, else laid out */
    unsigned folded;  /* levels of its JSON that are folded, the innermost first */
    bool differences; /* of all figures to the report before are shown, too */
};

/* Which events are listed. */
struct event_choices {
    bool each;                /* each change, and not folded to incidents */
    bool degraded;            /* only what was degraded */
    char filter[FILTER_SIZE]; /* one that can be read; "" for all */
};

struct choices {
    enum sort sort;
    bool reversed;
    char filter[FILTER_SIZE]; /* one that can be read; "" for all */
    struct marks marks;
    bool only_marked;         /* nobody else is listed */
    struct time_range turned; /* nobody but who turned bad in it; its end is 0: no matter */
    enum time_zone zone;
    char dimension[DIMENSION_CHOICE_SIZE]; /* of all tenants, that the map shows; "" for all */
    const struct glyphs *glyphs;           /* that draw */
    bool ascii;                            /* and text has no other characters */
    struct entry_choices entry;
    struct event_choices events;
    bool mouse; /* is asked for */
    bool slow;  /* is the line to the terminal: what is shown is rarer and plainer */
};

/* Returns how the fleet is to be listed; valid as long as the choices. */
struct listing_choice choices_listing(const struct choices *choices);

/* Goes on to the next order, the usual way round; to the other zone. */
void choices_next_sort(struct choices *choices);
void choices_next_zone(struct choices *choices);

/* Draws with other glyphs, and text with ASCII alone, or not. */
void choices_glyphs(struct choices *choices, const struct glyphs *glyphs, bool ascii);

/* Lists the tenants that pass a filter. Fails, and changes nothing, where it cannot be read. */
bool choices_filter(struct choices *choices, const char *filter, struct error *error);

/* Returns true where some are not listed; lists all again. */
bool choices_hide_some(const struct choices *choices);
void choices_show_all(struct choices *choices);

void choices_free(struct choices *choices);

#endif
