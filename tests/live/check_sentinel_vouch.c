/* When a master behind sentinels counts as ready: a client between a sentinel and servers that say
 * what a test wants them to, in the order in which it wants that. */
#include "config.h"

#include "base/timestamp.h"
#include "live/client_user.h"
#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/suites.h"

#include <stdio.h>
#include <string.h>

#define SERVERS 2
#define READER_GREETED "+OK\r\n*1\r\n$6\r\nmaster\r\n+PONG\r\n$0\r\n\r\n"
#define WRITER_GREETED "+OK\r\n*1\r\n$6\r\nmaster\r\n+PONG\r\n*0\r\n"

static struct client_user user;
static struct fake_server sentinel, servers[SERVERS];
static unsigned commands;
static char said[2048];
static char first_ready[64]; /* the name of the node when it was ready first */

static const char *port_of(const struct fake_server *server)
{
    return strrchr(server->url, ':') + 1;
}

/* What the sentinel answers from now on: a server, an epoch, and the flags of the server. */
static void say(int server, int epoch, const char *flags)
{
    const char *port = port_of(&servers[server]);

    snprintf(said, sizeof(said),
             "*8\r\n$2\r\nip\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n$%zu\r\n%s\r\n"
             "$5\r\nflags\r\n$%zu\r\n%s\r\n$12\r\nconfig-epoch\r\n$1\r\n%d\r\n"
             "*2\r\n$9\r\n127.0.0.1\r\n$%zu\r\n%s\r\n",
             strlen(port), port, strlen(flags), flags, epoch, strlen(port), port);
    sentinel.script.answer = said;
}

static const char *greeting(void)
{
    return (commands & COMMANDS_SINK) != 0 ? WRITER_GREETED : READER_GREETED;
}

static void note_first(struct client_user *of, size_t node)
{
    if (first_ready[0] == '\0')
        snprintf(first_ready, sizeof(first_ready), "%s", client_node(of->client, node).name);
}

/* Begins with a sentinel that names the first server, and asks it every `pause_ms`. */
static void begin(unsigned sets, int64_t pause_ms)
{
    commands = sets;
    first_ready[0] = '\0';
    user_begin(&user);
    user.when_ready = note_first;
    user.limits.sentinels_ms = pause_ms;
    fake_server_listen(&sentinel, &user.loop, (struct fake_script){.greeting = "+OK\r\n+PONG\r\n"});
    for (int i = 0; i < SERVERS; i++)
        fake_server_listen(&servers[i], &user.loop,
                           (struct fake_script){.greeting = greeting(), .answer = "$3\r\n1-1\r\n"});
    say(0, 1, "master");
}

static void open_user(void)
{
    char url[64];

    snprintf(url, sizeof(url), "redis+sentinel://127.0.0.1:%s/cache", port_of(&sentinel));
    user_connect(&user, url, commands);
}

static void end(void)
{
    fake_server_end(&sentinel);
    for (int i = 0; i < SERVERS; i++)
        fake_server_end(&servers[i]);
    user_close(&user);
}

static bool is_at(const char *name, int server)
{
    return strstr(name, port_of(&servers[server])) != NULL;
}

static void wait_for_reads(const struct fake_server *server, int reads)
{
    while (server->reads < reads)
        user_turn(&user);
}

/* What the sentinel has said so often since has had its effect. */
static void wait_for_rounds(int rounds)
{
    wait_for_reads(&sentinel, sentinel.reads + rounds + 1);
}

/* Lets it connect to the first server, and come no further than to its greeting. */
static void connect_halfway(void)
{
    servers[0].script.greeting = NULL;
    open_user();
    wait_for_reads(&servers[0], 1);
}

START_TEST(it_counts_when_the_sentinels_have_named_it_once_more)
{
    begin(COMMANDS_READING, 1000);
    connect_halfway();
    say(1, 2, "master");
    fake_server_say(&servers[0], greeting());
    user_wait_ready(&user);
    ck_assert_msg(is_at(first_ready, 1), "%s", first_ready);
    ck_assert_int_eq(user.readies[0], 1);
    end();
}
END_TEST

