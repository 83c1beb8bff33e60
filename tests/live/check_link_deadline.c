/* Deadlines of single requests, and what they mean for the others of the connection. */
#include "config.h"

#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/suites.h"
#include "support/redis_server.h"

static struct link_probe probe;
static struct fake_server server;

static void request(struct answer *answer, const char *command)
{
    ck_assert(probe_send(&probe, answer, command, false));
}

START_TEST(a_request_past_its_deadline_is_told_and_the_others_go_on)
{
    struct answer answers[4] = {{0}, {.deadline_ms = 30}, {.deadline_ms = 20}, {0}};

    fake_server_open(&server, &probe, (struct fake_script){GREETED});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        request(&answers[i], "PING");
    probe_wait_answer(&probe, &answers[1]);
    ck_assert_int_eq(answers[2].calls, 1);
    ck_assert(answers[1].lost && answers[2].lost);
    ck_assert_str_eq(answers[1].error.text, "no reply to PING in 30ms");
    ck_assert_int_eq(answers[1].error.class, ERROR_RETRY);
    ck_assert_int_eq(answers[0].calls, 0);
    server.script.answer = "+0\r\n+1\r\n+2\r\n+3\r\n";
    request(&answers[3], "PING");
    probe_wait_answer(&probe, &answers[3]);
    ck_assert_str_eq(answers[0].text, "0");
    ck_assert_str_eq(answers[3].text, "3");
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(answers[i].calls, 1);
    ck_assert_int_eq(probe.losses, 0);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(no_element_follows_the_deadline)
{
    struct answer answer = {.deadline_ms = 40}, behind = {0};

    fake_server_open(&server, &probe, (struct fake_script){GREETED, .answer = "*3\r\n:1\r\n"});
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "XRANGE k - +", true));
    probe_wait_answer(&probe, &answer);
    ck_assert(answer.lost);
    ck_assert_str_eq(buffer_text(&answer.trace), "0.0:3 1.0:1 ");
    server.script.answer = ":2\r\n$4\r\nlate\r\n+next\r\n";
    request(&behind, "PING");
    probe_wait_answer(&probe, &behind);
    ck_assert_str_eq(behind.text, "next");
    ck_assert_str_eq(buffer_text(&answer.trace), "0.0:3 1.0:1 ");
    ck_assert_int_eq(answer.calls, 1);
    buffer_free(&answer.trace);
    fake_server_close(&server, &probe);
}
END_TEST

/* A reply that nobody waits for may be of any length: nothing of it is kept. */
START_TEST(a_late_reply_is_not_collected)
{
    struct answer answer = {.deadline_ms = 20}, behind = {0};

    fake_server_open(&server, &probe, (struct fake_script){GREETED});
    probe.limits.reply_bytes = 1000;
    probe_connect(&probe, server.url);
    request(&answer, "XRANGE k - +");
    probe_wait_answer(&probe, &answer);
    server.script = (struct fake_script){GREETED, .answer = "*500\r\n",
                                         .tail = "$10\r\n0123456789\r\n", .tail_size = 500 * 17};
    request(&behind, "PING");
    while (server.reads < 3)
        probe_turn(&probe);
    server.script = (struct fake_script){GREETED, .answer = "+behind\r\n+more\r\n"};
    struct answer last = {0};
    request(&last, "PING");
    probe_wait_answer(&probe, &last);
    ck_assert_str_eq(behind.text, "behind");
    ck_assert_int_eq(probe.losses, 0);
    fake_server_close(&server, &probe);
}
END_TEST

/* The link itself gives a silent server 50 ms. */
START_TEST(a_longer_deadline_lets_the_server_be_silent)
{
    struct redis_server *own = redis_server_create(NULL);
    struct answer answer = {.deadline_ms = 30000}, behind = {0};

    probe_init(&probe);
    probe.limits.reply_ms = 50;
    probe_connect(&probe, own->unix_url);
    request(&answer, "XREAD BLOCK 300 STREAMS nothing $");
    request(&behind, "PING");
    probe_wait_answer(&probe, &behind);
    ck_assert_int_eq(answer.type, REPLY_NIL);
    ck_assert(!answer.lost && !behind.lost);
    ck_assert_int_eq(probe.losses, 0);
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

START_TEST(a_server_that_stays_silent_beyond_it_is_lost)
{
    struct answer answer = {.deadline_ms = 60}, behind = {0};

    fake_server_open(&server, &probe, (struct fake_script){GREETED});
    probe.limits.reply_ms = 20;
    probe_connect(&probe, server.url);
    request(&answer, "PING");
    request(&behind, "PING");
    probe_wait_count(&probe, &probe.losses, 1);
    ck_assert(answer.lost && behind.lost);
    ck_assert_int_eq(answer.calls, 1);
    ck_assert_str_eq(answer.error.text, "no reply to PING in 60ms");
    ck_assert_str_eq(behind.error.text, "no reply to PING in 20ms");
    fake_server_close(&server, &probe);
}
END_TEST

static struct answer another;

static void send_another(struct answer *answer)
{
    (void)answer;
    request(&another, "PING");
}

static void close_link(struct answer *answer)
{
    (void)answer;
    probe.closed = true;
    link_close(probe.link, NULL, NULL);
}

START_TEST(who_is_told_may_send_and_close)
{
    struct answer answers[3] = {{.deadline_ms = 20, .when_told = send_another},
                                {.deadline_ms = 40, .when_told = close_link},
                                {.deadline_ms = 10000}};

    another = (struct answer){0};
    fake_server_open(&server, &probe, (struct fake_script){GREETED});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        request(&answers[i], "PING");
    probe_wait_answer(&probe, &answers[1]);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(answers[i].calls, 1);
    ck_assert(answers[2].lost && another.lost);
    ck_assert_int_eq(another.calls, 1);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(no_deadline_outlives_its_request)
{
    struct answer answer = {.deadline_ms = 10000};

    fake_server_open(&server, &probe, (struct fake_script){GREETED, .answer = "+now\r\n"});
    probe_connect(&probe, server.url);
    probe_ask(&probe, &answer, "PING");
    probe_turn(&probe);
    ck_assert_int_eq(uv_backend_timeout(&probe.loop), -1);
    fake_server_close(&server, &probe);
}
END_TEST

Suite *suite_link_deadline(void)
{
    Suite *suite = suite_create("link_deadline");
    TCase *tcase = tcase_create("link_deadline");

    tcase_add_test(tcase, a_request_past_its_deadline_is_told_and_the_others_go_on);
    tcase_add_test(tcase, no_element_follows_the_deadline);
    tcase_add_test(tcase, a_late_reply_is_not_collected);
    tcase_add_test(tcase, a_longer_deadline_lets_the_server_be_silent);
    tcase_add_test(tcase, a_server_that_stays_silent_beyond_it_is_lost);
    tcase_add_test(tcase, who_is_told_may_send_and_close);
    tcase_add_test(tcase, no_deadline_outlives_its_request);
    suite_add_tcase(suite, tcase);
    return suite;
}
