#include "config.h"

#include "redis/greeting.h"

#include "redis/sentinel_answer.h"

#include <stdio.h>
#include <string.h>

#define WORDS_MAX 3
#define DB_SIZE 16

/* A user without a password may be one that needs none: any password does then. */
static size_t auth_words(const struct redis_url *url, struct slice *words)
{
    size_t count = 0;

    words[count++] = SLICE("AUTH");
    if (url->user != NULL)
        words[count++] = slice_of(url->user);
    words[count++] = slice_of(url->password != NULL ? url->password : "");
    return count;
}

/* Returns how many words the command of a step has. */
static size_t words_of(const struct greeting *greeting, enum greeting_step step,
                       struct slice *words, char db[DB_SIZE])
{
    switch (step) {
    case GREETING_AUTH:
        return auth_words(greeting->url, words);
    case GREETING_NAME:
        words[0] = SLICE("CLIENT");
        words[1] = SLICE("SETNAME");
        words[2] = slice_of(greeting->client_name);
        return 3;
    case GREETING_SELECT:
        snprintf(db, DB_SIZE, "%u", greeting->url->db);
        words[0] = SLICE("SELECT");
        words[1] = slice_of(db);
        return 2;
    case GREETING_ROLE:
        words[0] = SLICE("ROLE");
        return 1;
    case GREETING_PING:
        words[0] = SLICE("PING");
        return 1;
    case GREETING_READONLY:
        words[0] = SLICE("READONLY");
        return 1;
    case GREETING_MAP:
        words[0] = SLICE("CLUSTER");
        words[1] = SLICE("SLOTS");
        return 2;
    case GREETING_INFO:
        words[0] = SLICE("INFO");
        return 1;
    case GREETING_HELLO:
        words[0] = SLICE("HELLO");
        return 1;
    case GREETING_MASTERS:
        words[0] = SLICE("SENTINEL");
        words[1] = SLICE("MASTERS");
        return 2;
    case GREETING_NO_TOUCH:
        words[0] = SLICE("CLIENT");
        words[1] = SLICE("NO-TOUCH");
        words[2] = SLICE("ON");
        return 3;
    case GREETING_DONE:
        break;
    }
    return 0;
}

static bool is_listed(const struct greeting *greeting, enum greeting_step step)
{
    struct slice words[WORDS_MAX];
    char db[DB_SIZE];
    size_t count = words_of(greeting, step, words, db);

    return command_allowed(greeting->commands | COMMANDS_GREETING | COMMANDS_NAMED, words, count) &&
           (greeting->refused & command_bit(command_rule_of(words, count))) == 0;
}

static bool is_wanted(const struct greeting *greeting, enum greeting_step step)
{
    switch (step) {
    case GREETING_AUTH:
        return greeting->url->user != NULL || greeting->url->password != NULL;
    case GREETING_SELECT:
        return greeting->url->db != 0;
    case GREETING_ROLE:
        return greeting->url->master != NULL;
    case GREETING_READONLY:
        return greeting->url->replicas;
    case GREETING_MAP:
        return greeting->approves != NULL;
    case GREETING_MASTERS:
        return greeting->holds_no_data;
    case GREETING_NO_TOUCH:
        return greeting->evicts_by_use;
    default:
        return true;
    }
}

enum greeting_step greeting_next(const struct greeting *greeting, enum greeting_step step)
{
    while (step < GREETING_DONE && !(is_wanted(greeting, step) && is_listed(greeting, step)))
        step++;
    return step;
}

const struct command_rule *greeting_write(const struct greeting *greeting, enum greeting_step step,
                                          struct buffer *out)
{
    struct slice words[WORDS_MAX];
    char db[DB_SIZE];
    size_t count = words_of(greeting, step, words, db);

    command_format(words, count, out);
    return command_rule_of(words, count);
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

/* A link goes to a sentinel, or to a server of data. */
static bool wants_password(const struct redis_url *url, struct error *error)
{
    if (url->topology == REDIS_SENTINEL)
        return stop(error, "this sentinel wants a password: --sentinel-password-file (NOAUTH)");
    return stop(error, "this server wants a password: set REDISCLI_AUTH or give --password-file "
                       "(NOAUTH)");
}

/* Errors that any step can meet, as they are about the server or the connection as a whole. */
static bool check_server(const struct redis_url *url, struct slice text, struct error *error)
{
    if (reply_error_class(text) != ERROR_STOP) {
        reply_error(text, error);
        return false;
    }
    if (reply_error_is(text, "NOAUTH"))
        return wants_password(url, error);
    if (reply_error_is(text, "DENIED"))
        return stop(error, "this server runs in protected mode and answers its own host only: give "
                           "it a password or a bind address (DENIED)");
    return true;
}

/* Returns what INFO says beside a name; NULL data: nothing. */
static struct slice told_of(struct slice info, const char *name)
{
    while (info.data != NULL) {
        struct slice value = slice_trim(slice_split(&info, '\n'));
        if (slice_is(slice_split(&value, ':'), name))
            return value;
    }
    return (struct slice){0};
}

/* LRU and LFU go by when, or how often, a key was used. */
static bool names_use(struct slice policy)
{
    return policy.size > 3 && (memcmp(policy.data + policy.size - 3, "lru", 3) == 0 ||
                               memcmp(policy.data + policy.size - 3, "lfu", 3) == 0);
}

/* A client of a cluster knows what it speaks to. */
static bool is_of_cluster(const struct greeting *greeting)
{
    return (greeting->commands & COMMANDS_CLUSTER) != 0;
}

/* Says how a cluster is opened. It has no other database than 0. */
static bool name_cluster(const struct greeting *greeting, enum error_class class,
                         struct error *error)
{
    struct redis_url url = *greeting->url;
    struct buffer shown = {0};

