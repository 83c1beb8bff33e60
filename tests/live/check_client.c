/* The client: one node as the program has it, and several, each a server that holds the keys that
 * end in its number. */
#include "config.h"

#include "live/client_user.h"
#include "live/suites.h"
#include "redis/client_private.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODES 3
#define ALL (COMMANDS_READING | COMMANDS_SINK)

static struct redis_server *servers[NODES];
static struct client_user user;

static void wait_for(const int *count, int target)
{
    while (*count < target)
        user_turn(&user);
}

/* Asks, and returns what was answered, as text; valid until the answer is forgotten. */
static const char *ask(struct user_answer *answer, const char *command)
{
    ck_assert_msg(user_send(&user, answer, command), "%s: %s", command, user.loss.text);
    user_wait(answer);
    return buffer_text(&answer->text);
}

static void begin(void)
{
    user_begin(&user);
    user.limits = redis_limits_default();
    user.limits.backoff_min_ms = 10;
    user.limits.backoff_max_ms = 100;
}

static void end(void)
{
    user_close(&user);
}

static void open_one(void)
{
    begin();
    user_connect(&user, servers[0]->unix_url, ALL);
    wait_for(&user.readies[0], 1);
}

static size_t node_of(const struct client *client, struct slice key)
{
    ck_assert_ptr_eq(client, user.client);
    return (size_t)(key.data[key.size - 1] - '0');
}

static const struct client_topology by_number = {.owner = node_of};

static void open_all(void)
{
    begin();
    struct client_options options = user_options(&user, ALL);
    user.client = client_create(&user.loop, &options, &user_events, &user, &by_number);
    for (size_t i = 0; i < NODES; i++) {
        struct redis_url url;
        ck_assert(redis_url_parse(servers[i]->unix_url, &url, NULL));
        client_add_node(user.client, &url);
        redis_url_free(&url);
    }
    for (size_t i = 0; i < NODES; i++)
        wait_for(&user.readies[i], 1);
}

/* Returns how a node is shown; valid until the next call. */
static const char *name_of(size_t node)
{
    static char name[160];

    snprintf(name, sizeof(name), "%s?db=0", servers[node]->unix_url);
    return name;
}

static void start_servers(void)
{
    for (size_t i = 0; i < NODES; i++)
        servers[i] = redis_server_create(NULL);
}

static void stop_servers(void)
{
    for (size_t i = 0; i < NODES; i++)
        redis_server_free(servers[i]);
}

START_TEST(one_server_is_one_node)
{
    struct user_answer answer = {0};

    open_one();
    ck_assert_uint_eq(client_nodes(user.client), 1);
    struct client_node node = client_node(user.client, 0);
    ck_assert_str_eq(node.name, name_of(0));
    ck_assert_int_eq(node.state, NODE_READY);
    ck_assert_int_eq(node.error->class, ERROR_NONE);
    struct client_status status = client_status(user.client);
    ck_assert_int_eq(status.presence, CLIENT_READY);
    ck_assert_uint_eq(status.nodes, 1);
    ck_assert(!status.stopped);
    ck_assert_int_eq(status.away_since_ms, 0);
    ck_assert_int_eq(status.retry_at_ms, 0);
    ck_assert_str_eq(ask(&answer, "PING"), "'PONG'");
    user_forget(&answer);
    answer.target = CLIENT_EVERY;
    ck_assert_str_eq(ask(&answer, "PING"), "['PONG']");
    user_forget(&answer);
    end();
}
END_TEST

START_TEST(order_is_kept_per_key)
{
    enum { REQUESTS = 1000, KEYS = 7 };
    static struct user_answer answers[REQUESTS];
    int last[KEYS] = {0};
    char command[64];

    open_all();
    for (int i = 0; i < REQUESTS; i++) {
        snprintf(command, sizeof(command), "XADD order:%d:%d %d-1 f v", i % KEYS, i % KEYS % NODES,
                 i + 1);
        ck_assert(user_send(&user, &answers[i], command));
    }
    for (int i = 0; i < REQUESTS; i++)
        wait_for(&answers[i].calls, 1);
    for (int i = 0; i < REQUESTS; i++) {
        snprintf(command, sizeof(command), "'%d-1'", i + 1);
        ck_assert_str_eq(buffer_text(&answers[i].text), command);
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert_int_gt(answers[i].order, last[i % KEYS]);
        last[i % KEYS] = answers[i].order;
        user_forget(&answers[i]);
    }
    end();
}
END_TEST

