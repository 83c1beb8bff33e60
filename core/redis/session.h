/* Session: one connection of a link, from the lookup of the name to its end. It holds the
 * deadlines, the handshake and the requests under way; the link opens the next one when it ends. */
#ifndef REDIS_SESSION_H
#define REDIS_SESSION_H

#include "redis/greeting.h"
#include "redis/link.h"

struct session;

struct session_events {
    /* LINK_CONNECTING, LINK_GREETING, LINK_READY. */
    void (*entered)(void *context, enum link_state state);
    /* It failed and does nothing more; to be closed by the one who is told. The class is ERROR_STOP
     * only where it was never ready. */
    void (*failed)(void *context, const struct error *error);
    /* The same, where it was ready and nothing was asked that is not answered. */
    void (*idled)(void *context, const struct error *error);
    /* As link_events.pushed. */
    void (*pushed)(void *context, const struct reply *reply);
};

/* Begins in LINK_RESOLVING. `greeting` is copied, with its URL; `client_name`, `limits` and
 * `refused`, which keeps what this user may not send, must live as long as the session. */
struct session *session_open(uv_loop_t *loop, const struct greeting *greeting,
                             const struct redis_limits *limits, command_set *refused,
                             const struct session_events *events, void *context);

/* As link_explain_wait(). */
void session_explain_wait(const struct session *session, const char *limit, struct error *error);

/* Takes what another one was to send and did not send yet. */
void session_adopt(struct session *session, struct session *other);

/* Queues a request; before LINK_READY it waits for that. */
void session_send(struct session *session, const struct link_request *request);

/* Ends the session, tells `reason` to all who wait for replies, and frees it in the background;
 * `closed` is called when nothing of it is left on the loop. May be called from within any event
 * and any request's callback, also while it tells the reason: then it tells the rest. */
void session_close(struct session *session, const struct error *reason,
                   void (*closed)(void *context), void *context);

#endif
