/* The link against servers that answer wrongly, slowly, or not at all. */
#include "config.h"

#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/full_listener.h"
#include "live/suites.h"
#include "support/wait.h"

#include <string.h>

static struct link_probe probe;
static struct fake_server server;

static const struct refused {
    struct fake_script script;
    const char *says;
} refused[] = {
    {{.greeting = "HTTP/1.1 400 Bad Request\r\n\r\n"}, "an HTTP server answers here"},
    {{.greeting = "\x15\x03\x01\x02"}, "a TLS server answers here"},
    {{.greeting = "SSH-2.0-OpenSSH_9.2p1\r\n"}, "not Redis"},
    {{.greeting = "garbage"}, "not Redis"},
    {{.greeting = "*2147483647\r\n"}, "too many elements"},
    {{.greeting = "*1\r\n+OK\r\n"}, "the reply to CLIENT SETNAME is none that Redis gives"},
    {{.greeting = "+OK\r\n:1\r\n"}, "the reply to PING is none that Redis gives"},
    {{.greeting = "+OK\r\n+PONG\r\n+OK\r\n"}, "the reply to INFO is none that Redis gives"},
    {{.greeting = "-NOAUTH Authentication required.\r\n"}, "wants a password"},
    {{.greeting = "-DENIED Redis is running in protected mode\r\n", .hang_up = true},
     "protected mode"},
};

START_TEST(a_server_that_is_no_redis_for_us_stops_it)
{
    fake_server_open(&server, &probe, refused[_i].script);
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 1);
    ck_assert_int_eq(probe.loss.class, ERROR_STOP);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    ck_assert_msg(strstr(probe.loss.text, refused[_i].says) != NULL, "%s", probe.loss.text);
    fake_server_close(&server, &probe);
}
END_TEST

/* What is no answer to XRANGE. */
static const struct refused hostile[] = {
    {{GREETED, .answer = "*2147483647\r\n"}, "too many elements"},
    {{GREETED, .answer = "*1", .tail = "\r\n*1", .tail_size = 4000000}, "nested too deep"},
    {{GREETED, .answer = "$9223372036854775000\r\n", .tail = "x", .tail_size = 300000},
     "too large"},
    {{GREETED, .answer = "+", .tail = "x", .tail_size = 300000}, "line of the reply is too long"},
    {{GREETED, .answer = "!"}, "protocol error"},
    {{GREETED, .answer = "%1\r\n+a\r\n+b\r\n"}, "protocol error"},
    {{GREETED, .answer = "*0\r\n*0\r\n"}, "without being asked"},
    {{GREETED, .answer = ":7\r\n"}, "the reply to XRANGE is none that Redis gives"},
    {{GREETED, .answer = "+OK\r\n"}, "the reply to XRANGE is none that Redis gives"},
    {{GREETED, .answer = "$-1\r\n"}, "the reply to XRANGE is none that Redis gives"},
    {{GREETED, .answer = "HTTP/1.1 502 Bad Gateway\r\n\r\n<html>"},
     "an HTTP server answers here, not Redis: \"HTTP/1.1 502 Bad Gateway\""},
};

START_TEST(a_hostile_reply_is_a_lost_connection_and_ends_the_request_once)
{
    struct answer answer = {0};

    fake_server_open(&server, &probe, hostile[_i].script);
    probe.limits.reply_bytes = 100000;
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "XRANGE k - +", true));
    probe_wait_count(&probe, &probe.losses, 1);
    ck_assert_int_eq(answer.calls, 1);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    ck_assert_msg(strstr(probe.loss.text, hostile[_i].says) != NULL, "%s", probe.loss.text);
    ck_assert_ptr_nonnull(strstr(probe.loss.text, " (127.0.0.1:"));
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    probe_wait_count(&probe, &probe.readies, 2);
    buffer_free(&answer.trace);
    fake_server_close(&server, &probe);
}
END_TEST

static const struct refused passing[] = {
    {{.greeting = NULL},
     "connected, but no reply to CLIENT SETNAME in 50ms; does it want rediss://?"},
    {{.greeting = "+OK\r\n+PONG\r\n"}, "connected, but no reply to INFO in 50ms"},
    {{.greeting = "+O", .hang_up = true}, "no reply to CLIENT SETNAME: the server closed"},
    {{.greeting = "-LOADING Redis is loading\r\n"}, "LOADING"},
    {{.greeting = "-ERR max number of clients reached\r\n", .hang_up = true}, "max number of"},
    {{.greeting = "+OK\r\n+OK\r\n-MASTERDOWN Link is down\r\n"}, "MASTERDOWN"},
};

