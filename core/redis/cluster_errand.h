/* Errand: a request about a key of a cluster. It lies in the lane of its slot until it is answered,
 * follows redirects, and never overtakes one that was handed in before it. */
#ifndef REDIS_CLUSTER_ERRAND_H
#define REDIS_CLUSTER_ERRAND_H

#include "redis/cluster.h"

/* cluster_lane.c: puts a new one behind the others of its slot. One that is not sent has to be
 * held: it goes when it is the first, to a member or, NULL, to the owner. */
void errand_enter(struct errand *errand);
void errand_hold(struct errand *errand, struct member *target, bool asking);

/* Sends it, with ASKING in front of it if wanted. Returns false when nothing can be sent there. */
bool errand_send(struct errand *errand, struct member *to, bool asking);

/* One that came back goes on to a member now, or when nothing in front of it can arrive behind it;
 * NULL: to the owner. */
void errand_send_on(struct errand *errand, struct member *to, bool asking);

/* Tells the answer, and lets those go that it kept waiting. */
void errand_finish(struct errand *errand, const struct reply *reply, const struct error *error);

/* It is lost, and all behind it with it: they must not be carried out before it is asked for again.
 * `error` may be anybody's; `why` is what is wrong with a member. */
void errand_lose(struct errand *errand, const struct error *error);
void errand_lose_for(struct errand *errand, const char *why, const struct member *member);

/* Returns where requests of a slot go now; NULL: nowhere. */
struct member *cluster_place(const struct cluster *cluster, unsigned slot);

/* cluster_follow.c: take what a link tells of it. */
void errand_answer(void *context, const struct reply *reply, const struct error *error);
void errand_element(void *context, const struct reply_element *element);

#endif
