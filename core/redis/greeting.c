#include "config.h"

#include "redis/greeting.h"

#include "redis/command.h"

#include <stdio.h>

#define WAY_OUT "set REDISCLI_AUTH or give --password-file"

static bool needed(enum greeting_step step, const struct redis_url *url)
{
    switch (step) {
    case GREETING_AUTH:
        return url->user != NULL || url->password != NULL;
    case GREETING_SELECT:
        return url->db != 0;
    default:
        return true;
    }
}

enum greeting_step greeting_next(enum greeting_step step, const struct redis_url *url)
{
    while (step < GREETING_DONE && !needed(step, url))
        step++;
    return step;
}

/* A user without a password may be one that needs none: any password does then. */
static void write_auth(const struct redis_url *url, struct buffer *out)
{
    struct slice password = slice_of(url->password != NULL ? url->password : "");

    if (url->user == NULL)
        command_format((const struct slice[]){SLICE("AUTH"), password}, 2, out);
    else
        command_format((const struct slice[]){SLICE("AUTH"), slice_of(url->user), password}, 3,
                       out);
}

static void write_select(const struct redis_url *url, struct buffer *out)
{
    char db[16];

    snprintf(db, sizeof(db), "%u", url->db);
    command_format((const struct slice[]){SLICE("SELECT"), slice_of(db)}, 2, out);
}

static void write_step(enum greeting_step step, const struct redis_url *url,
                       const char *client_name, struct buffer *out)
{
    switch (step) {
    case GREETING_AUTH:
        write_auth(url, out);
        break;
    case GREETING_NAME:
        command_format(
            (const struct slice[]){SLICE("CLIENT"), SLICE("SETNAME"), slice_of(client_name)}, 3,
            out);
        break;
    case GREETING_SELECT:
        write_select(url, out);
        break;
    case GREETING_NO_TOUCH:
        command_format((const struct slice[]){SLICE("CLIENT"), SLICE("NO-TOUCH"), SLICE("ON")}, 3,
                       out);
        break;
    case GREETING_PING:
        command_format((const struct slice[]){SLICE("PING")}, 1, out);
        break;
    case GREETING_DONE:
        break;
    }
}

void greeting_write(const struct redis_url *url, const char *client_name, struct buffer *out)
{
    enum greeting_step step = greeting_next(GREETING_AUTH, url);

    for (; step < GREETING_DONE; step = greeting_next(step + 1, url))
        write_step(step, url, client_name, out);
}

static bool stop(struct error *error, const char *reason)
{
    return error_set(error, ERROR_STOP, "%s", reason);
}

/* Servers quote the arguments of a command that they do not know, so that their text may hold the
 * password: only its first word is shown, and only where it is a code. */
static bool refuse_auth(struct slice text, struct error *error)
{
    size_t size = 0;

    if (reply_error_is(text, "WRONGPASS") || reply_error_is(text, "ERR invalid password"))
        return stop(error, "the server refuses this user name or password (WRONGPASS)");
    if (reply_error_is(text, "ERR AUTH <password> called without any password configured") ||
        reply_error_is(text, "ERR Client sent AUTH, but no password is set"))
        return stop(error, "a password was given, but this server has none: leave it out");
    if (reply_error_is(text, "ERR wrong number of arguments"))
        return stop(error, "this server knows no users (older than Redis 6): leave the user out");
    while (size < text.size && text.data[size] >= 'A' && text.data[size] <= 'Z')
        size++;
    return error_set(error, ERROR_STOP, "the server refuses AUTH (%.*s)", (int)size, text.data);
}

/* Errors that any step can meet, as they are about the server or the connection as a whole. */
static bool check_server(struct slice text, struct error *error)
{
    enum error_class class = reply_error_class(text);

    if (class != ERROR_STOP)
        return error_set(error, class, "%.*s", (int)text.size, text.data);
    if (reply_error_is(text, "NOAUTH"))
        return stop(error, "this server wants a password: " WAY_OUT " (NOAUTH)");
    if (reply_error_is(text, "DENIED"))
        return stop(error, "this server runs in protected mode and answers its own host only: give "
                           "it a password or a bind address (DENIED)");
    return true;
}

bool greeting_check(enum greeting_step step, const struct reply *reply, struct error *error)
{
    const struct reply_node *node = &reply->nodes[0];
    struct slice text = reply_text(reply, 0);

    if (node->type != REPLY_ERROR) {
        if (node->type == REPLY_STATUS)
            return true;
        return stop(error, "protocol error: an answer that Redis would not give to the greeting");
    }
    if (!check_server(text, error))
        return false;
    if (step == GREETING_AUTH)
        return refuse_auth(text, error);
    if (step == GREETING_SELECT)
        return error_set(error, ERROR_STOP, "SELECT: %.*s", (int)text.size, text.data);
    return true;
}
