#include "config.h"

#include "redis/session.h"

#include "base/buffer.h"
#include "base/duration.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "redis/command.h"
#include "redis/foreign.h"
#include "redis/greeting.h"
#include "redis/parser.h"
#include "redis/request_queue.h"
#include "redis/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
    uv_loop_t *loop;
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

static void release(void *context)
{
    struct session *session = context;

    if (--session->holds > 0)
        return;
    void (*closed)(void *) = session->closed;
    void *closed_context = session->closed_context;
    parser_free(session->parser);
    request_queue_free(&session->requests);
    request_queue_free(&session->unsent);
    buffer_free(&session->outgoing);
    free(session);
    closed(closed_context);
}

static void on_handle_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void rest(struct session *session)
{
    uv_timer_stop(&session->timer);
    uv_timer_stop(&session->expiry);
    uv_prepare_stop(&session->sender);
}

static void fail(struct session *session, const struct error *error)
{
    rest(session);
    session->events.failed(session->context, error);
}

/* Some servers repeat what they do not understand. */
static bool holds_password(const struct session *session, struct slice said)
{
    const char *password = session->greeting.url->password;

    return password != NULL && password[0] != '\0' &&
           memmem(said.data, said.size, password, strlen(password)) != NULL;
}

/* What answers there is no Redis, or not now: once it was one, that passes. */
static void fail_protocol(struct session *session, const struct error *error)
{
    struct slice said = parser_said(session->parser);
    const char *foreign = foreign_reason(said);
    enum error_class class = session->state == LINK_READY ? ERROR_RETRY : error->class;
    struct error explained = *error;

    if (foreign != NULL)
        error_set(&explained, class, "protocol error: %s", foreign);
    if (said.size > 0 && !holds_password(session, said)) {
        struct error reason = explained;
        error_set(&explained, class, "%s: \"%.*s\"", reason.text, (int)said.size, said.data);
    }
    explained.class = class;
    transport_explain(session->transport, &explained);
    fail(session, &explained);
}

/* Returns the request that is to be answered next, or NULL. */
static const struct waiting_request *first_request(const struct session *session)
{
    const struct waiting_request *sent = request_queue_at(&session->requests, 0);

    return sent != NULL ? sent : request_queue_at(&session->unsent, 0);
}

/* Writes which command is to be answered next. */
static void name_first(const struct session *session, char name[static COMMAND_NAME_SIZE])
{
    command_name(first_request(session)->command, name);
}

static void on_deadline(uv_timer_t *timer);

static void set_deadline(struct session *session, int64_t delay_ms)
{
    uv_timer_start(&session->timer, on_deadline, delay_ms > 0 ? (uint64_t)delay_ms : 0, 0);
}

/* The server may be silent for as long as the first in line may take. An idle session has no
 * deadline, and wakes nobody. */
static void watch_reply(struct session *session)
{
    const struct waiting_request *first = first_request(session);

    if (first == NULL) {
        uv_timer_stop(&session->timer);
        uv_timer_stop(&session->expiry);
        return;
    }
    int64_t left_ms = request_time_left(first);
    set_deadline(session,
                 left_ms > session->limits->reply_ms ? left_ms : session->limits->reply_ms);
}

/* A server that waits for a TLS handshake does not even answer the first command. */
static bool may_be_tls(const struct session *session)
{
    return session->greeting.url->scheme == REDIS_TCP &&
           session->step == greeting_next(&session->greeting, GREETING_AUTH);
}

/* Ends the session, or goes on with the next address, as the state's time is over. */
static void give_up(struct session *session)
{
    const struct redis_limits *limits = session->limits;
    struct error error;
    char name[COMMAND_NAME_SIZE];
    char limit[32];

    switch (session->state) {
    case LINK_RESOLVING:
        duration_format(limits->resolve_ms, limit);
        error_set(&error, ERROR_RETRY, "look up %s: no answer in %s", session->greeting.url->host,
                  limit);
        break;
    case LINK_CONNECTING:
        duration_format(limits->connect_ms, limit);
        error_set(&error, ERROR_RETRY, "no answer in %s", limit);
        set_deadline(session, limits->connect_ms);
        transport_skip_address(session->transport, error.text);
        return;
    case LINK_GREETING:
        duration_format(limits->greet_ms, limit);
        name_first(session, name);
        error_set(&error, ERROR_RETRY, "connected, but no reply to %s in %s%s", name, limit,
                  may_be_tls(session) ? " (is it a TLS port?)" : "");
        break;
    default:
        duration_format(limits->reply_ms, limit);
        name_first(session, name);
        error_set(&error, ERROR_RETRY, "no reply to %s in %s", name, limit);
        break;
    }
    fail(session, &error);
}

