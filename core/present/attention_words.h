/* Attention words: what an operator said of somebody, as it is told on the screen and in a ticket.
 */
#ifndef PRESENT_ATTENTION_WORDS_H
#define PRESENT_ATTENTION_WORDS_H

#include "judge/attention.h"
#include "present/verdict_words.h"

/* Appends all that was said of a tenant or a dimension (NULL: of all of the tenant), or nothing:
 * "acknowledged until 03:40: known"; "muted until 20:00: moves house"; "was acknowledged, and got
 * worse at 19:50". As of our own clock. */
void attention_describe(const struct attention *attention, const char *tenant,
                        const char *dimension, struct telling telling, struct buffer *out);

/* Returns the sign that stands beside a name: 'a', 'z', '!' of what got worse; 0: none. */
char attention_mark(const struct attention *attention, const char *tenant, const char *dimension);

#endif
