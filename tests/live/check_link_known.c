/* The link to a server that answered once: it is never given up, what idled and was closed is
 * opened again unnoticed, and pauses grow and begin anew. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/suites.h"
#include "sink/sink.h"
#include "support/redis_server.h"

#include <string.h>

#define LEAST_MS MS_PER_HOUR /* pauses that no test waits for: the next try is asked for */
#define MOST_MS (8 * MS_PER_HOUR)
#define LATE_MS MS_PER_MINUTE /* what may pass between a loss and the look at it */

static struct link_probe probe;
static struct fake_server server;

static const struct later {
    const char *greeting;
    const char *says;
} later[] = {
    {"HTTP/1.1 502 Bad Gateway\r\n\r\n", "an HTTP server answers here, not Redis: \"HTTP/1.1 502"},
    {"SSH-2.0-OpenSSH_9.2p1\r\n", "got \"S\" as reply type byte): \"SSH-2.0-OpenSSH_9.2p1\""},
    {"\x15\x03\x01\x02", "a TLS server answers here"},
    {"*1\r\n+OK\r\n", "the reply to CLIENT SETNAME is none that Redis gives"},
    {":7\r\n", "the reply to CLIENT SETNAME is none that Redis gives"},
    {"*2147483647\r\n", "too many elements"},
    {"-NOAUTH Authentication required.\r\n", "wants a password"},
    {"-DENIED Redis is running in protected mode\r\n", "protected mode"},
    {"-LOADING Redis is loading the dataset in memory\r\n", "LOADING"},
};

