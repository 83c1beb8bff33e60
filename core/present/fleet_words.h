/* Fleet words: how all tenants are, in a sentence. */
#ifndef PRESENT_FLEET_WORDS_H
#define PRESENT_FLEET_WORDS_H

#include "judge/together.h"
#include "present/verdict_words.h"

/* Returns how many tenants there are; streams without a report are none, and neither
 * are those that are gone. */
size_t fleet_total(const struct judgement *judgement);

/* Appends how many tenants are in each state that there is, the most urgent first: "2 degraded,
 * 1 silent, 9 ok". Appends nothing where none is counted. */
void fleet_counts_describe(const struct judgement *judgement, struct buffer *out);

/* Appends "everything stopped at 19:45: 38 of 40 tenants silent", of a fleet that did. */
void fleet_stopped_describe(const struct judgement *judgement, struct telling telling,
                            struct buffer *out);

/* Append when tenants turned that did within a range: "19:22", "19:22-19:25"; and of those that did
 * together, without their names: "5 tenants turned bad 19:22-19:25, all in ResponseQuality.*". */
void fleet_turned_describe(struct time_range range, struct telling telling, struct buffer *out);
void fleet_together_describe(const struct together *together, struct telling telling,
                             struct buffer *out);

/* Appends "3 tenants silent for more than 7 days, 1 of them was degraded", where some are forgotten
 * after `forget_ms`. */
void fleet_forgotten_describe(const struct judgement *judgement, int64_t forget_ms,
                              struct buffer *out);

#endif
