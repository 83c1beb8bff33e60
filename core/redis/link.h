/* Link: one connection to one Redis, pipelined, that comes back by itself.
 *
 * Resolves, connects, says who it is (redis/greeting.h) and then sends requests and hands out
 * replies in order. Every phase has a deadline; what a server may make us keep (bytes, elements,
 * depth) is capped; a lost connection is tried again with backoff and jitter, which begins anew
 * after a connection that was well for a while. What the server closes while nothing was asked is
 * opened again at once: nobody is told, and requests wait for it; a master that sentinels named may
 * have been replaced, and is told ready once more instead. Where the first server that
 * answers is no Redis, or refuses the password, the tries end until link_retry(); after a greeting
 * that was answered they never do, and such a server is asked again after the longest pause.
 *
 * Whatever the link calls may call back any function of this header, link_close() as well: nothing
 * is freed before that turn of the loop is over. An idle link costs no wake-ups. */
#ifndef REDIS_LINK_H
#define REDIS_LINK_H

#include "redis/command.h"
#include "redis/limits.h"
#include "redis/reply.h"
#include "redis/url.h"

#include <uv.h>

enum link_state {
    LINK_RESOLVING,
    LINK_CONNECTING,
    LINK_GREETING, /* AUTH and the rest of the handshake */
    LINK_READY,
    LINK_WAITING, /* for the next try */
    LINK_STOPPED, /* needs a person */
    LINK_CLOSED
};

struct link;

struct link_events {
    /* The handshake is done, at first and after every loss. */
    void (*ready)(void *context);
    /* The connection failed or was lost; every request that was under way has been told already.
     * The next try is at link_retry_at(), or never when the error's class is ERROR_STOP. */
    void (*lost)(void *context, const struct error *error);
    /* Of a server of a cluster, each time before it is ready: returns true when it may be gone on
     * with after this reply to CLUSTER SLOTS, or this error, else says why not. NULL: always. */
    bool (*approves)(void *context, const struct reply *reply, struct error *error);
    /* A message of a channel that was subscribed to; requests are never streamed then, and what is
     * closed while it idles is lost. NULL: none is subscribed to, and what comes without being
     * asked is no Redis. */
    void (*pushed)(void *context, const struct reply *reply);
};

/* Opens a link and begins to connect; with a URL of NULL it waits until it is moved to one. `url`
 * is copied; `commands` are the sets that it may use (see
 * redis/command.h), and `client_name` goes to CLIENT SETNAME. */
struct link *link_open(uv_loop_t *loop, const struct redis_url *url, unsigned commands,
                       const char *client_name, const struct redis_limits *limits,
                       const struct link_events *events, void *context);

/* What to send and whom to tell. The words are copied; `on_reply` is called exactly once: with the
 * reply (also an error reply: node 0 is REPLY_ERROR), or with reply NULL and the reason when the
 * connection was lost before it was whole. When `on_element` is set, elements go there as they
 * arrive, the reply itself (depth 0, also an error) first, and its nodes hold only node 0. */
struct link_request {
    const struct slice *words;
    size_t count;
    int64_t deadline_ms; /* until the reply has to be whole; 0: see client.h */
    reply_element_fn *on_element;
    reply_fn *on_reply;
    void *context;
};

/* Queues a request; requests made in one turn of the loop leave in one write. Returns false, and
 * calls nobody, when the link is not ready or the command is not in its set. */
bool link_send(struct link *link, const struct link_request *request);

enum link_state link_state(const struct link *link);

/* Where it goes; valid until it is moved. */
const struct redis_url *link_url(const struct link *link);

/* Gives a connection that is ready up, as if it were lost for this reason. */
void link_give_up(struct link *link, const struct error *reason);

/* Why it is not ready; class ERROR_NONE while nothing has failed. Valid while the link lives. */
const struct error *link_error(const struct link *link);

/* The monotonic times of the next try and since when the link is away; 0 when it is not. */
int64_t link_retry_at(const struct link *link);
int64_t link_away_since(const struct link *link);

/* Says that nothing came within `limit` of what the connection waits for, and what may be the
 * reason: "nothing came of SCAN in 5s", "look up cache: no answer in 5s"; leaves the error as it is
 * where it waits for nothing, or for the next try. */
void link_explain_wait(const struct link *link, const char *limit, struct error *error);

/* Returns the commands that were refused to this user; forgets them, so that they are tried again.
 */
command_set link_refused(const struct link *link);
void link_forget_refused(struct link *link);

/* Tries again now, also when stopped; does nothing when it is ready or a try is under way. */
void link_retry(struct link *link);

/* Goes to another server at once, ready or not, and stays the same link: `lost` is told where it
 * was ready, with `reason`, behind the requests under way; pauses begin anew, and what was refused
 * to this user is tried again. `url` is copied. */
void link_move(struct link *link, const struct redis_url *url, const struct error *reason);

/* Closes and frees the link in the background; `closed` (may be NULL) is called when nothing of it
 * is left on the loop. Requests under way are told before this returns, and no event follows. */
void link_close(struct link *link, void (*closed)(void *context), void *context);

#endif