START_TEST(without_a_word_of_the_sentinels_it_counts_after_a_moment)
{
    begin(COMMANDS_SINK, 100);
    connect_halfway();
    sentinel.script.answer = NULL;
    fake_server_say(&servers[0], greeting());
    user_wait_ready(&user);
    ck_assert_msg(is_at(first_ready, 0), "%s", first_ready);
    end();
}
END_TEST

static const char *const doubts[] = {"s_down,master", "s_down,o_down,master",
                                     "master,failover_in_progress"};

START_TEST(one_that_is_about_to_be_replaced_does_not_count_yet)
{
    begin(_i % 2 == 0 ? COMMANDS_READING : COMMANDS_SINK, 1000);
    say(0, 1, doubts[_i / 2]);
    open_user();
    wait_for_reads(&servers[0], 1);
    wait_for_rounds(3);
    ck_assert_int_eq(user.readies[0], 0);
    ck_assert_int_eq(client_status(user.client).presence, CLIENT_AWAY);
    ck_assert_int_gt(client_status(user.client).away_since_ms, 0);
    ck_assert_ptr_nonnull(
        strstr(client_status(user.client).error->text, "'cache': the sentinels are about to"));
    say(0, 1, "master");
    user_wait_ready(&user);
    end();
}
END_TEST

START_TEST(who_writes_leaves_it_when_that_begins)
{
    begin(COMMANDS_SINK, 1000);
    open_user();
    user_wait_ready(&user);
    ck_assert_str_eq(user_ask(&user, "XADD k * f v"), "'1-1'");
    say(0, 1, "master,failover_in_progress");
    while (user.losses[0] == 0)
        user_turn(&user);
    ck_assert_str_eq(user.loss.text, "master 'cache': the sentinels are about to replace it");
    wait_for_rounds(3);
    ck_assert_int_eq(user.readies[0], 1);
    say(1, 2, "master");
    user_wait_ready(&user);
    ck_assert(is_at(client_node(user.client, 0).name, 1));
    end();
}
END_TEST

/* Lets the loop stand, as a program does that is stopped, or calls its sink now and then. */
static void look_away(int64_t ms)
{
    int64_t end_ms = timestamp_monotonic() + ms;

    while (timestamp_monotonic() <= end_ms)
        continue;
}

START_TEST(who_writes_after_having_looked_away_asks_first)
{
    struct user_answer answer = {0};

    begin(COMMANDS_SINK, 100);
    servers[0].script.answer = "$3\r\n0-1\r\n";
    open_user();
    user_wait_ready(&user);
    ck_assert_str_eq(user_ask(&user, "XADD k * f v"), "'0-1'");
    say(1, 2, "master");
    look_away(300);
    ck_assert(!user_send(&user, &answer, "XADD k * f v"));
    ck_assert_str_eq(user_ask(&user, "XADD k * f v"), "'1-1'");
    end();
}
END_TEST

START_TEST(what_is_closed_while_it_idles_is_named_once_more_too)
{
    struct user_answer answer = {0};

    begin(COMMANDS_SINK, 1000);
    servers[0].script.answer = "$3\r\n0-1\r\n";
    open_user();
    user_wait_ready(&user);
    look_away(redis_limits_default().idle_ms);
    sentinel.script.answer = NULL;
    fake_server_hang_up(&servers[0]);
    wait_for_reads(&servers[0], 2);
    ck_assert(!user_send(&user, &answer, "XADD k * f v"));
    say(1, 2, "master");
    ck_assert_str_eq(user_ask(&user, "XADD k * f v"), "'1-1'");
    end();
}
END_TEST

