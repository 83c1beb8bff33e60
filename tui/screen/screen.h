/* Screen: what a page of the dashboard is made of. Each is one file in this folder and one line in
 * screens.h; nothing else knows which screens there are, or asks which one is shown. */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include "action.h"
#include "reaction.h"
#include "source/originals.h"
#include "state.h"

struct pen;
struct tenant_verdict;
struct view;
struct watch_list;

/* A key at work: it may change the state, and refers to what is seen. */
struct act {
    struct ui_state *state;
    const struct sight *sight;
    enum action action; /* what the key is bound to, and with which argument; NULL: none */
    const char *argument;
};

/* How a screen answers to an action. */
struct answer {
    enum action action;
    reaction_set (*run)(struct act *act);
    /* The words for the key bar, NULL where the key would do nothing now; without the function,
     * those of the action. */
    const char *(*hint)(const struct ui_state *state);
};

struct screen {
    const char *name;   /* stable: a key that opens the screen is bound to it */
    const char *title;  /* how it is spoken of: "the fleet" */
    const char *deeper; /* the screen that Enter opens on a row; NULL: none */

    /* Draw the body, and the lines at the bottom. */
    void (*draw)(struct view *view);
    void (*foot)(struct view *view);

    /* Tells what there is to show and how much of it fits. */
    void (*measure)(const struct view *view, const struct place *place, struct extent *extent);

    /* Returns the verdict on the tenant whose dimensions are shown, NULL for none; and adds the
     * tenants that are looked at. Without these, what the screen below says holds. */
    const struct tenant_verdict *(*subject)(const struct view *view, const struct place *place);
    void (*watch)(const struct view *view, const struct place *place, struct watch_list *list);

    /* Returns the report that is looked at, which a screen above may be about; STREAM_ID_MIN: there
     * is none. Without it, the newest one of the tenant. */
    struct stream_id (*report)(const struct view *view, const struct place *place);

    /* Begins a place of this screen, which was put on top of what is seen. */
    void (*begin)(const struct sight *sight, struct place *place);

    /* Adds the entries that are looked at as they lie in their streams, at most ORIGINALS_MAX, and
     * returns how many. Without it, what the screen below looks at holds. */
    size_t (*fetch)(const struct view *view, const struct place *place,
                    struct original_wish *wishes);

    /* Returns where the screen shows time: the panel with the most columns, where there are
     * several. The cursor goes by these. Without it, or without cells, there is no cursor. */
    struct axis_room (*axis)(const struct view *view);

    /* Writes what was at the cursor, where the operator has put it, behind the status. Without it
     * the screen says so itself. */
    void (*read_out)(struct view *view, struct pen *pen);

    /* Returns the dimension of that tenant that the screen is about, by name; NULL for none. Its
     * portrait is by that axis. Without it the screen is about none. */
    const char *(*dimension)(const struct view *view);

    /* Returns the dimension of which a panel of the screen shows the values by that axis, of a
     * screen that is about more than one; NULL for none. */
    const char *(*charted)(const struct view *view);

    /* Appends what REACTION_COPY copies; NULL: nothing. */
    void (*copied)(const struct view *view, struct buffer *out);

    /* Selects a row that there is; without it, moving scrolls. */
    void (*select)(const struct sight *sight, struct place *place, size_t row);

    bool shows_checkup; /* whoever looks at it has seen what was found */
    bool timeless;      /* it shows no time: keys for that stand not in its key bar */
    bool compares;      /* it shows what the range is held against */

    const struct answer *answers; /* of its own; what all screens answer to is added */
    size_t answer_count;
    bool lists_tenants;    /* it shows the list of them, and answers to what is done with that */
    enum action otherwise; /* what every other key does; ACTION_NONE: what it does everywhere */
};

#endif
