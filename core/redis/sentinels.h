/* Sentinels: the conversation with all sentinels of a URL about where the master is.
 *
 * Each has a link of its own. All are asked again and again, and at once when asked for: after a
 * failover on request the old master goes on as one for ten seconds, so that nothing but asking
 * tells. Before one is over they say that it is under way. Some may be away, hang, know nothing or
 * know it wrong; redis/sentinel_answer.h says which answer holds. What answers first waits a moment
 * for the others, so that the first one is not believed against a newer one that comes behind it.
 */
#ifndef REDIS_SENTINELS_H
#define REDIS_SENTINELS_H

#include "redis/limits.h"
#include "redis/sentinel_answer.h"
#include "redis/url.h"

#include <uv.h>

struct sentinels;

struct sentinels_events {
    /* They name a master: for the first time, or another one than before. */
    void (*named)(void *context, const struct sentinel_answer *master);
    /* None of them names one; told each time that all were asked, or none could be. With class
     * ERROR_STOP all that could be reached refuse, and none has ever named one: they are not asked
     * any more until sentinels_ask(). */
    void (*failed)(void *context, const struct error *error);
    /* All that can be asked now were asked, and a master is named; told each time, behind `named`.
     * sentinels_opinion() may be another one. */
    void (*answered)(void *context);
    /* Returns true when the server that they named last answers, and is a master. */
    bool (*holds)(void *context);
};

/* Opens the links and asks as soon as they are ready. `url` is that of a master behind sentinels;
 * what is given is copied. */
struct sentinels *sentinels_open(uv_loop_t *loop, const struct redis_url *url,
                                 const char *client_name, const struct redis_limits *limits,
                                 const struct sentinels_events *events, void *context);

/* Asks all that can be asked now; also those that are tried again later, and those that were given
 * up, when `retry` says so. */
void sentinels_ask(struct sentinels *all, bool retry);

/* Asks all anew, and does not go by what was said to earlier questions; those that are away are
 * tried again. */
void sentinels_verify(struct sentinels *all);

/* Has them asked ten times as often for as long as it takes from one question to the next
 * otherwise. */
void sentinels_hasten(struct sentinels *all);

enum sentinels_opinion {
    SENTINELS_SILENT, /* of the one that they named last, since sentinels_verify() */
    SENTINELS_DOUBT,  /* it is about to be replaced */
    SENTINELS_STAND_BY
};

enum sentinels_opinion sentinels_opinion(const struct sentinels *all);

/* Returns the one that they named last; it has no host until then. */
const struct sentinel_answer *sentinels_master(const struct sentinels *all);

/* Returns why none names a master, by what was answered last; class ERROR_NONE: one does. */
const struct error *sentinels_error(const struct sentinels *all);

/* Says of the first that is waited for that nothing came of it; see link_explain_wait(). */
void sentinels_explain_wait(const struct sentinels *all, const char *limit, struct error *error);

/* Closes and frees them in the background; `closed` is called when nothing of them is left on the
 * loop. No event follows. */
void sentinels_close(struct sentinels *all, void (*closed)(void *context), void *context);

#endif
