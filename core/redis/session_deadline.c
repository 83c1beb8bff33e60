/* The session: how long it waits, and what happens then. */
#include "config.h"

#include "redis/session_private.h"

#include "base/duration.h"

/* Returns the request that is to be answered next, or NULL. */
const struct waiting_request *session_first_request(const struct session *session)
{
    const struct waiting_request *sent = request_queue_at(&session->requests, 0);

    return sent != NULL ? sent : request_queue_at(&session->unsent, 0);
}

/* Writes which command is to be answered next. */
void session_name_first(const struct session *session, char name[static COMMAND_NAME_SIZE])
{
    command_name(session_first_request(session)->command, name);
}

static void on_deadline(uv_timer_t *timer);

void session_set_deadline(struct session *session, int64_t delay_ms)
{
    uv_timer_start(&session->timer, on_deadline, delay_ms > 0 ? (uint64_t)delay_ms : 0, 0);
}

/* The server may be silent for as long as the first in line may take. An idle session has no
 * deadline, and wakes nobody. */
void session_watch_reply(struct session *session)
{
    const struct waiting_request *first = session_first_request(session);

    if (first == NULL) {
        uv_timer_stop(&session->timer);
        uv_timer_stop(&session->expiry);
        return;
    }
    int64_t left_ms = request_time_left(first);
    session_set_deadline(session,
                         left_ms > session->limits->reply_ms ? left_ms : session->limits->reply_ms);
}

/* A server that waits for a TLS handshake does not even answer the first command. */
static bool may_be_tls(const struct session *session)
{
    const struct redis_url *url = session->greeting.url;

    return url->scheme == REDIS_TCP && !url->tls && !session->greeting.known &&
           session->state == LINK_GREETING &&
           session->step == greeting_next(&session->greeting, GREETING_AUTH);
}

void session_suggest_tls(const struct session *session, struct error *error)
{
    const struct error reason = *error;

    if (may_be_tls(session))
        error_set(error, reason.class, "%s; does it want rediss%s://?", reason.text,
                  redis_url_topology(session->greeting.url));
}

/* Says what did not come within `limit` of the request that is to be answered next. */
static void explain_request(const struct session *session, const char *what, const char *limit,
                            struct error *error)
{
    char name[COMMAND_NAME_SIZE];

    session_name_first(session, name);
    error_set(error, ERROR_RETRY, "%s %s in %s", what, name, limit);
}

/* Says that the session did not get ready within `limit`. */
static void explain_silence(const struct session *session, const char *limit, struct error *error)
{
    if (session->state == LINK_RESOLVING) {
        error_set(error, ERROR_RETRY, "look up %s: no answer in %s", session->greeting.url->host,
                  limit);
    } else if (session->state == LINK_CONNECTING) {
        transport_explain_silence(session->transport, limit, error);
    } else {
        explain_request(session, "connected, but no reply to", limit, error);
        session_suggest_tls(session, error);
    }
}

/* Something comes of a request whose reply has no end, but never enough. */
void session_explain_wait(const struct session *session, const char *limit, struct error *error)
{
    if (session->state != LINK_READY)
        explain_silence(session, limit, error);
    else if (session_first_request(session) != NULL)
        explain_request(session, "nothing came of", limit, error);
}

/* The next address of the same name has as much time. */
static void give_up_address(struct session *session)
{
    char limit[32];

    duration_format(session->limits->connect_ms, limit);
    session_set_deadline(session, session->limits->connect_ms);
    transport_give_up(session->transport, limit);
}

/* Ends the session, as the state's time is over. */
static void give_up(struct session *session)
{
    const struct redis_limits *limits = session->limits;
    struct error error;
    char limit[32];

    if (session->state == LINK_READY) {
        duration_format(limits->reply_ms, limit);
        explain_request(session, "no reply to", limit, &error);
    } else {
        duration_format(session->state == LINK_RESOLVING ? limits->resolve_ms : limits->greet_ms,
                        limit);
        explain_silence(session, limit, &error);
    }
    session_fail(session, &error);
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

void session_watch_request(struct session *session, const struct waiting_request *request)
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
            session_watch_request(session, request_queue_at(&session->requests, i));
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
    const struct waiting_request *first = session_first_request(session);

    if (session->state == LINK_CLOSED || uv_is_active((uv_handle_t *)&session->timer))
        return false;
    if (session->state != LINK_READY || first == NULL)
        return true;
    int64_t left_ms = request_time_left(first);
    if (left_ms > 0)
        session_set_deadline(session, left_ms);
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
    if (session->state == LINK_CONNECTING)
        give_up_address(session);
    else if (session->state != LINK_READY || session->requests.count > 0)
        give_up(session);
}
