/* Group facts: what several checks of consumer groups ask of one. */
#ifndef DOCTOR_GROUP_FACTS_H
#define DOCTOR_GROUP_FACTS_H

#include "doctor/examination.h"
#include "doctor/finding.h"

/* One group of one stream. */
struct group_place {
    const struct examination *examination;
    const struct examined_stream *stream;
    const struct examined_group *group;
};

/* Goes on to the next group of all streams; begins where the place is of nothing but an
 * examination. Returns false behind the last one. */
bool group_next(struct group_place *place);

/* Says that a check could not be made where the user may not see which groups streams have. */
void groups_unchecked(const struct check *check, const struct examination *examination,
                      struct findings *findings);

/* Returns true for a group that driftop route reads, as far as is known. What its one consumer has
 * pending is its history, and it idles as long as nothing comes. */
bool group_is_routers(const struct group_place *place);

/* Returns true when a consumer can be taken for abandoned: it was idle for so long while entries
 * came, and it is not the one of routers. */
bool consumer_is_abandoned(const struct group_place *place,
                           const struct examined_consumer *consumer, int64_t idle_ms);

/* Returns the consumer that was active last, but `other` (may be empty); NULL: there is none. */
const struct examined_consumer *group_freshest(const struct examined_group *group,
                                               struct slice other);

/* Returns how many entries went before the group was given them, as far as is known. */
uint64_t group_lost(const struct group_place *place);

/* Returns how many entries are there that the group was not given; false where that is unknown.
 * With `at_least` there may be more. */
bool group_unread(const struct group_place *place, uint64_t *unread, bool *at_least);

/* Returns for how long the first of those has been there; 0: there is none. */
int64_t group_waits_ms(const struct group_place *place);

#define GROUP_NAME_SIZE 40

/* Writes the name of a group or a consumer: as cure_name() does, cut. */
void group_name(char out[static GROUP_NAME_SIZE], struct slice name);

/* Adds a finding about it. `name` is how the group is called, safe and cut. */
struct finding *group_finding(struct findings *findings, const struct check *check,
                              enum finding_severity severity, const struct group_place *place,
                              char name[static GROUP_NAME_SIZE]);

/* Appends " KEY GROUP", as redis-cli reads them. */
void group_words(struct buffer *out, const struct group_place *place);

#endif
