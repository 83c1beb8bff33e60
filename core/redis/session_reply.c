/* The session: what a server sends, and what is no reply. */
#include "config.h"

#include "redis/session_private.h"

#include "redis/foreign.h"

#include <stdio.h>
#include <string.h>

/* Some servers repeat what they do not understand. */
static bool holds_password(const struct session *session, struct slice said)
{
    const char *password = session->greeting.url->password;

    return password != NULL && password[0] != '\0' &&
           memmem(said.data, said.size, password, strlen(password)) != NULL;
}

/* What answers there is no Redis, or not now: once it was one, that passes. */
void session_fail_protocol(struct session *session, const struct error *error)
{
    struct slice said = parser_said(session->parser);
    const char *foreign = foreign_reason(said);
    enum error_class class = session->state == LINK_READY ? ERROR_RETRY : error->class;
    struct error explained = *error;

    if (foreign_is_tls(said))
        error_set(&explained, class, "protocol error: %s: does it want rediss%s://?", foreign,
                  redis_url_topology(session->greeting.url));
    else if (foreign != NULL)
        error_set(&explained, class, "protocol error: %s", foreign);
    if (said.size > 0 && !holds_password(session, said)) {
        struct error reason = explained;
        error_set(&explained, class, "%s: \"%.*s\"", reason.text, (int)said.size, said.data);
    }
    explained.class = class;
    transport_explain(session->transport, &explained);
    session_fail(session, &explained);
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

/* Where messages come that were not asked for, an array may be one; it is known when it is whole.
 */
static bool may_be_pushed(const struct session *session, enum reply_type type)
{
    return session->events.pushed != NULL && session->state == LINK_READY && type == REPLY_ARRAY;
}

static bool is_pushed(const struct session *session, const struct reply *reply)
{
    size_t kind = reply_child(reply, 0, 0);

    return may_be_pushed(session, reply->nodes[0].type) && kind < reply->count &&
           slice_is(reply_text(reply, kind), "message");
}

static const char *on_reply_begins(void *context, enum reply_type type,
                                   reply_element_fn **on_element, void **element_context)
{
    struct session *session = context;
    const struct waiting_request *request = request_queue_at(&session->requests, 0);

    if (may_be_pushed(session, type))
        return NULL;
    if (request == NULL)
        return "the server answered without being asked";
    if (!command_takes(request->command, type))
        return object(session, request->command);
    *on_element = request->on_element;
    *element_context = request->context;
    return NULL;
}

/* A server that has become a replica is not the one that is looked for any more, once it has
 * answered all that is under way; and one that forgot who we are is told again. */
static bool ends_session(const struct session *session, const struct reply *reply,
                         struct error *error)
{
    struct slice text = reply_text(reply, 0);

    if (session->state != LINK_READY || reply->nodes[0].type != REPLY_ERROR)
        return false;
    if (reply_error_is(text, "READONLY")) {
        bool is_last = request_queue_at(&session->requests, 1) == NULL;
        if (is_last)
            reply_error(text, error);
        return is_last;
    }
    if (greeting_is_part(&session->greeting, text, error))
        return true;
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

    if (is_pushed(session, reply)) {
        session->events.pushed(session->context, reply);
        return;
    }
    if (!request_queue_pop(&session->requests, &request))
        return;
    note_right(session, request.command, reply);
    request.on_reply(request.context, error.class == ERROR_RETRY ? NULL : reply, &error);
    if (ends && session->state == LINK_READY)
        session_fail(session, &error);
}

struct parser *session_open_parser(struct session *session)
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