START_TEST(a_request_goes_to_the_node_of_its_key)
{
    struct user_answer answer = {0};
    char command[32], expected[16];

    open_all();
    for (size_t i = 0; i < NODES; i++) {
        for (size_t entry = 0; entry <= i; entry++)
            redis_server_command(servers[i], "XADD here:%d %d-1 f v", (int)i, (int)entry + 1);
        snprintf(command, sizeof(command), "XLEN here:%zu", i);
        snprintf(expected, sizeof(expected), "%zu", i + 1);
        ck_assert_str_eq(ask(&answer, command), expected);
        user_forget(&answer);
        answer = (struct user_answer){.target = CLIENT_NODE, .node = i};
        ck_assert_str_eq(ask(&answer, "XLEN here:1"), i == 1 ? "2" : "0");
        user_forget(&answer);
    }
    answer = (struct user_answer){.target = CLIENT_NODE, .node = NODES};
    ck_assert(!user_send(&user, &answer, "PING"));
    end();
}
END_TEST

START_TEST(the_answers_of_every_node_are_joined_in_their_order)
{
    struct user_answer answer = {.target = CLIENT_EVERY};

    open_all();
    redis_server_command(servers[1], "XADD joined 1-1 f v");
    redis_server_command(servers[2], "SET joined x");
    ck_assert_str_eq(ask(&answer, "XRANGE joined - +"),
                     "[[],[['1-1',['f','v']]],-'WRONGTYPE Operation against a key holding the "
                     "wrong kind of value']");
    ck_assert_int_eq(answer.calls, 1);
    user_forget(&answer);
    redis_server_command(servers[1], "DEL joined");
    redis_server_command(servers[2], "DEL joined");
    end();
}
END_TEST

START_TEST(elements_of_every_node_are_not_mixed)
{
    struct slice words[] = {SLICE("PING")};
    struct user_answer answer = {0};

    open_all();
    ck_assert(!client_send(user.client, &(struct client_request){
                                            .words = words,
                                            .count = 1,
                                            .target = CLIENT_EVERY,
                                            .on_element = (reply_element_fn *)abort,
                                            .on_reply = user_take_reply,
                                            .context = &answer,
                                        }));
    end();
    ck_assert_int_eq(answer.calls, 0);
}
END_TEST

START_TEST(what_is_in_no_set_is_not_sent)
{
    struct user_answer answer = {0}, every = {.target = CLIENT_EVERY};

    open_all();
    ck_assert(!user_send(&user, &answer, "FLUSHALL"));
    ck_assert(!user_send(&user, &every, "FLUSHALL"));
    end();
    ck_assert_int_eq(answer.calls + every.calls, 0);
}
END_TEST

/* Kills the server of node 1 and waits until that is known. */
static void lose_one(void)
{
    int losses = user.losses[1];

    redis_server_kill(servers[1]);
    wait_for(&user.losses[1], losses + 1);
}

static void find_one(void)
{
    int readies = user.readies[1];

    redis_server_start(servers[1]);
    wait_for(&user.readies[1], readies + 1);
}

START_TEST(a_part_may_be_away_and_comes_back)
{
    struct user_answer others[2] = {{0}, {0}}, gone = {0}, every = {.target = CLIENT_EVERY};
    char lost[200];

    open_all();
    lose_one();
    struct client_status status = client_status(user.client);
    ck_assert_int_eq(status.presence, CLIENT_PARTLY);
    ck_assert_uint_eq(status.nodes - status.ready, 1);
    ck_assert(!status.stopped);
    ck_assert_int_ne(status.away_since_ms, 0);
    ck_assert_int_ne(status.error->class, ERROR_NONE);
    ck_assert_int_eq(client_node(user.client, 0).state, NODE_READY);
    ck_assert_int_eq(client_node(user.client, 1).state, NODE_TRYING);
    ck_assert(!user_send(&user, &gone, "XLEN k1"));
    ck_assert_str_eq(ask(&others[0], "XLEN k0"), "0");
    ck_assert_str_eq(ask(&others[1], "PING"), "'PONG'");
    snprintf(lost, sizeof(lost), "['PONG',-'LOST %s: ", name_of(1));
    ask(&every, "PING");
    ck_assert_msg(strncmp(buffer_text(&every.text), lost, strlen(lost)) == 0, "%s",
                  buffer_text(&every.text));
    ck_assert_ptr_nonnull(strstr(buffer_text(&every.text), ",'PONG']"));
    find_one();
    ck_assert_int_eq(client_status(user.client).presence, CLIENT_READY);
    ck_assert_str_eq(ask(&gone, "XLEN k1"), "0");
    ck_assert_int_eq(user.losses[0] + user.losses[2], 0);
    for (int i = 0; i < 2; i++)
        user_forget(&others[i]);
    user_forget(&gone);
    user_forget(&every);
    end();
}
END_TEST