/* Tells a request when its time is over. Whoever is told may send others and close the session.
 * Returns false when it may still be answered. */
static bool expire(struct session *session, size_t place)
{
    struct waiting_request expired;
    struct error error;
    char name[COMMAND_NAME_SIZE];
    char limit[32];

    if (!request_queue_expire(&session->requests, place, &expired))
        return false;
    if (place == 0)
        parser_discard(session->parser);
    duration_format(expired.allowed_ms, limit);
    command_name(expired.command, name);
    error_set(&error, ERROR_RETRY, "no reply to %s in %s", name, limit);
    expired.on_reply(expired.context, NULL, &error);
    return true;
}

static void on_expiry(uv_timer_t *timer);

static void watch_request(struct session *session, const struct waiting_request *request)
{
    int64_t due_ms = request->sent_ms + request->allowed_ms;
    int64_t left_ms = request_time_left(request);

    if (request->allowed_ms == 0 ||
        (uv_is_active((uv_handle_t *)&session->expiry) && session->expiry_ms <= due_ms))
        return;
    session->expiry_ms = due_ms;
    uv_timer_start(&session->expiry, on_expiry, left_ms > 0 ? (uint64_t)left_ms : 0, 0);
}

static void tell_expired(struct session *session)
{
    for (size_t i = 0; session->state == LINK_READY && i < session->requests.count; i++) {
        if (!expire(session, i))
            watch_request(session, request_queue_at(&session->requests, i));
    }
}

/* What came in time is read first, as at the deadline of the state. */
static void on_expiry(uv_timer_t *timer)
{
    struct session *session = timer->data;

    transport_receive(session->transport);
    tell_expired(session);
}

/* Returns true when the time of the state is over. Timers go by the clock of the loop, which lags
 * behind the one that requests are timed by: the first in line may still have a moment. */
static bool is_overdue(struct session *session)
{
    const struct waiting_request *first = first_request(session);

    if (session->state == LINK_CLOSED || uv_is_active((uv_handle_t *)&session->timer))
        return false;
    if (session->state != LINK_READY || first == NULL)
        return true;
    int64_t left_ms = request_time_left(first);
    if (left_ms > 0)
        set_deadline(session, left_ms);
    return left_ms <= 0;
}

/* When this process was stopped for a while (^Z), what the server sent in time may not have been
 * read yet: it is read before the server is blamed. Requests whose own time is over are told so
 * before that. */
static void on_deadline(uv_timer_t *timer)
{
    struct session *session = timer->data;

    transport_receive(session->transport);
    if (!is_overdue(session))
        return;
    tell_expired(session);
    if (session->state == LINK_CLOSED || uv_is_active((uv_handle_t *)timer))
        return;
    if (session->state != LINK_READY || session->requests.count > 0)
        give_up(session);
}

static void enter(struct session *session, enum link_state state)
{
    session->state = state;
    session->events.entered(session->context, state);
}

static void on_greeted(void *context, const struct reply *reply, const struct error *error);
static void on_send(uv_prepare_t *sender);

/* Sends all that is needed from a step on, in one write. Commands behind a refused AUTH do no harm,
 * and the first refusal ends the session. */
static void greet(struct session *session, enum greeting_step step)
{
    struct waiting_request request = {.on_reply = on_greeted, .context = session};
    struct buffer out = {0};

    session->step = greeting_next(&session->greeting, step);
    for (step = session->step; step < GREETING_DONE;
         step = greeting_next(&session->greeting, step + 1)) {
        request.command = greeting_write(&session->greeting, step, &out);
        request_queue_push(&session->requests, request);
    }
    transport_send(session->transport, out.data, out.size);
    if (out.data != NULL)
        explicit_bzero(out.data, out.size);
    buffer_free(&out);
}

