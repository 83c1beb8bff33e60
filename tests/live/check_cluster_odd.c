/* The client of a cluster whose nodes say what a real one says seldom, or never. */
#include "config.h"

#include "base/timestamp.h"
#include "live/client_user.h"
#include "live/fake_cluster.h"
#include "live/suites.h"
#include "support/has.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct fake_cluster fake;
static struct client_user user;
static struct buffer maps[FAKE_NODES_MAX];
static const char *errors[FAKE_NODES_MAX]; /* what a node says to a request; NULL: its number */
static int asked[FAKE_NODES_MAX];
static int asking;

static void answer(const struct fake_command *command, struct buffer *out)
{
    bool known = command->node->cluster == &fake;
    size_t node = known ? (size_t)(command->node - fake.nodes) : FAKE_NODES_MAX - 1;

    asked[node]++;
    asking += command->asking;
    if (errors[node] != NULL)
        buffer_printf(out, "-%s\r\n", errors[node]);
    else
        buffer_printf(out, ":%zu\r\n", node);
}

/* Makes nodes of which the first holds all slots, as all say. */
static void begin(size_t nodes)
{
    memset(&fake, 0, sizeof(fake));
    memset(errors, 0, sizeof(errors));
    memset(asked, 0, sizeof(asked));
    asking = 0;
    user_begin(&user);
    fake.answer = answer;
    fake_cluster_open(&fake, &user.loop, nodes);
    for (size_t i = 0; i < nodes; i++) {
        buffer_string(&maps[i], "*1\r\n");
        fake_range(&maps[i], 0, 16383, "127.0.0.1", fake.nodes[0].port);
        fake.nodes[i].slots = buffer_text(&maps[i]);
        fake.nodes[i].epoch = 1;
    }
}

/* Lets a node say that another one holds all slots. */
static void say(size_t node, const char *host, size_t owner)
{
    buffer_clear(&maps[node]);
    buffer_string(&maps[node], "*1\r\n");
    fake_range(&maps[node], 0, 16383, host, fake.nodes[owner].port);
    fake.nodes[node].slots = buffer_text(&maps[node]);
}

static void open_client(void)
{
    user_connect(&user, fake.url, COMMANDS_READING);
    user_wait_ready(&user);
}

static void end(void)
{
    fake_cluster_close(&fake);
    user_close(&user);
    for (size_t i = 0; i < FAKE_NODES_MAX; i++)
        buffer_free(&maps[i]);
}

START_TEST(a_host_that_is_not_told_is_that_of_the_one_who_tells)
{
    begin(2);
    say(0, _i == 0 ? NULL : "", 1);
    say(1, _i == 0 ? NULL : "", 1);
    open_client();
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "1");
    end();
}
END_TEST

START_TEST(slots_that_nobody_holds_are_away_since_they_were)
{
    int64_t began_ms = timestamp_monotonic();

    begin(1);
    buffer_clear(&maps[0]);
    buffer_string(&maps[0], "*1\r\n");
    fake_range(&maps[0], 1, 16383, "127.0.0.1", fake.nodes[0].port);
    fake.nodes[0].slots = buffer_text(&maps[0]);
    user_connect(&user, fake.url, COMMANDS_READING);
    while (client_status(user.client).presence != CLIENT_PARTLY)
        uv_run(&user.loop, UV_RUN_ONCE);
    struct client_status status = client_status(user.client);
    ck_assert_int_ge(status.away_since_ms, began_ms);
    ck_assert_int_le(status.away_since_ms, timestamp_monotonic());
    end();
}
END_TEST

START_TEST(one_stale_node_is_not_believed)
{
    begin(2);
    say(1, "127.0.0.1", 1);
    fake.nodes[1].epoch = 9;
    user_connect(&user, fake.url, COMMANDS_READING);
    while (client_owner(user.client, SLICE("k")) != 1)
        user_turn(&user);
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "1");
    ck_assert_int_eq(client_node(user.client, 0).state, NODE_GONE);
    end();
}
END_TEST

