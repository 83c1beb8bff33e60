#include "config.h"

#include "redis/session_private.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>
#include <string.h>

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
    redis_url_free(&session->url);
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

void session_fail(struct session *session, const struct error *error)
{
    rest(session);
    session->events.failed(session->context, error);
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
        session_fail(session, &refusal);
        return;
    }
    session->step = greeting_next(&session->greeting, session->step + 1);
    if (session->step < GREETING_DONE && session->requests.count == 0)
        greet(session, session->step);
    if (session->step == GREETING_DONE) {
        uv_timer_stop(&session->timer);
        if (session->unsent.count > 0)
            uv_prepare_start(&session->sender, on_send);
        enter(session, LINK_READY);
    }
}

static void on_resolved(void *context)
{
    struct session *session = context;

    session_set_deadline(session, session->limits->connect_ms);
    enter(session, LINK_CONNECTING);
}

static void on_connected(void *context)
{
    struct session *session = context;

    session_set_deadline(session, session->limits->greet_ms);
    enter(session, LINK_GREETING);
    greet(session, GREETING_AUTH);
}

/* Every byte is a sign of life. */
static void on_received(void *context, const char *data, size_t size)
{
    struct session *session = context;
    struct error error;

    if (!parser_feed(session->parser, data, size, &error))
        session_fail_protocol(session, &error);
    else if (session->state == LINK_READY)
        session_watch_reply(session);
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
        session_suggest_tls(session, &explained);
        session_name_first(session, name);
        error_prefix(&explained, "no reply to %s", name);
        if (session->greeting.url->tls && session->state == LINK_GREETING)
            transport_explain(session->transport, &explained);
    }
    session_fail(session, &explained);
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
        session_watch_reply(session);
    for (size_t i = under_way; i < session->requests.count; i++)
        session_watch_request(session, request_queue_at(&session->requests, i));
}

static struct transport *open_transport(struct session *session)
{
    static const struct transport_events events = {
        .resolved = on_resolved,
        .connected = on_connected,
        .received = on_received,
        .failed = on_transport_failed,
    };

    return transport_open(session->loop, session->greeting.url,
                          session->greeting.url->tls ? &channel_tls : &channel_plain, &events,
                          session);
}

struct session *session_open(uv_loop_t *loop, const struct greeting *greeting,
                             const struct redis_limits *limits, command_set *refused,
                             const struct session_events *events, void *context)
{
    struct session *session = mem_zalloc(1, sizeof(*session));

    session->loop = loop;
    session->greeting = *greeting;
    redis_url_copy(&session->url, greeting->url);
    session->greeting.url = &session->url;
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
    session->parser = session_open_parser(session);
    session->transport = open_transport(session);
    session_set_deadline(session, limits->resolve_ms);
    return session;
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
        session_watch_reply(session);
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