START_TEST(a_server_that_is_not_there_yet_is_tried_again)
{
    fake_server_open(&server, &probe, passing[_i].script);
    probe.limits.greet_ms = 50;
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 2);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    ck_assert_msg(strstr(probe.loss.text, passing[_i].says) != NULL, "%s", probe.loss.text);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    server.script = (struct fake_script){.greeting = FAKE_GREETED};
    probe_wait_count(&probe, &probe.readies, 1);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(a_reply_in_bytes_with_pauses_is_waited_for)
{
    struct answer answer = {0};

    fake_server_open(
        &server, &probe,
        (struct fake_script){GREETED, .answer = "*2\r\n$3\r\nabc\r\n:7\r\n", .pause_ms = 30});
    probe.limits.reply_ms = 400; /* the whole takes longer */
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "XRANGE k - +", true));
    probe_wait_answer(&probe, &answer);
    ck_assert(!answer.lost);
    ck_assert_str_eq(buffer_text(&answer.trace), "0.0:2 1.0:abc 1.1:7 ");
    buffer_free(&answer.trace);
    fake_server_close(&server, &probe);
}
END_TEST

static const struct fake_script halves[] = {
    {GREETED, .answer = "*2\r\n$3\r\nabc\r\n"},
    {GREETED, .answer = "*2\r\n$3\r\nabc\r\n", .hang_up = true},
    {GREETED, .answer = "$9223372036854775000\r\nabc"},
};

START_TEST(half_a_reply_is_a_lost_one)
{
    struct answer answer = {0}, behind = {0};

    fake_server_open(&server, &probe, halves[_i]);
    probe.limits.reply_ms = 50;
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "XRANGE k - +", true));
    ck_assert(probe_send(&probe, &behind, "PING", false));
    probe_wait_count(&probe, &probe.readies, 2);
    ck_assert_int_eq(answer.calls, 1);
    ck_assert_int_eq(behind.calls, 1);
    ck_assert(answer.lost && behind.lost);
    ck_assert_int_eq(answer.error.class, ERROR_RETRY);
    buffer_free(&answer.trace);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(what_was_said_before_a_reset_is_heard_and_the_reset_is_noticed)
{
    struct answer answer = {0};

    fake_server_open(&server, &probe,
                     (struct fake_script){GREETED, .answer = "+last words\r\n", .reset = true});
    probe_connect(&probe, server.url);
    probe_ask(&probe, &answer, "PING");
    ck_assert_str_eq(answer.text, "last words");
    probe_wait_count(&probe, &probe.losses, 1);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    fake_server_close(&server, &probe);
}
END_TEST

/* As under ^Z: the process has no turn until the time of the reply is over. */
START_TEST(a_stopped_process_does_not_blame_the_server)
{
    struct answer answer = {0};

    fake_server_open(&server, &probe, (struct fake_script){GREETED, .answer = "+in time\r\n"});
    probe.limits.reply_ms = 50;
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "PING", false));
    while (server.reads < 2)
        probe_turn(&probe);
    ck_assert_int_eq(answer.calls, 0);
    deadline_pass(deadline_in(2 * probe.limits.reply_ms));
    probe_wait_answer(&probe, &answer);
    ck_assert_str_eq(answer.text, "in time");
    ck_assert_int_eq(probe.losses, 0);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(requests_of_one_turn_leave_in_one_write)
{
    struct answer answers[100] = {0};

    fake_server_open(
        &server, &probe,
        (struct fake_script){GREETED, .answer = "+1\r\n", .tail = "+1\r\n", .tail_size = 396});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 100; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    probe_wait_answer(&probe, &answers[99]);
    ck_assert_int_eq(server.reads, 2);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(a_connection_that_hangs_is_given_up_and_named)
{
    struct full_listener full;

    full_listener_open(&full);
    probe_init(&probe);
    probe.limits.connect_ms = 50;
    probe_fail(&probe, full.url);
    ck_assert_msg(strstr(probe.loss.text, ": no answer in 50ms") != NULL, "%s", probe.loss.text);
    ck_assert_int_eq(strncmp(probe.loss.text, "connect 127.0.0.1:", 18), 0);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    probe_free(&probe);
    full_listener_close(&full);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *suite_link_hostile(void)
{
    Suite *suite = suite_create("link_hostile");
    TCase *tcase = tcase_create("link_hostile");

    tcase_add_loop_test(tcase, a_server_that_is_no_redis_for_us_stops_it, 0, COUNT_OF(refused));
    tcase_add_loop_test(tcase, a_hostile_reply_is_a_lost_connection_and_ends_the_request_once, 0,
                        COUNT_OF(hostile));
    tcase_add_loop_test(tcase, a_server_that_is_not_there_yet_is_tried_again, 0, COUNT_OF(passing));
    tcase_add_test(tcase, a_reply_in_bytes_with_pauses_is_waited_for);
    tcase_add_loop_test(tcase, half_a_reply_is_a_lost_one, 0, COUNT_OF(halves));
    tcase_add_test(tcase, what_was_said_before_a_reset_is_heard_and_the_reset_is_noticed);
    tcase_add_test(tcase, a_stopped_process_does_not_blame_the_server);
    tcase_add_test(tcase, requests_of_one_turn_leave_in_one_write);
    tcase_add_test(tcase, a_connection_that_hangs_is_given_up_and_named);
    suite_add_tcase(suite, tcase);
    return suite;
}