static void on_greeted(void *context, const struct reply *reply, const struct error *error)
{
    struct session *session = context;
    struct error refusal;

    (void)error;
    if (reply == NULL)
        return;
    if (!greeting_check(&session->greeting, session->step, reply, &refusal)) {
        fail(session, &refusal);
        return;
    }
    session->step = greeting_next(&session->greeting, session->step + 1);
    if (session->step == GREETING_NO_TOUCH)
        greet(session, GREETING_NO_TOUCH);
    if (session->step == GREETING_DONE) {
        uv_timer_stop(&session->timer);
        if (session->unsent.count > 0)
            uv_prepare_start(&session->sender, on_send);
        enter(session, LINK_READY);
    }
}

/* Says that a reply has a type that the command is never answered with. */
static const char *object(struct session *session, const struct command_rule *command)
{
    char name[COMMAND_NAME_SIZE];

    command_name(command, name);
    snprintf(session->objection, sizeof(session->objection),
             "the reply to %s is none that Redis gives", name);
    return session->objection;
}

static const char *on_reply_begins(void *context, enum reply_type type,
                                   reply_element_fn **on_element, void **element_context)
{
    struct session *session = context;
    const struct waiting_request *request = request_queue_at(&session->requests, 0);

    if (request == NULL)
        return "the server answered without being asked";
    if (!command_takes(request->command, type))
        return object(session, request->command);
    *on_element = request->on_element;
    *element_context = request->context;
    return NULL;
}

/* A server that has become a replica is not the one that is looked for any more; and one that
 * forgot who we are is told again. */
static bool ends_session(const struct session *session, const struct reply *reply,
                         struct error *error)
{
    struct slice text = reply_text(reply, 0);

    if (session->state != LINK_READY || reply->nodes[0].type != REPLY_ERROR)
        return false;
    if (reply_error_is(text, "READONLY")) {
        reply_error(text, error);
        return true;
    }
    return reply_error_is(text, "NOAUTH") &&
           !error_set(error, ERROR_RETRY, "the server wants the password again (NOAUTH)");
}

/* Learns what this user may send. */
static void note_right(const struct session *session, const struct command_rule *command,
                       const struct reply *reply)
{
    command_set *refused = session->refused;

    if (reply->nodes[0].type != REPLY_ERROR)
        *refused &= ~command_bit(command);
    else if (reply_refuses_command(reply_text(reply, 0)))
        *refused |= command_bit(command);
}

static void on_reply_complete(void *context, const struct reply *reply)
{
    struct session *session = context;
    struct waiting_request request;
    struct error error = {0};
    bool ends = ends_session(session, reply, &error);

    if (!request_queue_pop(&session->requests, &request))
        return;
    note_right(session, request.command, reply);
    request.on_reply(request.context, error.class == ERROR_RETRY ? NULL : reply, &error);
    if (ends && session->state == LINK_READY)
        fail(session, &error);
}

static void on_resolved(void *context)
{
    struct session *session = context;

    set_deadline(session, session->limits->connect_ms);
    enter(session, LINK_CONNECTING);
}

static void on_connected(void *context)
{
    struct session *session = context;

    set_deadline(session, session->limits->greet_ms);
    enter(session, LINK_GREETING);
    greet(session, GREETING_AUTH);
}

/* Every byte is a sign of life. */
static void on_received(void *context, const char *data, size_t size)
{
    struct session *session = context;
    struct error error;

    if (!parser_feed(session->parser, data, size, &error))
        fail_protocol(session, &error);
    else if (session->state == LINK_READY)
        watch_reply(session);
}

static void on_transport_failed(void *context, const struct error *error)
{
    struct session *session = context;
    struct error explained = *error;
    char name[COMMAND_NAME_SIZE];

    if (session->state == LINK_READY && session->requests.count == 0) {
        rest(session);
        session->events.idled(session->context, error);
        return;
    }
    if (session->requests.count > 0) {
        name_first(session, name);
        error_prefix(&explained, "no reply to %s", name);
    }
    fail(session, &explained);
}

/* Moves all requests of one queue behind those of another. */
static void move_requests(struct request_queue *to, struct request_queue *from)
{
    struct waiting_request request;

    while (request_queue_pop(from, &request))
        request_queue_push(to, request);
}

