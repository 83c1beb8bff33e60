/* Dashboard: the model that is looked at, what the operator chose, and the frame that follows from
 * both. It knows nothing of terminals and loops, so that it can be driven without them. */
#ifndef TUI_DASHBOARD_H
#define TUI_DASHBOARD_H

#include "checkup.h"
#include "hits.h"
#include "input.h"
#include "judge/transition.h"
#include "reaction.h"
#include "view/event_rows.h"
#include "view/view.h"
#include "view/watch_list.h"

/* What the dashboard shows; borrowed. */
struct dashboard_setup {
    const struct fleet *fleet;
    const struct source_status *status;
    const struct originals *originals; /* what the source holds of dashboard_fetched() */
    const struct checkup *checkup;     /* NULL: nobody examines the Redis */
    const char *source;                /* the source's name */
    const struct options *options;     /* that driftop was started with; NULL: none */
    const char *looked_for;            /* a sentence for when there are no tenants */
    const struct glyphs *glyphs;
    bool ascii; /* the locale has no UTF-8, or it is not wanted */
    const struct keymap *keymap;
    const struct rule_book *rules;
    const struct directions *directions; /* NULL: none are given */
    const char *dimension;               /* that a screen is opened about; NULL: the worst */
    struct range range;
    int64_t refresh_ms;
    size_t judged_at_once; /* see judgement.h */
    bool follows;          /* somebody wants the transitions */
    enum time_zone zone;
};

/* The time by the source's clock and by ours. */
struct dashboard_clock {
    int64_t now_ms;
    int64_t own_ms;
    bool recorded; /* what is looked at is a recording: the source's clock stands at its end */
};

struct dashboard {
    struct dashboard_setup setup;
    struct ui_state state;
    struct frame frame;
    struct judgement judgement;
    struct listing listing;
    struct together together;
    struct ranking ranking;
    struct places tenants;    /* where the rows of the listing stand, */
    bool settled;             /* rows have taken places since all tenants were judged */
    struct places dimensions; /* and those of the ranking */
    struct spark_memo sparks;
    struct heat_memo heats;
    struct portrait portrait;
    struct portrait compared;
    struct past past;
    struct event_rows events;
    struct transitions transitions; /* that are to be told */
    struct watch_list watched;
    struct original_wish wishes[ORIGINALS_MAX]; /* entries that are looked at */
    size_t wish_count;
    struct sight sight;
    struct hits hits;         /* of the frame */
    struct time_range window; /* that was judged last */
    uint64_t revision;        /* of the fleet then */
    int64_t key_ms;           /* when something was typed last, by our clock */
    bool seen;                /* the sight is right: no key came since it was taken */
};

void dashboard_init(struct dashboard *dashboard, const struct dashboard_setup *setup);
void dashboard_free(struct dashboard *dashboard);

/* Takes what was typed, pasted or resized, and returns what that asks of the program. */
reaction_set dashboard_event(struct dashboard *dashboard, const struct input_event *event,
                             struct dashboard_clock clock);

/* Draws the frame and returns until when (by the source's clock) it stays right, as long as no data
 * comes. */
int64_t dashboard_draw(struct dashboard *dashboard, struct dashboard_clock clock);

/* Returns whether tenants wait to be judged; judges some more of them, between two frames. */
bool dashboard_is_behind(const struct dashboard *dashboard);
void dashboard_catch_up(struct dashboard *dashboard, struct dashboard_clock clock);

/* Judges by other rules, and shows changes by other directions, from now on; borrowed. */
void dashboard_rules(struct dashboard *dashboard, const struct rule_book *rules,
                     const struct directions *directions);

/* Says that the checkup is another one: what refers to its rows is looked up anew. */
void dashboard_examined(struct dashboard *dashboard);

/* Returns whether the screen on top shows it. */
bool dashboard_shows_checkup(const struct dashboard *dashboard);

/* Appends what is to be copied of what is on the screen; nothing where there is nothing. */
void dashboard_copied(struct dashboard *dashboard, struct dashboard_clock clock,
                      struct buffer *out);

/* Returns the tenants on the screen, the one that is open first, and the time of them that is
 * looked at; `*count` of them. The array is the caller's to free, the names are the fleet's. */
struct watched_range *dashboard_watched(const struct dashboard *dashboard,
                                        struct dashboard_clock clock, size_t *count);

/* Returns the entries that are looked at as they lie in their streams, `*count` of them; valid
 * until the next event or frame. */
const struct original_wish *dashboard_fetched(const struct dashboard *dashboard, size_t *count);

#endif
