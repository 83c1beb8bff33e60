#include "config.h"

#include "live/client_user.h"
#include "support/loop_end.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 32
#define GUARD_MS 20000

static void on_guard(uv_timer_t *guard)
{
    (void)guard;
    ck_abort_msg("nothing happened for %d ms", GUARD_MS);
}

/* Whatever is told may be what the test waits for: the loop returns to let it look. */
static void on_ready(void *context, size_t node)
{
    struct client_user *user = context;

    uv_stop(&user->loop);
    ck_assert_uint_lt(node, USER_NODES_MAX);
    ck_assert_int_eq(client_node(user->client, node).state, NODE_READY);
    user->readies[node]++;
    user->told++;
    if (user->when_ready != NULL)
        user->when_ready(user, node);
    user->events++;
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    struct client_user *user = context;

    uv_stop(&user->loop);
    ck_assert_uint_lt(node, USER_NODES_MAX);
    ck_assert_int_ne(client_node(user->client, node).state, NODE_READY);
    user->losses[node]++;
    user->told++;
    user->events++;
    user->loss = *error;
    if (user->when_lost != NULL)
        user->when_lost(user, node);
}

static void on_concern(void *context)
{
    struct client_user *user = context;

    uv_stop(&user->loop);
    user->concerns++;
    user->told++;
    user->events++;
}

static void on_touched(void *context, size_t node, struct slice key)
{
    struct client_user *user = context;

    uv_stop(&user->loop);
    ck_assert_uint_lt(node, USER_NODES_MAX);
    user->told++;
    if (key.data == NULL) {
        user->any[node]++;
        return;
    }
    user->touches[node]++;
    snprintf(user->touched, sizeof(user->touched), "%.*s", (int)key.size, key.data);
}

const struct client_events user_events = {
    .ready = on_ready, .lost = on_lost, .concern = on_concern, .touched = on_touched};

static void on_closed(void *context)
{
    struct client_user *user = context;

    user->closed = true;
}

void user_begin(struct client_user *user)
{
    memset(user, 0, sizeof(*user));
    user->limits = redis_limits_default();
    user->limits.backoff_min_ms = 5;
    user->limits.backoff_max_ms = 100;
    user->limits.connect_ms = user->limits.greet_ms = user->limits.reply_ms = 1000;
    user->limits.spare_ms = 100;
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(uv_loop_init(&user->loop), 0);
    ck_assert_int_eq(uv_timer_init(&user->loop, &user->guard), 0);
}

struct client_options user_options(const struct client_user *user, unsigned commands)
{
    return (struct client_options){
        .commands = commands | COMMANDS_GREETING,
        .name = "user",
        .limits = user->limits,
        .tracked = user->tracked,
        .tracked_count = user->tracked_count,
    };
}

void user_connect_with(struct client_user *user, const char *text, unsigned commands,
                       const struct redis_access *access)
{
    struct client_options options = user_options(user, commands);
    struct redis_url url;
    struct error error;

    ck_assert_msg(redis_url_parse(text, &url, &error), "%s: %s", text, error.text);
    ck_assert_msg(redis_url_access(&url, access, &error), "%s: %s", text, error.text);
    user->client = client_open(&user->loop, &url, &options, &user_events, user);
    redis_url_free(&url);
}

void user_connect(struct client_user *user, const char *url, unsigned commands)
{
    user_connect_with(user, url, commands, &(struct redis_access){0});
}

void user_open(struct client_user *user, const char *url, unsigned commands)
{
    user_begin(user);
    user_connect(user, url, commands);
}

void user_close(struct client_user *user)
{
    if (!user->closed)
        client_close(user->client, on_closed, user);
    uv_close((uv_handle_t *)&user->guard, NULL);
    loop_end(&user->loop);
    ck_assert(user->closed);
}

void user_turn(struct client_user *user)
{
    if (user->told != user->seen || !uv_is_active((uv_handle_t *)&user->guard))
        uv_timer_start(&user->guard, on_guard, GUARD_MS, 0);
    user->seen = user->told;
    uv_run(&user->loop, UV_RUN_ONCE);
}

void user_wait_ready(struct client_user *user)
{
    while (client_status(user->client).presence != CLIENT_READY)
        user_turn(user);
}

void user_wait_tracked(struct client_user *user, size_t node)
{
    while (!client_node(user->client, node).tracked)
        user_turn(user);
}

static int all_touches(const struct client_user *user, size_t *last, const int *before)
{
    int all = 0;

    for (size_t i = 0; i < USER_NODES_MAX; i++) {
        all += user->touches[i] - before[i];
        if (user->touches[i] != before[i])
            *last = i;
    }
    return all;
}

size_t user_wait_touched(struct client_user *user, const char *key)
{
    int before[USER_NODES_MAX];
    size_t node = 0;

    memcpy(before, user->touches, sizeof(before));
    while (all_touches(user, &node, before) == 0)
        user_turn(user);
    ck_assert_int_eq(all_touches(user, &node, before), 1);
    ck_assert_str_eq(user->touched, key);
    return node;
}

void user_wait(struct user_answer *answer)
{
    while (answer->calls == 0)
        user_turn(answer->user);
}

static void print_node(const struct reply *reply, size_t node, struct buffer *out)
{
    struct slice text = reply_text(reply, node);
    enum reply_type type = reply->nodes[node].type;

    if (type == REPLY_INTEGER) {
        buffer_printf(out, "%lld", (long long)reply->nodes[node].integer);
        return;
    }
    if (type != REPLY_ARRAY) {
        buffer_printf(out, "%s'%.*s'", type == REPLY_ERROR ? "-" : "", (int)text.size, text.data);
        return;
    }
    buffer_char(out, '[');
    for (size_t child = node + 1; child < reply->nodes[node].next;
         child = reply->nodes[child].next) {
        if (child > node + 1)
            buffer_char(out, ',');
        print_node(reply, child, out);
    }
    buffer_char(out, ']');
}

void user_take_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct user_answer *answer = context;
    struct client_user *user = answer->user;

    uv_stop(&user->loop);
    answer->calls++;
    answer->order = ++user->told;
    answer->lost = reply == NULL;
    if (reply == NULL)
        answer->error = *error;
    else
        print_node(reply, 0, &answer->text);
    if (answer->when_told != NULL)
        answer->when_told(user);
}

bool user_send(struct client_user *user, struct user_answer *answer, const char *command)
{
    struct client_request request = {
        .target = answer->target,
        .node = answer->node,
        .deadline_ms = answer->deadline_ms,
        .on_reply = user_take_reply,
        .context = answer,
    };
    char *copy = strdup(command);
    char *rest = copy;
    struct slice words[WORDS_MAX];

    ck_assert_ptr_nonnull(copy);
    for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
        ck_assert_uint_lt(request.count, WORDS_MAX);
        words[request.count++] = slice_of(word);
    }
    answer->user = user;
    request.words = words;
    bool sent = client_send(user->client, &request);
    free(copy);
    return sent;
}

const char *user_ask(struct client_user *user, const char *command)
{
    static char text[1024];
    struct user_answer answer = {.lost = true};

    while (answer.lost) {
        answer = (struct user_answer){.lost = true};
        if (user_send(user, &answer, command))
            user_wait(&answer);
        else
            user_turn(user);
    }
    ck_assert_int_eq(answer.calls, 1);
    snprintf(text, sizeof(text), "%s", buffer_text(&answer.text));
    user_forget(&answer);
    return text;
}

void user_forget(struct user_answer *answer)
{
    buffer_free(&answer->text);
    *answer = (struct user_answer){0};
}