    url.topology = REDIS_CLUSTER;
    if (url.scheme == REDIS_UNIX)
        buffer_string(&shown, "redis+cluster://HOST:PORT");
    else
        redis_url_show(&url, &shown);
    error_set(error, class, "this server is one of a cluster: %s", buffer_text(&shown));
    buffer_free(&shown);
    return false;
}

bool greeting_is_part(const struct greeting *greeting, struct slice text, struct error *error)
{
    static const char *const codes[] = {"MOVED", "ASK", "CLUSTERDOWN"};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]) && !is_of_cluster(greeting); i++) {
        if (reply_error_is(text, codes[i]))
            return !name_cluster(greeting, ERROR_RETRY, error);
    }
    return false;
}

/* One of a cluster has a part of the keys only. */
static bool check_mode(struct greeting *greeting, struct slice mode, struct error *error)
{
    greeting->holds_no_data = slice_is(mode, "sentinel");
    return is_of_cluster(greeting) || !slice_is(mode, "cluster") ||
           name_cluster(greeting, ERROR_STOP, error);
}

static bool check_info(struct greeting *greeting, struct slice info, struct error *error)
{
    struct slice mode = told_of(info, "redis_mode");

    if (mode.data == NULL)
        mode = told_of(info, "server_mode"); /* Valkey */
    greeting->evicts_by_use = names_use(told_of(info, "maxmemory_policy"));
    return check_mode(greeting, mode, error);
}

static bool check_hello(struct greeting *greeting, const struct reply *reply, struct error *error)
{
    size_t mode = reply_lookup(reply, 0, "mode");
    struct slice text = {0};

    if (mode < reply->count)
        text = reply_text(reply, mode);
    return check_mode(greeting, text, error);
}

/* Sentinels are asked again then, as one that they replaced goes on for a while. */
static bool check_role(const struct reply *reply, struct error *error)
{
    struct slice role = reply_text(reply, reply_child(reply, 0, 0) < reply->count ? 1 : 0);

    if (slice_is(role, "master"))
        return true;
    return error_set(error, ERROR_RESOLVE, "the sentinels name it as the master, but it is a %.*s",
                     (int)role.size, role.data);
}

/* Says the URL to type, with the names that it knows. */
static bool is_sentinel(const struct redis_url *url, const struct reply *reply, struct error *error)
{
    struct buffer address = {0};
    struct buffer names = {0};

    if (url->scheme == REDIS_TCP)
        redis_url_show_address(url->host, url->port, &address);
    else
        buffer_string(&address, "HOST:PORT");
    sentinel_list_masters(reply, &names);
    error_set(error, ERROR_STOP, "this is a sentinel: redis%s+sentinel://%s/NAME, with one of: %s",
              url->tls ? "s" : "", buffer_text(&address),
              names.size > 0 ? buffer_text(&names) : "(none)");
    buffer_free(&address);
    buffer_free(&names);
    return false;
}

/* An answer that is no error: what it tells of the server. */
static bool learn(struct greeting *greeting, enum greeting_step step, const struct reply *reply,
                  struct error *error)
{
    switch (step) {
    case GREETING_ROLE:
        return check_role(reply, error);
    case GREETING_MAP:
        return greeting->approves(greeting->context, reply, error);
    case GREETING_INFO:
        return check_info(greeting, reply_text(reply, 0), error);
    case GREETING_HELLO:
        return check_hello(greeting, reply, error);
    case GREETING_MASTERS:
        return is_sentinel(greeting->url, reply, error);
    default:
        return true;
    }
}

/* A server that takes no writes, as its snapshots fail, says so to PING, too; it can be read. */
static bool can_be_read(const struct greeting *greeting, enum greeting_step step, struct slice text)
{
    return step == GREETING_PING && (greeting->commands & COMMANDS_READING) != 0 &&
           reply_error_is(text, "MISCONF");
}

bool greeting_check(struct greeting *greeting, enum greeting_step step, const struct reply *reply,
                    struct error *error)
{
    enum reply_type type = reply->nodes[0].type;
    struct slice text = reply_text(reply, 0);

    if (type != REPLY_ERROR)
        return learn(greeting, step, reply, error);
    if (can_be_read(greeting, step, text))
        return true;
    if (!check_server(greeting->url, text, error))
        return false;
    if (step == GREETING_MAP)
        return greeting->approves(greeting->context, reply, error);
    if (step == GREETING_AUTH)
        return refuse_auth(text, error);
    if (step == GREETING_SELECT && reply_error_is(text, "ERR SELECT is not allowed"))
        return name_cluster(greeting, ERROR_STOP, error);
    if (step == GREETING_SELECT && reply_error_is(text, "ERR unknown command"))
        return stop(error, "this server has no databases: is it a sentinel? Then it is "
                           "redis+sentinel://HOST:PORT/NAME");
    if (step == GREETING_SELECT)
        return error_set(error, ERROR_STOP, "SELECT: %.*s", (int)text.size, text.data);
    return true;
}