START_TEST(redirects_in_a_circle_end)
{
    struct user_answer lost = {0};
    char there[64], back[64];

    begin(2);
    open_client();
    snprintf(there, sizeof(there), "MOVED 7629 127.0.0.1:%d", fake.nodes[1].port);
    snprintf(back, sizeof(back), "MOVED 7629 127.0.0.1:%d", fake.nodes[0].port);
    errors[0] = there;
    errors[1] = back;
    ck_assert(user_send(&user, &lost, "XLEN k"));
    user_wait(&lost);
    ck_assert(lost.lost);
    ck_assert_msg(strstr(lost.error.text, "after 5 redirects: MOVED 7629 ") != NULL, "%s",
                  lost.error.text);
    ck_assert_int_eq(asked[0] + asked[1], 6);
    errors[0] = errors[1] = NULL;
    user_ask(&user, "XLEN k");
    end();
}
END_TEST

/* Asks again each time that the node says it is ready, and is lost. */
static void ask_in_vain(int times)
{
    while (times-- > 0) {
        struct user_answer lost = {0};
        int readies = user.readies[0] + user.readies[1];
        ck_assert(user_send(&user, &lost, "XLEN k"));
        user_wait(&lost);
        ck_assert(lost.lost);
        while (user.readies[0] + user.readies[1] == readies)
            user_turn(&user);
        user_forget(&lost);
    }
}

/* As two that name each other, or one that says by turns that all is well and that it is not. A
 * node may say that it is ready without a pause when the other has just said so, in every second
 * round at most: eight pauses from 10 to 100 ms, each at least by half, take 275 ms whatever chance
 * says; sixteen that do not grow take 160. */
START_TEST(who_asks_in_vain_is_told_ready_with_pauses_that_grow)
{
    char there[64], back[64];

    begin(2);
    user.limits.backoff_min_ms = 10;
    open_client();
    snprintf(there, sizeof(there), "MOVED 7629 127.0.0.1:%d", fake.nodes[1].port);
    snprintf(back, sizeof(back), "MOVED 7629 127.0.0.1:%d", fake.nodes[0].port);
    errors[0] = _i == 0 ? there : "CLUSTERDOWN The cluster is down";
    errors[1] = back;
    uint64_t begin_ns = uv_hrtime();
    ask_in_vain(16);
    ck_assert_uint_gt(uv_hrtime() - begin_ns, 200 * 1000000ULL);
    end();
}
END_TEST

START_TEST(an_address_that_refuses_is_not_believed)
{
    struct user_answer lost = {0};
    char moved[64];

    begin(2);
    fake_node_drop(&fake.nodes[1], false);
    open_client();
    snprintf(moved, sizeof(moved), "MOVED 7629 127.0.0.1:%d", fake.nodes[1].port);
    errors[0] = moved;
    for (int i = 0; i < 2; i++) {
        while (!user_send(&user, &lost, "XLEN k"))
            user_turn(&user);
        user_wait(&lost);
        ck_assert(lost.lost);
        user_forget(&lost);
    }
    errors[0] = NULL;
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    user_wait_ready(&user);
    ck_assert_uint_eq(client_owner(user.client, SLICE("k")), 0);
    end();
}
END_TEST

START_TEST(a_redirect_to_a_node_that_no_map_names_waits_for_it)
{
    struct user_answer answers[3] = {{0}};
    char ask[64];

    begin(1);
    open_client();
    struct fake_cluster other = {.answer = answer};
    fake_cluster_open(&other, &user.loop, 1);
    snprintf(ask, sizeof(ask), "ASK 7629 127.0.0.1:%d", other.nodes[0].port);
    errors[0] = ask;
    for (int i = 0; i < 3; i++)
        ck_assert(user_send(&user, &answers[i], "XLEN k"));
    for (int i = 0; i < 3; i++) {
        user_wait(&answers[i]);
        ck_assert_msg(!answers[i].lost, "%s", answers[i].error.text);
    }
    ck_assert_int_eq(asking, 3);
    ck_assert_int_lt(answers[0].order, answers[1].order);
    ck_assert_int_lt(answers[1].order, answers[2].order);
    for (int i = 0; i < 3; i++)
        user_forget(&answers[i]);
    fake_cluster_close(&other);
    end();
}
END_TEST