START_TEST(a_node_that_dies_with_requests_tells_each_once)
{
    enum { REQUESTS = 100 };
    struct user_answer answers[REQUESTS] = {{0}};
    struct user_answer every = {.target = CLIENT_EVERY};

    open_all();
    redis_server_freeze(servers[1]);
    for (int i = 0; i < REQUESTS; i++)
        ck_assert(user_send(&user, &answers[i], i % 2 == 0 ? "XLEN k1" : "XLEN k2"));
    ck_assert(user_send(&user, &every, "PING"));
    for (int i = 1; i < REQUESTS; i += 2)
        wait_for(&answers[i].calls, 1);
    ck_assert_int_eq(answers[0].calls + every.calls, 0);
    lose_one();
    for (int i = 0; i < REQUESTS; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert_int_eq(answers[i].lost, i % 2 == 0);
        user_forget(&answers[i]);
    }
    ck_assert_int_eq(every.calls, 1);
    ck_assert_ptr_nonnull(strstr(buffer_text(&every.text), "LOST "));
    user_forget(&every);
    find_one();
    end();
}
END_TEST

START_TEST(when_none_answers_a_joined_request_has_no_reply)
{
    struct user_answer every = {.target = CLIENT_EVERY, .deadline_ms = 50}, one = {0};

    open_all();
    for (size_t i = 0; i < NODES; i++)
        redis_server_freeze(servers[i]);
    ask(&every, "PING");
    for (size_t i = 0; i < NODES; i++)
        redis_server_thaw(servers[i]);
    ck_assert(every.lost);
    ck_assert_msg(strstr(every.error.text, "?db=0: no reply to PING in 50ms") != NULL, "%s",
                  every.error.text);
    ck_assert_str_eq(ask(&one, "XLEN k2"), "0");
    ck_assert_int_eq(every.calls, 1);
    for (size_t i = 0; i < NODES; i++)
        ck_assert_int_eq(user.losses[i], 0);
    user_forget(&one);
    end();
}
END_TEST

START_TEST(when_all_are_away_nothing_is_sent)
{
    struct user_answer answer = {0}, every = {.target = CLIENT_EVERY};

    open_one();
    redis_server_kill(servers[0]);
    wait_for(&user.losses[0], 2);
    struct client_status status = client_status(user.client);
    ck_assert_int_eq(status.presence, CLIENT_AWAY);
    ck_assert(!status.stopped);
    ck_assert_ptr_nonnull(strstr(status.error->text, "connect "));
    ck_assert_int_ne(status.retry_at_ms, 0);
    ck_assert(!user_send(&user, &answer, "PING"));
    ck_assert(!user_send(&user, &every, "PING"));
    redis_server_start(servers[0]);
    wait_for(&user.readies[0], 2);
    ck_assert_str_eq(ask(&answer, "PING"), "'PONG'");
    user_forget(&answer);
    end();
}
END_TEST

START_TEST(a_node_that_needs_a_person_waits_for_one)
{
    redis_server_command(servers[0], "CONFIG SET requirepass secret");
    begin();
    user_connect(&user, servers[0]->unix_url, ALL);
    wait_for(&user.losses[0], 1);
    struct client_status status = client_status(user.client);
    ck_assert(status.stopped);
    ck_assert_int_eq(status.error->class, ERROR_STOP);
    ck_assert_int_eq(status.retry_at_ms, 0);
    redis_server_command(servers[0], "CONFIG SET requirepass %s", "");
    client_retry(user.client);
    wait_for(&user.readies[0], 1);
    end();
}
END_TEST

/* As after a failover: the name may lead to another server now. What is under way is refused, and
 * not lost. */
START_TEST(a_server_that_became_a_replica_is_left)
{
    struct user_answer first = {0}, behind = {0}, again = {0};

    open_one();
    redis_server_command(servers[0], "REPLICAOF 127.0.0.1 1");
    ck_assert(user_send(&user, &first, "XADD k 1-1 f v"));
    ck_assert(user_send(&user, &behind, "XADD k 2-1 f v"));
    wait_for(&user.losses[0], 1);
    ck_assert_int_eq(user.loss.class, ERROR_RESOLVE);
    ck_assert_ptr_nonnull(strstr(buffer_text(&first.text), "READONLY"));
    ck_assert_ptr_nonnull(strstr(buffer_text(&behind.text), "READONLY"));
    ck_assert_int_eq(first.calls + behind.calls, 2);
    redis_server_command(servers[0], "REPLICAOF NO ONE");
    wait_for(&user.readies[0], 2);
    ck_assert_str_eq(ask(&again, "XADD k 3-1 f v"), "'3-1'");
    user_forget(&first);
    user_forget(&behind);
    user_forget(&again);
    end();
}
END_TEST