START_TEST(what_answered_once_is_never_given_up)
{
    fake_server_open(&server, &probe, (struct fake_script){GREETED});
    probe_connect(&probe, server.url);
    server.script.greeting = later[_i].greeting;
    fake_server_hang_up(&server);
    probe_wait_count(&probe, &probe.losses, 4);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    ck_assert_int_ne(link_away_since(probe.link), 0);
    ck_assert_msg(strstr(probe.loss.text, later[_i].says) != NULL, "%s", probe.loss.text);
    server.script.greeting = FAKE_GREETED;
    probe_wait_count(&probe, &probe.readies, 2);
    ck_assert_int_eq(link_error(probe.link)->class, ERROR_NONE);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(a_reply_that_asks_for_the_password_is_a_lost_connection)
{
    struct answer answer = {0};

    fake_server_open(
        &server, &probe,
        (struct fake_script){GREETED, .answer = "-NOAUTH Authentication required.\r\n"});
    probe_connect(&probe, server.url);
    probe_ask(&probe, &answer, "XLEN k");
    ck_assert(answer.lost);
    ck_assert_int_eq(answer.error.class, ERROR_RETRY);
    probe_wait_count(&probe, &probe.readies, 2);
    ck_assert_int_eq(probe.losses, 1);
    ck_assert_ptr_nonnull(strstr(probe.loss.text, "(NOAUTH)"));
    server.script.answer = ":3\r\n";
    answer = (struct answer){0};
    probe_ask(&probe, &answer, "XLEN k");
    ck_assert_int_eq(answer.integer, 3);
    fake_server_close(&server, &probe);
}
END_TEST

/* Servers log each try. */
START_TEST(what_was_refused_to_this_user_is_asked_once)
{
    struct answer answer = {0};

    fake_server_open(
        &server, &probe,
        (struct fake_script){
            .greeting = "-NOPERM no permissions to run the 'client|setname' command\r\n"
                        "+PONG\r\n$40\r\n# Memory\r\nmaxmemory_policy:allkeys-lru\r\n\r\n",
            .answer = "-NOPERM no permissions to run the 'client|no-touch' command\r\n",
        });
    probe_connect(&probe, server.url);
    ck_assert_int_eq(server.reads, 2);
    server.script = (struct fake_script){
        .greeting = "+PONG\r\n$40\r\n# Memory\r\nmaxmemory_policy:allkeys-lru\r\n\r\n",
        .answer = ":1\r\n"};
    for (int i = 2; i < 5; i++) {
        fake_server_hang_up(&server);
        probe_wait_count(&probe, &probe.readies, i);
    }
    ck_assert_int_eq(server.reads, 5);
    probe_ask(&probe, &answer, "XLEN k");
    ck_assert_int_eq(answer.integer, 1);
    struct buffer names = {0};
    command_list(link_refused(probe.link), &names);
    ck_assert_str_eq(buffer_text(&names), "CLIENT SETNAME, CLIENT NO-TOUCH");
    buffer_free(&names);
    fake_server_close(&server, &probe);
}
END_TEST

static int64_t pause_ms;

static void note_pause(struct link_probe *of)
{
    pause_ms = of->loss_retry_at - timestamp_monotonic();
}

/* Waits for the next loss, and checks that the pause behind it is between half of `most_ms` and all
 * of it. */
static void lose(int64_t most_ms)
{
    probe_wait_count(&probe, &probe.losses, probe.losses + 1);
    ck_assert_int_le(pause_ms, most_ms);
    ck_assert_int_ge(pause_ms, most_ms / 2 - LATE_MS);
}

static void open_with_pauses(struct fake_script script, int64_t healthy_ms)
{
    fake_server_open(&server, &probe, script);
    probe.limits.backoff_min_ms = LEAST_MS;
    probe.limits.backoff_max_ms = MOST_MS;
    probe.limits.healthy_ms = healthy_ms;
    probe.when_lost = note_pause;
    probe_open(&probe, server.url);
}

START_TEST(pauses_grow_while_connections_flap)
{
    static const int64_t pauses[] = {LEAST_MS, 2 * LEAST_MS, 4 * LEAST_MS, MOST_MS, MOST_MS};

    open_with_pauses((struct fake_script){GREETED, .hang_up = true}, MS_PER_DAY);
    for (int i = 0; i < 5; i++) {
        lose(pauses[i]);
        ck_assert_int_eq(probe.readies, i + 1);
        link_retry(probe.link);
    }
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(pauses_begin_anew_after_a_connection_that_was_well)
{
    open_with_pauses((struct fake_script){.greeting = "-LOADING\r\n"}, 0);
    for (int i = 0; i < 3; i++) {
        lose(LEAST_MS << i);
        link_retry(probe.link);
    }
    server.script = (struct fake_script){GREETED, .hang_up = true};
    for (int i = 0; i < 3; i++) {
        lose(LEAST_MS);
        link_retry(probe.link);
    }
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(a_server_that_refuses_us_is_asked_again_after_the_longest_pause)
{
    open_with_pauses((struct fake_script){GREETED, .hang_up = true}, MS_PER_DAY);
    lose(LEAST_MS);
    server.script = (struct fake_script){.greeting = "-NOAUTH\r\n"};
    for (int i = 0; i < 2; i++) {
        link_retry(probe.link);
        lose(MOST_MS);
    }
    server.script = (struct fake_script){GREETED, .hang_up = true};
    link_retry(probe.link);
    lose(2 * LEAST_MS);
    fake_server_close(&server, &probe);
}
END_TEST

/* Nothing was told of a close that was none for the user. */
static void nobody_noticed(void)
{
    ck_assert_int_eq(link_state(probe.link), LINK_READY);
    ck_assert_int_eq(link_away_since(probe.link), 0);
    ck_assert_int_eq(link_retry_at(probe.link), 0);
    ck_assert_int_eq(link_error(probe.link)->class, ERROR_NONE);
    ck_assert_int_eq(probe.losses, 0);
    ck_assert_int_eq(probe.readies, 1);
}

static void open_idle(struct fake_script script)
{
    fake_server_open(&server, &probe, script);
    probe.limits.idle_ms = 0;
    probe_connect(&probe, server.url);
}

START_TEST(an_idle_connection_that_is_closed_is_opened_again_unnoticed)
{
    struct answer answer = {0};

    open_idle((struct fake_script){GREETED, .answer = ":1\r\n"});
    for (int i = 2; i < 6; i++) {
        fake_server_hang_up(&server);
        while (server.connections < i || server.reads < i) {
            probe_turn(&probe);
            nobody_noticed();
        }
    }
    probe_ask(&probe, &answer, "XLEN k");
    ck_assert_int_eq(answer.integer, 1);
    nobody_noticed();
    ck_assert_int_eq(server.connections, 5);
    fake_server_close(&server, &probe);
}
END_TEST

/* The loop has not looked at the connection since. */
START_TEST(a_request_on_a_connection_that_was_just_closed_takes_the_next_one)
{
    struct answer answer = {0}, behind = {0};

    open_idle((struct fake_script){GREETED, .answer = ":1\r\n:2\r\n"});
    fake_server_hang_up(&server);
    ck_assert(probe_send(&probe, &answer, "XLEN a", false));
    ck_assert(probe_send(&probe, &behind, "XLEN b", false));
    probe_wait_answer(&probe, &behind);
    ck_assert(!answer.lost && !behind.lost);
    ck_assert_int_eq(answer.integer, 1);
    ck_assert_int_eq(behind.integer, 2);
    nobody_noticed();
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(requests_wait_while_a_connection_is_opened_again)
{
    struct answer answers[3] = {0};

    open_idle((struct fake_script){.greeting = FAKE_GREETED});
    server.script = (struct fake_script){.greeting = "+OK\r\n"};
    fake_server_hang_up(&server);
    while (server.reads < 2)
        probe_turn(&probe);
    for (int i = 0; i < 3; i++) {
        ck_assert(probe_send(&probe, &answers[i], "XLEN k", false));
        probe_turn(&probe);
        nobody_noticed();
    }
    ck_assert_int_eq(server.reads, 2);
    server.script = (struct fake_script){.answer = ":1\r\n:2\r\n:3\r\n"};
    fake_server_say(&server, "+PONG\r\n$0\r\n\r\n");
    probe_wait_answer(&probe, &answers[2]);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(answers[i].integer, i + 1);
    nobody_noticed();
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(what_cannot_be_opened_again_is_away)
{
    struct answer answer = {0};

    open_idle((struct fake_script){GREETED});
    server.script = (struct fake_script){.greeting = "-LOADING\r\n"};
    fake_server_hang_up(&server);
    ck_assert(probe_send(&probe, &answer, "XLEN k", false));
    probe_wait_count(&probe, &probe.losses, 1);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    ck_assert_int_ne(link_away_since(probe.link), 0);
    ck_assert_int_ne(probe.loss_retry_at, 0);
    ck_assert(answer.lost);
    ck_assert_ptr_nonnull(strstr(answer.error.text, "LOADING"));
    server.script = (struct fake_script){GREETED};
    probe_wait_count(&probe, &probe.readies, 2);
    fake_server_close(&server, &probe);
}
END_TEST

/* It would be opened and closed without end. */
START_TEST(a_server_that_hangs_up_at_once_is_not_well)
{
    fake_server_open(&server, &probe, (struct fake_script){GREETED, .hang_up = true});
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 3);
    ck_assert_int_eq(server.connections, 3);
    ck_assert_ptr_nonnull(strstr(probe.loss.text, "the server closed the connection"));
    fake_server_close(&server, &probe);
}
END_TEST

static void count_status(void *context, const struct sink_status *status)
{
    (void)status;
    (*(int *)context)++;
}

/* A service that reports now and then, to a server with `timeout 1`. */
START_TEST(a_sink_that_idles_is_never_away)
{
    const char *arguments[] = {"--timeout", "1", NULL};
    struct redis_server *own =
        redis_server_create(&(struct redis_server_setup){.arguments = arguments});
    struct sink_options options = sink_options_default();
    struct report report = {0};
    struct error error;
    struct stream_id id;
    int told = 0;

    options.url = own->tcp_url;
    options.on_status = count_status;
    options.context = &told;
    struct sink *sink = sink_open(&options, &error);
    ck_assert_ptr_nonnull(sink);
    ck_assert_int_eq(sink_emit(sink, SLICE("acme"), &report, &id, &error), SINK_WRITTEN);
    long long before = redis_server_info(own, "stats", "total_connections_received");
    while (redis_server_info(own, "stats", "total_connections_received") < before + 2)
        sink_poll(sink, NULL, 0, 50);
    ck_assert_int_eq(sink_emit(sink, SLICE("acme"), &report, &id, &error), SINK_WRITTEN);
    ck_assert_int_eq(sink_status(sink).breaker, BREAKER_CLOSED);
    ck_assert_int_eq(told, 0);
    ck_assert_uint_eq(sink_counts(sink).resent, 0);
    sink_close(sink);
    redis_server_free(own);
}
END_TEST

Suite *suite_link_known(void)
{
    Suite *suite = suite_create("link_known");
    TCase *tcase = tcase_create("link_known");

    tcase_add_loop_test(tcase, what_answered_once_is_never_given_up, 0,
                        (int)(sizeof(later) / sizeof(later[0])));
    tcase_add_test(tcase, a_reply_that_asks_for_the_password_is_a_lost_connection);
    tcase_add_test(tcase, what_was_refused_to_this_user_is_asked_once);
    tcase_add_test(tcase, pauses_grow_while_connections_flap);
    tcase_add_test(tcase, pauses_begin_anew_after_a_connection_that_was_well);
    tcase_add_test(tcase, a_server_that_refuses_us_is_asked_again_after_the_longest_pause);
    tcase_add_test(tcase, an_idle_connection_that_is_closed_is_opened_again_unnoticed);
    tcase_add_test(tcase, a_request_on_a_connection_that_was_just_closed_takes_the_next_one);
    tcase_add_test(tcase, requests_wait_while_a_connection_is_opened_again);
    tcase_add_test(tcase, what_cannot_be_opened_again_is_away);
    tcase_add_test(tcase, a_sink_that_idles_is_never_away);
    tcase_add_test(tcase, a_server_that_hangs_up_at_once_is_not_well);
    suite_add_tcase(suite, tcase);
    return suite;
}
