/* Range: the time that is looked at, as one value. It is live and ends now, or it stands: paused by
 * the operator, or fixed at a given end. Every panel of a screen shows the same range. */
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
    int64_t before_ms;  /* the length to return to while this one is loaded; 0: none */
    int64_t compare_ms; /* how much earlier the range begins that it is held against; 0: none */
};

#define RANGE_TITLE_SIZE 64

/* A range that ends now; one that stands at `end_ms`. */
struct range range_live(int64_t length_ms);
struct range range_fixed(int64_t length_ms, int64_t end_ms);

/* Returns the moment that is looked at: now, or where the range stands. Ages are told from it. */
int64_t range_moment(const struct range *range, int64_t now_ms);

/* Returns the window: from its beginning to a grace after its moment. */
struct time_range range_window(const struct range *range, int64_t now_ms);

/* Returns the window that it is held against; without a comparison the same one. */
struct time_range range_compared(const struct range *range, int64_t now_ms);

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

/* Moves it by some time; at now it is live again. Changes its length by a factor, about a moment
 * that keeps its place in it. */
void range_pan(struct range *range, int64_t by_ms, int64_t now_ms);
void range_zoom(struct range *range, double factor, int64_t about_ms, int64_t now_ms);

/* Writes what it is: "last 1h", or "1h until 14:30:15". */
void range_title(const struct range *range, enum time_zone zone, char out[static RANGE_TITLE_SIZE]);

#endif
