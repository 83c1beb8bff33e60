/* What the files of the session share. */
#ifndef REDIS_SESSION_PRIVATE_H
#define REDIS_SESSION_PRIVATE_H

#include "base/buffer.h"
#include "redis/command.h"
#include "redis/parser.h"
#include "redis/request_queue.h"
#include "redis/session.h"
#include "redis/transport.h"

struct session {
    uv_loop_t *loop;
    struct redis_url url; /* its own, as the link may move before it is gone */
    struct greeting greeting;
    const struct redis_limits *limits;
    command_set *refused; /* to this user, as far as is known */
    struct session_events events;
    void *context;

    enum link_state state;
    enum greeting_step step;
    struct transport *transport;
    struct parser *parser;
    struct request_queue requests; /* that were sent */
    struct request_queue unsent;   /* whose commands are in `outgoing` */
    struct buffer outgoing;        /* the commands of this turn of the loop */
    uv_prepare_t sender;           /* sends them before the loop waits */
    uv_timer_t timer;              /* the deadline of the state */
    uv_timer_t expiry;             /* the next deadline of a request, */
    int64_t expiry_ms;             /* at this monotonic time */
    char objection[96];            /* to a reply; scratch */

    unsigned holds; /* three handles and the transport */
    void (*closed)(void *context);
    void *closed_context;
};

/* session.c: stops working, and tells so. */
void session_fail(struct session *session, const struct error *error);

/* session_deadline.c: sets the deadline of the state. The server may be silent for as long as the
 * first in line may take; a request may have a deadline of its own, too. Asks behind an error
 * whether TLS is wanted, while nothing has been answered yet. Returns the request that is to be
 * answered next, or NULL; writes its command, where there is one. */
void session_set_deadline(struct session *session, int64_t delay_ms);
void session_watch_reply(struct session *session);
void session_watch_request(struct session *session, const struct waiting_request *request);
void session_suggest_tls(const struct session *session, struct error *error);
const struct waiting_request *session_first_request(const struct session *session);
void session_name_first(const struct session *session, char name[static COMMAND_NAME_SIZE]);

/* session_reply.c: reads replies, each for the request that is next; fails at what is none. */
struct parser *session_open_parser(struct session *session);
void session_fail_protocol(struct session *session, const struct error *error);

#endif