/* Where nothing is under way, the server may have closed the connection since the loop looked. */
static void on_send(uv_prepare_t *sender)
{
    struct session *session = sender->data;
    size_t under_way = session->requests.count;

    uv_prepare_stop(sender);
    if (under_way == 0)
        transport_receive(session->transport);
    if (session->state != LINK_READY)
        return;
    move_requests(&session->requests, &session->unsent);
    transport_send(session->transport, session->outgoing.data, session->outgoing.size);
    buffer_clear(&session->outgoing);
    if (under_way == 0)
        watch_reply(session);
    for (size_t i = under_way; i < session->requests.count; i++)
        watch_request(session, request_queue_at(&session->requests, i));
}

static struct parser *open_parser(struct session *session)
{
    static const struct parser_events events = {
        .begins = on_reply_begins,
        .complete = on_reply_complete,
    };
    const struct parser_limits limits = {
        .bytes = session->limits->reply_bytes,
        .elements = session->limits->reply_elements,
        .depth = session->limits->reply_depth,
    };

    return parser_new(&limits, &events, session);
}

static struct transport *open_transport(struct session *session)
{
    static const struct transport_events events = {
        .resolved = on_resolved,
        .connected = on_connected,
        .received = on_received,
        .failed = on_transport_failed,
    };

    return transport_open(session->loop, session->greeting.url, &channel_plain, &events, session);
}

struct session *session_open(uv_loop_t *loop, const struct greeting *greeting,
                             const struct redis_limits *limits, command_set *refused,
                             const struct session_events *events, void *context)
{
    struct session *session = mem_zalloc(1, sizeof(*session));

    session->loop = loop;
    session->greeting = *greeting;
    session->limits = limits;
    session->refused = refused;
    session->events = *events;
    session->context = context;
    session->state = LINK_RESOLVING;
    uv_prepare_init(loop, &session->sender);
    session->sender.data = session;
    uv_timer_init(loop, &session->timer);
    session->timer.data = session;
    uv_timer_init(loop, &session->expiry);
    session->expiry.data = session;
    session->holds = 4;
    session->parser = open_parser(session);
    session->transport = open_transport(session);
    set_deadline(session, limits->resolve_ms);
    return session;
}

void session_waits_for(const struct session *session, struct buffer *out)
{
    char name[COMMAND_NAME_SIZE];

    if (session->state == LINK_RESOLVING) {
        buffer_printf(out, "the lookup of %s", session->greeting.url->host);
    } else if (session->state == LINK_CONNECTING) {
        buffer_string(out, "connecting");
    } else if (first_request(session) != NULL) {
        name_first(session, name);
        buffer_string(out, name);
    }
}

void session_adopt(struct session *session, struct session *other)
{
    move_requests(&session->unsent, &other->unsent);
    if (other->outgoing.size > 0)
        buffer_append(&session->outgoing, other->outgoing.data, other->outgoing.size);
    buffer_clear(&other->outgoing);
}

void session_send(struct session *session, const struct link_request *request)
{
    const struct waiting_request waiting = {
        .command = command_rule_of(request->words, request->count),
        .sent_ms = timestamp_monotonic(),
        .allowed_ms = request->deadline_ms,
        .on_element = request->on_element,
        .on_reply = request->on_reply,
        .context = request->context,
    };

    command_format(request->words, request->count, &session->outgoing);
    request_queue_push(&session->unsent, waiting);
    if (session->state != LINK_READY)
        return;
    uv_prepare_start(&session->sender, on_send);
    if (session->requests.count == 0 && session->unsent.count == 1)
        watch_reply(session);
}

void session_close(struct session *session, const struct error *reason,
                   void (*closed)(void *context), void *context)
{
    struct waiting_request request;

    if (session->state != LINK_CLOSED) {
        session->state = LINK_CLOSED;
        session->closed = closed;
        session->closed_context = context;
        parser_stop(session->parser);
        transport_close(session->transport, release, session);
        uv_close((uv_handle_t *)&session->timer, on_handle_closed);
        uv_close((uv_handle_t *)&session->expiry, on_handle_closed);
        uv_close((uv_handle_t *)&session->sender, on_handle_closed);
    }
    while (request_queue_pop(&session->requests, &request) ||
           request_queue_pop(&session->unsent, &request))
        request.on_reply(request.context, NULL, reason);
}
