/* Event words: what happened, as it is said on the screen and in a ticket. Who and when stands
 * beside it. */
#ifndef PRESENT_EVENT_WORDS_H
#define PRESENT_EVENT_WORDS_H

#include "base/buffer.h"
#include "judge/episode.h"
#include "present/verdict_words.h"

/* Appends what happened: "ok -> critical", "ok <-> degraded x 59 since 18:55, bad 30 of 60",
 * "model e5-large-v2 -> e5-large-v3", "ok again, but not back: 0.69 against 0.92 before 19:22",
 * "gone", "comes again", "is now hit@5", "silent", "away: refused", or what a notice says. Words
 * and names from outside are made safe. */
void event_words(struct buffer *out, const struct tenant *tenant, const struct event *event,
                 struct telling telling, bool ascii);

/* The same of an episode, in short: "ok -> degraded -> ok" with the worst that was reached, "ok <->
 * degraded x 59" of a flapping. */
void episode_words(struct buffer *out, const struct episode *episode, struct telling telling,
                   bool ascii);

/* Returns whether it is told how long it lasts. */
bool event_lasts(const struct event *event);

/* Returns the severity in whose colour it is told; SEVERITY_ABSENT: in none. */
enum severity event_severity(const struct event *event);

#endif