START_TEST(where_no_master_answers_the_seeds_are_asked_again)
{
    begin(2);
    say(0, "127.0.0.1", 1);
    open_client();
    ck_assert_uint_eq(client_status(user.client).nodes, 1);
    fake_node_drop(&fake.nodes[1], false);
    say(0, "127.0.0.1", 0);
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    end();
}
END_TEST

START_TEST(keys_that_are_parted_while_they_move_are_asked_for_again)
{
    struct user_answer parted = {0};

    begin(1);
    open_client();
    errors[0] = "TRYAGAIN Multiple keys request during rehashing of slot";
    ck_assert(user_send(&user, &parted, "XREAD STREAMS {k}1 {k}2 0 0"));
    user_wait(&parted);
    ck_assert_str_eq(buffer_text(&parted.text),
                     "-'TRYAGAIN Multiple keys request during rehashing of slot'");
    ck_assert_int_eq(asked[0], 6);
    user_forget(&parted);
    end();
}
END_TEST

START_TEST(a_map_that_makes_no_sense_is_told_and_asked_for_again)
{
    begin(1);
    fake.nodes[0].slots = _i == 0 ? "*0\r\n" : "*1\r\n:1\r\n";
    user_connect(&user, fake.url, COMMANDS_READING);
    while (user.losses[0] == 0)
        user_turn(&user);
    ck_assert_ptr_nonnull(strstr(user.loss.text, _i == 0 ? "holds any slot" : "makes no sense"));
    struct client_status status = client_status(user.client);
    ck_assert_int_eq(status.presence, CLIENT_AWAY);
    ck_assert(!status.stopped);
    ck_assert_str_eq(status.error->text, user.loss.text);
    fake.nodes[0].slots = buffer_text(&maps[0]);
    user_wait_ready(&user);
    end();
}
END_TEST

START_TEST(a_master_without_an_address_keeps_nobody_from_the_others)
{
    begin(1);
    buffer_clear(&maps[0]);
    buffer_string(&maps[0], "*2\r\n");
    fake_range(&maps[0], 0, 99, "", 0);
    fake_range(&maps[0], 100, 16383, "127.0.0.1", fake.nodes[0].port);
    fake.nodes[0].slots = buffer_text(&maps[0]);
    user_connect(&user, fake.url, COMMANDS_READING);
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    struct client_status status = client_status(user.client);
    ck_assert_int_eq(status.presence, CLIENT_PARTLY);
    has(status.error->text, "a part of the cluster's slots is held by no server");
    say(0, "127.0.0.1", 0);
    user_wait_ready(&user);
    end();
}
END_TEST

START_TEST(what_is_asked_for_a_map_only_is_let_go)
{
    begin(3);
    open_client();
    ck_assert_uint_eq(client_nodes(user.client), 3);
    ck_assert_uint_eq(client_status(user.client).nodes, 1);
    while (fake.nodes[1].peers != NULL || fake.nodes[2].peers != NULL)
        uv_run(&user.loop, UV_RUN_ONCE);
    ck_assert_ptr_nonnull(fake.nodes[0].peers);
    end();
}
END_TEST

/* What a redirect says is nothing for the one who reads entries. */
static void take_element(void *context, const struct reply_element *element)
{
    int *elements = context;

    ck_assert_int_ne(element->type, REPLY_ERROR);
    ++*elements;
}

