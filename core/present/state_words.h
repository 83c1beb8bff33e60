/* State words: how states and severities are said to people, and since when: the same on the
 * screen, in a ticket and in a monitoring system. What programs read is state_name() and
 * severity_name(). */
#ifndef PRESENT_STATE_WORDS_H
#define PRESENT_STATE_WORDS_H

#include "base/timestamp.h"
#include "judge/state.h"

#include <stdbool.h>

/* Returns the word: "degraded", "no data". */
const char *state_word(enum state state);
const char *severity_word(enum severity severity);

/* Returns what stands for the word in front of a count: D, W, S, N, T (stale), E, "ok", in capitals
 * that nobody reads as a digit, for "D2 W3 ok12". */
const char *state_mark(enum state state);

#define SINCE_LENGTH_SIZE 12
#define SINCE_MOMENT_SIZE 40

/* Writes for how long something has been so at `now_ms` that began at `since_ms`: "4h", "<1s" for
 * what begins later, and ">4h" where it began `before` that. */
void since_length(int64_t since_ms, bool before, int64_t now_ms,
                  char out[static SINCE_LENGTH_SIZE]);

/* Writes since when, to the minute: "18:40", "before 18:40"; with the date, "2026-11-22 18:40",
 * unless it lies within the day before `now_ms`. */
void since_moment(int64_t since_ms, bool before, int64_t now_ms, enum time_zone zone,
                  char out[static SINCE_MOMENT_SIZE]);

#endif
