/* View: the screen as a function of the model and of what the operator chose. Views write frames
 * and change nothing else, but for what they remember of sparklines. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "base/duration.h"
#include "frame.h"
#include "hits.h"
#include "judge/direction.h"
#include "judge/listing.h"
#include "judge/past.h"
#include "judge/ranking.h"
#include "places.h"
#include "present/glyphs.h"
#include "present/verdict_words.h"
#include "source/source.h"
#include "state.h"
#include "view/heat_memo.h"
#include "view/portrait.h"
#include "view/spark_memo.h"

/* |z| at which a sparkline is at its full height: the same everywhere, so that rows compare. */
#define VIEW_FULL_Z 5.0

/* Lengths of time go on in these steps, all in the same moment: one frame for all of them. */
#define VIEW_TICK (15 * MS_PER_SECOND)

struct checkup;
struct event_rows;

struct options;

struct view {
    struct frame *frame;
    struct hits *hits; /* what of it answers when it is pointed at */
    const struct ui_state *state;
    const struct place *place; /* where one is: the top of the stack */
    const struct source_status *status;
    const char *source;                  /* its name */
    const struct options *options;       /* that driftop was started with; NULL: none */
    const char *looked_for;              /* a sentence for when there are no tenants */
    const struct rule_book *rules;       /* by which all is judged */
    const struct directions *directions; /* NULL: the operator says nothing of them */
    const struct listing *listing;
    const struct together *together; /* tenants that turned bad at about the same time */
    const struct tenant *tenant;     /* that the screen is about; NULL: none, or it is gone */
    const struct ranking *ranking;   /* its dimensions */
    const struct places *tenants;    /* where the rows of the listing stand */
    const struct places *dimensions; /* and those of the ranking */
    const struct originals
        *originals; /* entries as they lie in their streams; NULL: there are none */
    struct spark_memo *sparks;
    struct heat_memo *heats;
    struct axis axis;              /* of the screen; without cells there is none */
    struct portrait *portrait;     /* of the dimension that the screen is about, by that axis */
    const struct checkup *checkup; /* what was found wrong with the Redis */
    struct event_rows *events;     /* what the events screen lists */
    struct portrait *compared;     /* the same at the time that it is compared with; of no dimension
                                      where there is no comparison */
    struct past *past;             /* of the tenant whose events and timeline are shown */
    struct time_range window;
    int64_t now_ms;     /* by the source's clock */
    int64_t own_now_ms; /* by ours, as in the status */
    bool recorded;      /* it is a recording, and the source's clock stands at its end */
    int64_t refresh_ms; /* usual time between two answers of the source */
    const struct glyphs *glyphs;
    int64_t next_change_ms; /* views lower it to when what they wrote will read otherwise */
};

/* Returns the moment that ages are told from: now, or where the view is paused. */
int64_t view_moment(const struct view *view);

/* Returns the last moment that is shown: the same, or an earlier one that the operator looks back
 * at. */
int64_t view_end(const struct view *view);

/* Returns the end of what is read out: of a range that stands the window's, though its last column
 * goes on; INT64_MAX where it runs. */
int64_t view_told_until(const struct view *view);

/* Returns as of when lengths of time are told that go by the minute, in which zone; what is told so
 * holds for some seconds. */
struct telling view_telling(struct view *view);

/* Returns since when everything up to the end of the window is known of a tenant; INT64_MAX when
 * nothing is. */
int64_t view_known_since(const struct view *view, const struct tenant *tenant);

/* Returns whether the oldest entry that a tenant's stream keeps lies within the window. Writes when
 * that is: "history starts 03:12", with the day where that is another one. */
#define HISTORY_START_SIZE 48
bool view_history_starts(const struct view *view, const struct tenant *tenant);
void view_write_history_start(const struct view *view, const struct tenant *tenant,
                              char out[static HISTORY_START_SIZE]);

/* Returns the axis of the window in that room, with the cursor where the operator has it, else at
 * the end of what is shown. Panels of one screen that have other columns make theirs with it. */
struct axis view_axis(const struct view *view, struct axis_room room);

/* Says that what was written holds until `time_ms`. */
void view_holds_until(struct view *view, int64_t time_ms);

#endif