static void take_reply(void *context, const struct reply *reply, const struct error *error)
{
    int *elements = context;

    (void)error;
    uv_stop(&user.loop);
    ck_assert_ptr_nonnull(reply);
    *elements += 100;
}

START_TEST(elements_of_a_redirect_are_passed_on_to_nobody)
{
    const struct slice words[] = {SLICE("XLEN"), SLICE("k")};
    int elements = 0;
    char moved[64];

    begin(2);
    open_client();
    snprintf(moved, sizeof(moved), "MOVED 7629 127.0.0.1:%d", fake.nodes[1].port);
    errors[0] = moved;
    ck_assert(client_send(user.client, &(struct client_request){.words = words,
                                                                .count = 2,
                                                                .on_element = take_element,
                                                                .on_reply = take_reply,
                                                                .context = &elements}));
    while (elements < 100)
        user_turn(&user);
    ck_assert_int_eq(elements, 101);
    end();
}
END_TEST

/* Lets a node say that one holds all slots, with an id of one digit over and over, and maybe has a
 * replica. */
static void say_ids(size_t node, size_t owner, char id, char replica)
{
    static const char digits[] = "0123456789abcdef";
    const char *ids[] = {strchr(digits, id), replica != '\0' ? strchr(digits, replica) : NULL};

    buffer_clear(&maps[node]);
    buffer_printf(&maps[node], "*1\r\n*%d\r\n:0\r\n:16383\r\n", ids[1] != NULL ? 4 : 3);
    for (size_t i = 0; i < 2 && ids[i] != NULL; i++) {
        buffer_printf(&maps[node], "*3\r\n$9\r\n127.0.0.1\r\n:%d\r\n$40\r\n",
                      i == 0 ? fake.nodes[owner].port : 1);
        for (int j = 0; j < 40; j++)
            buffer_append(&maps[node], ids[i], 1);
        buffer_string(&maps[node], "\r\n");
    }
    fake.nodes[node].slots = buffer_text(&maps[node]);
}

static void begin_two_clusters(void)
{
    begin(2);
    say_ids(0, 0, 'a', '\0');
    say_ids(1, 1, 'b', '\0');
    fake.nodes[1].epoch = 9;
}

START_TEST(of_two_clusters_the_first_of_the_url_is_taken)
{
    begin_two_clusters();
    fake.nodes[1].epoch = _i == 0 ? 9 : 1;
    open_client();
    while (client_status(user.client).other_cluster->class == ERROR_NONE)
        uv_run(&user.loop, UV_RUN_ONCE);
    for (int i = 0; i < 20; i++)
        ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    ck_assert_ptr_nonnull(
        strstr(client_status(user.client).other_cluster->text, "is of another cluster"));
    ck_assert_int_eq(client_status(user.client).presence, CLIENT_READY);
    ck_assert_int_eq(asked[1], 0);
    end();
}
END_TEST

START_TEST(another_cluster_never_stands_in_for_one_that_is_gone)
{
    begin_two_clusters();
    open_client();
    fake_node_drop(&fake.nodes[0], false);
    while (client_status(user.client).presence != CLIENT_AWAY ||
           strstr(client_status(user.client).error->text, "is of another cluster") == NULL)
        uv_run(&user.loop, UV_RUN_ONCE);
    for (int losses = user.losses[0]; user.losses[0] < losses + 3;)
        user_turn(&user);
    ck_assert_int_eq(client_status(user.client).presence, CLIENT_AWAY);
    ck_assert_uint_eq(client_owner(user.client, SLICE("k")), 0);
    ck_assert_int_eq(asked[1], 0);
    end();
}
END_TEST

/* What somebody says who took over the address of one of the cluster. */
#define STRANGERS 3
static const char *const strangers[STRANGERS] = {
    NULL, /* of another cluster */
    "-ERR This instance has cluster support disabled\r\n",
    "*0\r\n",
};