START_TEST(who_reads_stays_until_another_one_is_named)
{
    begin(COMMANDS_READING, 30);
    open_user();
    user_wait_ready(&user);
    say(0, 1, "master,failover_in_progress");
    wait_for_rounds(3);
    ck_assert_int_eq(user.losses[0], 0);
    say(1, 2, "master");
    while (!is_at(client_node(user.client, 0).name, 1))
        user_turn(&user);
    user_wait_ready(&user);
    end();
}
END_TEST

/* A sentinel that is slow to answer may be taken for silent before that. */
START_TEST(a_failover_that_does_not_end_ends_nothing)
{
    int losses;

    begin(COMMANDS_SINK, 30);
    say(0, 1, "master,failover_in_progress");
    open_user();
    do {
        user_wait_ready(&user);
        losses = user.losses[0];
        wait_for_rounds(10);
    } while (user.losses[0] > losses);
    ck_assert_int_eq(client_status(user.client).presence, CLIENT_READY);
    end();
}
END_TEST

/* What is said of the address of before, while the others follow the one that was promoted. */
START_TEST(the_next_master_is_not_taken_for_the_one_that_it_replaces)
{
    char old[1024];

    begin(COMMANDS_SINK, 1000);
    say(0, 2, "s_down,o_down,master,failover_in_progress");
    memcpy(old, said, sizeof(old));
    say(1, 2, "master");
    snprintf(strstr(old, "*2\r\n"), 64, "%s", strstr(said, "*2\r\n"));
    sentinel.script.answer = old;
    open_user();
    user_wait_ready(&user);
    ck_assert_msg(is_at(first_ready, 1), "%s", first_ready);
    end();
}
END_TEST

START_TEST(that_the_sentinels_are_away_is_a_concern_and_ends)
{
    begin(COMMANDS_SINK, 30);
    open_user();
    user_wait_ready(&user);
    ck_assert_int_eq(user.concerns, 0);
    sentinel.script = (struct fake_script){.greeting = "", .hang_up = true};
    fake_server_hang_up(&sentinel);
    while (user.concerns == 0)
        user_turn(&user);
    ck_assert_ptr_nonnull(strstr(client_status(user.client).concern->text, "sentinel 127.0.0.1:"));
    ck_assert_str_eq(user_ask(&user, "XADD k * f v"), "'1-1'");
    sentinel.script.greeting = "+OK\r\n+PONG\r\n";
    sentinel.script.hang_up = false;
    say(0, 1, "master");
    while (user.concerns == 1)
        user_turn(&user);
    ck_assert_int_eq(client_status(user.client).concern->class, ERROR_NONE);
    ck_assert_int_eq(user.readies[0], 1);
    end();
}
END_TEST

Suite *suite_sentinel_vouch(void)
{
    Suite *suite = suite_create("sentinel_vouch");
    TCase *tcase = tcase_create("sentinel_vouch");

    tcase_add_test(tcase, it_counts_when_the_sentinels_have_named_it_once_more);
    tcase_add_test(tcase, without_a_word_of_the_sentinels_it_counts_after_a_moment);
    tcase_add_loop_test(tcase, one_that_is_about_to_be_replaced_does_not_count_yet, 0,
                        2 * (int)(sizeof(doubts) / sizeof(doubts[0])));
    tcase_add_test(tcase, who_writes_leaves_it_when_that_begins);
    tcase_add_test(tcase, who_writes_after_having_looked_away_asks_first);
    tcase_add_test(tcase, what_is_closed_while_it_idles_is_named_once_more_too);
    tcase_add_test(tcase, who_reads_stays_until_another_one_is_named);
    tcase_add_test(tcase, a_failover_that_does_not_end_ends_nothing);
    tcase_add_test(tcase, the_next_master_is_not_taken_for_the_one_that_it_replaces);
    tcase_add_test(tcase, that_the_sentinels_are_away_is_a_concern_and_ends);
    suite_add_tcase(suite, tcase);
    return suite;
}
