/* Range: the time that is looked at, as one value. It is live and ends now, or it stands: paused by
 * the operator, or fixed at a given end. From there the operator may look back at an earlier time:
 * then states and ages are told as of the moment still, and panels show that time. Every panel of a
 * screen shows the same range, and the same cursor in it. */
#ifndef TUI_RANGE_H
#define TUI_RANGE_H

#include "base/error.h"
#include "base/timestamp.h"

#include <stdbool.h>

enum range_mode { RANGE_LIVE, RANGE_PAUSED, RANGE_FIXED };

/* Times are epoch milliseconds by the source's clock. */
struct range {
    int64_t length_ms;
    enum range_mode mode;
    int64_t end_ms;     /* where it stands; of no meaning while it is live */
    bool back;          /* an earlier time is looked back at, */
    int64_t back_ms;    /* which ends here */
    int64_t cursor_ms;  /* the moment that is read out; 0: the newest */
    bool exact;         /* that very moment is meant, and not the column that begins then */
    int64_t before_ms;  /* the length to return to while this one is loaded; 0: none */
    int64_t compare_ms; /* how much earlier the range begins that it is held against; 0: none */
};

#define RANGE_TITLE_SIZE 64

/* A range that ends now; one that stands at `end_ms`. */
struct range range_live(int64_t length_ms);
struct range range_fixed(int64_t length_ms, int64_t end_ms);

/* Returns the moment that is looked at: now, or where the range stands. Ages are told from it. */
int64_t range_moment(const struct range *range, int64_t now_ms);

/* Returns where it ends: at that moment, or where it is looked back at. */
int64_t range_end(const struct range *range, int64_t now_ms);

/* Returns the window: from its beginning to a grace after its end. */
struct time_range range_window(const struct range *range, int64_t now_ms);

/* Returns the window that it is held against; without a comparison the same one. */
struct time_range range_compared(const struct range *range, int64_t now_ms);

/* Holds it against a day before, then a week, then nothing. */
void range_next_comparison(struct range *range);

/* Reads how much earlier an operator wants it held against: a length, or "off" for 0. */
bool range_parse_comparison(const char *text, int64_t *compare_ms, struct error *error);

/* Writes how much earlier a moment of the comparison lies: "yesterday" or "last week" where that is
 * so as of now, else "90m before". There is a comparison. */
#define COMPARISON_SIZE 40
void range_comparison(const struct range *range, int64_t time_ms, int64_t now_ms,
                      char out[static COMPARISON_SIZE]);

/* Changes the length, and remembers the one before as long as the new one is being loaded. Returns
 * false when that is its length already. */
bool range_set_length(struct range *range, int64_t length_ms);

/* Says that all of it is loaded; returns to the length before, or false when there is none. */
void range_loaded(struct range *range);
bool range_return(struct range *range);

/* Returns the next longer of the usual lengths; of the longest, the shortest. */
int64_t range_next_preset(int64_t length_ms);

/* Reads a length that an operator types: "90m", from 1s to 3660d. */
bool range_parse_length(const char *text, int64_t *length_ms, struct error *error);

/* Pauses it at `now_ms`, or makes it live again. */
void range_toggle_pause(struct range *range, int64_t now_ms);

/* Makes it live, with the cursor at the newest. */
void range_go_live(struct range *range);

/* Moves it by some time, looking back; not beyond its moment, and not before the epoch. Changes its
 * length by a factor, about a moment that keeps its place in it. Return false when it stays as it
 * is. */
bool range_pan(struct range *range, int64_t by_ms, int64_t now_ms);
bool range_zoom(struct range *range, double factor, int64_t about_ms, int64_t now_ms);

/* Puts the cursor at a column, which begins then. */
void range_point_at(struct range *range, int64_t time_ms);

/* Puts the cursor at a moment and moves the range only where that is not in it, so that it lies in
 * the middle. */
void range_look_at(struct range *range, int64_t time_ms, int64_t now_ms);

/* Writes what it is: "last 1h", "1h until 14:30:15", or "18:40-19:40, 4h ago". */
void range_title(const struct range *range, int64_t now_ms, enum time_zone zone,
                 char out[static RANGE_TITLE_SIZE]);

#endif