static void close_client(struct client_user *of)
{
    if (of->closed)
        return;
    of->closed = true;
    client_close(of->client, NULL, NULL);
    client_close(of->client, NULL, NULL); /* has no effect */
}

static void close_client_at(struct client_user *of, size_t node)
{
    (void)node;
    close_client(of);
}

START_TEST(it_may_be_closed_within_an_answer)
{
    struct user_answer answers[4] = {
        {.when_told = close_client}, {0}, {0}, {.target = CLIENT_EVERY}};

    open_all();
    for (int i = 0; i < 4; i++)
        ck_assert(user_send(&user, &answers[i], i == 0 ? "XLEN k1" : "XLEN k2"));
    wait_for(&answers[0].calls, 1);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        user_forget(&answers[i]);
    }
    end();
}
END_TEST

START_TEST(it_may_be_closed_within_a_joined_answer)
{
    struct user_answer every = {.target = CLIENT_EVERY, .when_told = close_client}, other = {0};

    open_all();
    redis_server_freeze(servers[2]);
    ck_assert(user_send(&user, &other, "XLEN k2"));
    redis_server_thaw(servers[2]);
    ask(&every, "PING");
    ck_assert_int_eq(every.calls, 1);
    ck_assert_int_eq(other.calls, 1);
    user_forget(&every);
    user_forget(&other);
    end();
}
END_TEST

START_TEST(it_may_be_closed_within_ready_and_lost)
{
    begin();
    user.when_ready = close_client_at;
    user.when_lost = close_client_at;
    user_connect(&user, _i == 0 ? servers[0]->unix_url : "redis://127.0.0.1:1", ALL);
    while (!user.closed)
        user_turn(&user);
    end();
    ck_assert_int_eq(user.readies[0] + user.losses[0], 1);
}
END_TEST

/* Requests that are told of the close may ask again, in vain. */
static struct user_answer in_vain;

static void ask_in_vain(struct client_user *of)
{
    ck_assert(!user_send(of, &in_vain, "XLEN k2"));
}

START_TEST(nothing_is_sent_while_it_closes)
{
    struct user_answer answer = {.when_told = ask_in_vain};

    open_all();
    redis_server_freeze(servers[0]);
    ck_assert(user_send(&user, &answer, "XLEN k0"));
    end();
    redis_server_thaw(servers[0]);
    ck_assert(answer.lost);
    ck_assert_int_eq(answer.calls, 1);
    ck_assert_int_eq(in_vain.calls, 0);
}
END_TEST

Suite *suite_client(void)
{
    Suite *suite = suite_create("client");
    TCase *shared = tcase_create("servers");
    TCase *own = tcase_create("own servers");

    tcase_add_unchecked_fixture(shared, start_servers, stop_servers);
    tcase_add_test(shared, one_server_is_one_node);
    tcase_add_test(shared, order_is_kept_per_key);
    tcase_add_test(shared, a_request_goes_to_the_node_of_its_key);
    tcase_add_test(shared, the_answers_of_every_node_are_joined_in_their_order);
    tcase_add_test(shared, elements_of_every_node_are_not_mixed);
    tcase_add_test(shared, what_is_in_no_set_is_not_sent);
    tcase_add_test(shared, it_may_be_closed_within_an_answer);
    tcase_add_loop_test(shared, it_may_be_closed_within_ready_and_lost, 0, 2);
    suite_add_tcase(suite, shared);

    tcase_add_checked_fixture(own, start_servers, stop_servers);
    tcase_add_test(own, a_part_may_be_away_and_comes_back);
    tcase_add_test(own, a_node_that_dies_with_requests_tells_each_once);
    tcase_add_test(own, when_none_answers_a_joined_request_has_no_reply);
    tcase_add_test(own, when_all_are_away_nothing_is_sent);
    tcase_add_test(own, a_node_that_needs_a_person_waits_for_one);
    tcase_add_test(own, a_server_that_became_a_replica_is_left);
    tcase_add_test(own, it_may_be_closed_within_a_joined_answer);
    tcase_add_test(own, nothing_is_sent_while_it_closes);
    suite_add_tcase(suite, own);
    return suite;
}