static void replace_by_stranger(size_t node, size_t which)
{
    say_ids(node, node, 'b', '\0');
    if (strangers[which] != NULL)
        fake.nodes[node].slots = strangers[which];
}

static void wait_until_it_is_away(const char *why)
{
    struct client_status status;

    do {
        user_turn(&user);
        status = client_status(user.client);
    } while (status.presence != CLIENT_AWAY || strstr(status.error->text, why) == NULL);
}

/* Also where the connection was idle, and is opened again without a word. */
START_TEST(whoever_took_over_the_address_of_a_server_is_asked_nothing)
{
    static const char *const reasons[STRANGERS] = {
        "is of another cluster", "is no server of a cluster any more", "holds any slot"};

    begin(1);
    say_ids(0, 0, 'a', '\0');
    if (_i >= STRANGERS)
        user.limits.idle_ms = 1;
    open_client();
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    replace_by_stranger(0, (size_t)_i % STRANGERS);
    fake_node_drop(&fake.nodes[0], true);
    wait_until_it_is_away(reasons[_i % STRANGERS]);
    ck_assert_int_eq(asked[0], 1);
    say_ids(0, 0, 'a', '\0');
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    end();
}
END_TEST

/* It is connected to when the first one has told its map, and answers as one without a cluster. */
START_TEST(an_address_that_never_was_of_a_cluster_is_not_said_to_have_been_of_one)
{
    char first[64];

    begin(2);
    say_ids(0, 0, 'a', '\0');
    fake.nodes[1].slots = strangers[1];
    snprintf(first, sizeof(first), "127.0.0.1:%d is no server of a cluster", fake.nodes[1].port);
    open_client();
    fake_node_drop(&fake.nodes[1], true);
    fake_node_drop(&fake.nodes[0], false);
    wait_until_it_is_away(first);
    ck_assert_ptr_null(strstr(client_status(user.client).error->text, "any more"));
    end();
}
END_TEST

/* As the map, or a redirect, still names it. */
START_TEST(an_address_that_another_cluster_took_over_is_told_and_not_asked)
{
    static const char *const redirects[] = {"MOVED", "ASK"};
    struct user_answer lost = {0};
    char redirect[64];

    begin(2);
    say_ids(0, 0, 'a', '\0');
    say_ids(1, 1, 'b', '\0');
    char *end_of_first = strchr(fake.url, ',');
    *end_of_first = '\0';
    open_client();
    snprintf(redirect, sizeof(redirect), "%s 7629 127.0.0.1:%d", redirects[_i], fake.nodes[1].port);
    errors[0] = redirect;
    ck_assert(user_send(&user, &lost, "XLEN k"));
    user_wait(&lost);
    ck_assert(lost.lost);
    has(lost.error.text, "is of another cluster");
    errors[0] = NULL;
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    ck_assert_int_eq(asked[1], 0);
    end();
}
END_TEST

START_TEST(a_seed_that_the_map_names_and_another_cluster_has_is_not_asked)
{
    begin(2);
    say_ids(0, 1, 'a', '\0');
    say_ids(1, 1, 'b', '\0');
    user_connect(&user, fake.url, COMMANDS_READING);
    wait_until_it_is_away("is of another cluster");
    ck_assert_int_eq(asked[1], 0);
    say_ids(0, 0, 'a', '\0');
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    ck_assert_int_eq(asked[1], 0);
    end();
}
END_TEST

START_TEST(a_redirect_about_another_slot_is_told_as_what_it_is)
{
    static const char *const redirects[] = {"MOVED", "ASK"};
    struct user_answer lost = {0};
    char redirect[64], said[128];

    begin(2);
    open_client();
    snprintf(redirect, sizeof(redirect), "%s 5 127.0.0.1:%d", redirects[_i], fake.nodes[1].port);
    snprintf(said, sizeof(said), "it answers for another slot than that of the key, 7629: %s",
             redirect);
    errors[0] = redirect;
    ck_assert(user_send(&user, &lost, "XLEN k"));
    user_wait(&lost);
    ck_assert(lost.lost);
    has(lost.error.text, said);
    ck_assert_int_eq(lost.error.class, ERROR_RETRY);
    ck_assert_int_eq(asked[1], 0);
    errors[0] = NULL;
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    end();
}
END_TEST

START_TEST(keys_that_stay_parted_are_told_when_the_time_is_over)
{
    struct user_answer late = {.deadline_ms = 100};

    begin(1);
    open_client();
    errors[0] = "TRYAGAIN Multiple keys request during rehashing of slot";
    ck_assert(user_send(&user, &late, "XREAD STREAMS {k}1 {k}2 0 0"));
    user_wait(&late);
    ck_assert(late.lost);
    has(late.error.text, "no reply in time: its keys are parted while their slot moves (TRYAGAIN)");
    end();
}
END_TEST

START_TEST(a_cluster_that_changes_node_by_node_stays_the_same)
{
    begin(2);
    say_ids(0, 0, 'a', 'b');
    say_ids(1, 0, 'a', 'b');
    open_client();
    say_ids(1, 1, 'b', 'c');
    fake_node_drop(&fake.nodes[0], false);
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "1");
    ck_assert_int_eq(client_status(user.client).other_cluster->class, ERROR_NONE);
    end();
}
END_TEST

Suite *suite_cluster_odd(void)
{
    Suite *suite = suite_create("cluster_odd");
    TCase *tcase = tcase_create("odd");

    tcase_add_loop_test(tcase, a_host_that_is_not_told_is_that_of_the_one_who_tells, 0, 2);
    tcase_add_test(tcase, slots_that_nobody_holds_are_away_since_they_were);
    tcase_add_test(tcase, one_stale_node_is_not_believed);
    tcase_add_test(tcase, redirects_in_a_circle_end);
    tcase_add_loop_test(tcase, who_asks_in_vain_is_told_ready_with_pauses_that_grow, 0, 2);
    tcase_add_test(tcase, an_address_that_refuses_is_not_believed);
    tcase_add_test(tcase, a_redirect_to_a_node_that_no_map_names_waits_for_it);
    tcase_add_test(tcase, where_no_master_answers_the_seeds_are_asked_again);
    tcase_add_test(tcase, keys_that_are_parted_while_they_move_are_asked_for_again);
    tcase_add_loop_test(tcase, a_map_that_makes_no_sense_is_told_and_asked_for_again, 0, 2);
    tcase_add_test(tcase, a_master_without_an_address_keeps_nobody_from_the_others);
    tcase_add_test(tcase, what_is_asked_for_a_map_only_is_let_go);
    tcase_add_test(tcase, elements_of_a_redirect_are_passed_on_to_nobody);
    tcase_add_loop_test(tcase, of_two_clusters_the_first_of_the_url_is_taken, 0, 2);
    tcase_add_test(tcase, an_address_that_never_was_of_a_cluster_is_not_said_to_have_been_of_one);
    tcase_add_test(tcase, another_cluster_never_stands_in_for_one_that_is_gone);
    tcase_add_loop_test(tcase, whoever_took_over_the_address_of_a_server_is_asked_nothing, 0,
                        2 * STRANGERS);
    tcase_add_loop_test(tcase, an_address_that_another_cluster_took_over_is_told_and_not_asked, 0,
                        2);
    tcase_add_test(tcase, a_seed_that_the_map_names_and_another_cluster_has_is_not_asked);
    tcase_add_loop_test(tcase, a_redirect_about_another_slot_is_told_as_what_it_is, 0, 2);
    tcase_add_test(tcase, keys_that_stay_parted_are_told_when_the_time_is_over);
    tcase_add_test(tcase, a_cluster_that_changes_node_by_node_stays_the_same);
    suite_add_tcase(suite, tcase);
    return suite;
}
