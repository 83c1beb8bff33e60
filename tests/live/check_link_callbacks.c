/* The link closed, retried and used from within everything that it calls. */
#include "config.h"

#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/full_listener.h"
#include "live/suites.h"

static struct link_probe probe;
static struct fake_server server;

START_TEST(it_may_be_closed_before_it_is_ready)
{
    struct full_listener full;

    full_listener_open(&full);
    fake_server_open(&server, &probe, (struct fake_script){.greeting = NULL});
    probe_open(&probe, _i == LINK_CONNECTING ? full.url : server.url);
    while (link_state(probe.link) != (enum link_state)_i)
        probe_turn(&probe);
    fake_server_close(&server, &probe);
    full_listener_close(&full);
    ck_assert(probe.closed);
    ck_assert_int_eq(probe.losses, 0);
}
END_TEST

START_TEST(closing_during_a_lookup_leaves_nothing_behind)
{
    probe_init(&probe);
    probe_open(&probe, "redis://does-not-exist.invalid");
    probe_turn(&probe);
    probe_free(&probe);
    ck_assert_int_eq(probe.losses, 0);
}
END_TEST

static void close_link(struct link_probe *of)
{
    of->closed = true;
    link_close(of->link, NULL, NULL);
    link_close(of->link, NULL, NULL); /* has no effect */
    ck_assert_int_eq(link_state(of->link), LINK_CLOSED);
}

static void close_in_answer(struct answer *answer)
{
    if (!answer->probe->closed)
        close_link(answer->probe);
}

static void run_until_closed(void)
{
    while (!probe.closed)
        probe_turn(&probe);
    for (int i = 0; i < 10; i++)
        probe_turn(&probe);
}

START_TEST(it_may_be_closed_when_ready)
{
    fake_server_open(&server, &probe, (struct fake_script){GREETED});
    probe.when_ready = close_link;
    probe_open(&probe, server.url);
    run_until_closed();
    ck_assert_int_eq(probe.readies, 1);
    ck_assert_int_eq(probe.losses, 0);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(it_may_be_closed_when_lost)
{
    fake_server_open(&server, &probe, (struct fake_script){.greeting = "", .hang_up = true});
    probe.when_lost = close_link;
    probe_open(&probe, server.url);
    run_until_closed();
    ck_assert_int_eq(probe.losses, 1);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(it_may_be_closed_in_an_element_and_tells_all_requests_once)
{
    struct answer answers[3] = {{.when_element = close_in_answer}};

    fake_server_open(&server, &probe,
                     (struct fake_script){GREETED, .answer = "*2\r\n:1\r\n:2\r\n+next\r\n"});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        ck_assert(probe_send(&probe, &answers[i], i == 0 ? "XRANGE k - +" : "PING", i == 0));
    run_until_closed();
    ck_assert_uint_eq(answers[0].elements, 1);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert(answers[i].lost);
    }
    ck_assert_int_eq(probe.losses, 0);
    buffer_free(&answers[0].trace);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(it_may_be_closed_in_a_reply_and_tells_the_others_once)
{
    struct answer answers[3] = {{.when_told = close_in_answer}};

    fake_server_open(&server, &probe,
                     (struct fake_script){GREETED, .answer = "+1\r\n+2\r\n+3\r\n"});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    run_until_closed();
    ck_assert(!answers[0].lost && answers[1].lost && answers[2].lost);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(answers[i].calls, 1);
    ck_assert_int_eq(probe.losses, 0);
    fake_server_close(&server, &probe);
}
END_TEST

/* The second request closes the link while all are told of the loss: the third has to know it
 * before link_close() returns, and nobody hears of it after that. */
static void close_and_expect_all_told(struct answer *answer)
{
    close_in_answer(answer);
    ck_assert_int_eq(answer[1].calls, 1);
}

START_TEST(it_may_be_closed_while_a_loss_is_told)
{
    struct answer answers[3] = {{0}, {.when_told = close_and_expect_all_told}};

    fake_server_open(&server, &probe, (struct fake_script){GREETED, .answer = "", .hang_up = true});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    run_until_closed();
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert(answers[i].lost);
    }
    ck_assert_int_eq(probe.losses, 0);
    fake_server_close(&server, &probe);
}
END_TEST

static void retry_link(struct link_probe *of)
{
    if (of->losses > 2)
        return;
    link_retry(of->link);
    ck_assert_int_eq(link_state(of->link), LINK_WAITING);
}

START_TEST(a_retry_in_lost_begins_at_once_also_when_stopped)
{
    fake_server_open(&server, &probe, (struct fake_script){.greeting = "-NOAUTH\r\n"});
    probe.when_lost = retry_link;
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 3);
    ck_assert_int_eq(server.connections, 3);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    fake_server_close(&server, &probe);
}
END_TEST

static void retry_in_answer(struct answer *answer)
{
    link_retry(answer->probe->link);
}

START_TEST(a_retry_while_a_loss_is_told_begins_once)
{
    struct answer answers[2] = {{.when_told = retry_in_answer}, {.when_told = retry_in_answer}};

    fake_server_open(&server, &probe, (struct fake_script){GREETED, .answer = "!"});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 2; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    probe_wait_count(&probe, &probe.readies, 2);
    ck_assert_int_eq(probe.losses, 1);
    ck_assert_int_eq(server.connections, 2);
    fake_server_close(&server, &probe);
}
END_TEST

START_TEST(a_retry_waits_no_longer_and_changes_nothing_when_ready)
{
    fake_server_open(&server, &probe, (struct fake_script){.greeting = "", .hang_up = true});
    probe.limits.backoff_min_ms = probe.limits.backoff_max_ms = 3600 * 1000;
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 1);
    server.script = (struct fake_script){GREETED};
    link_retry(probe.link);
    probe_wait_count(&probe, &probe.readies, 1);
    link_retry(probe.link);
    ck_assert_int_eq(link_state(probe.link), LINK_READY);
    fake_server_close(&server, &probe);
}
END_TEST

static void send_another(struct answer *answer)
{
    if (answer->calls < 500)
        ck_assert(probe_send(answer->probe, answer, "PING", false));
}

START_TEST(a_reply_may_send_the_next_request)
{
    struct answer answer = {.when_told = send_another};

    fake_server_open(&server, &probe, (struct fake_script){GREETED, .answer = "+1\r\n"});
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "PING", false));
    probe_wait_count(&probe, &answer.calls, 500);
    fake_server_close(&server, &probe);
}
END_TEST

static void send_in_ready(struct link_probe *of)
{
    ck_assert(probe_send(of, of->data, "PING", false));
}

START_TEST(ready_may_send)
{
    struct answer answer = {0};

    fake_server_open(&server, &probe, (struct fake_script){GREETED, .answer = "+1\r\n"});
    probe.when_ready = send_in_ready;
    probe.data = &answer;
    probe_open(&probe, server.url);
    probe_wait_answer(&probe, &answer);
    ck_assert(!answer.lost);
    fake_server_close(&server, &probe);
}
END_TEST

Suite *suite_link_callbacks(void)
{
    Suite *suite = suite_create("link_callbacks");
    TCase *tcase = tcase_create("link_callbacks");

    tcase_add_loop_test(tcase, it_may_be_closed_before_it_is_ready, LINK_RESOLVING, LINK_READY);
    tcase_add_test(tcase, closing_during_a_lookup_leaves_nothing_behind);
    tcase_add_test(tcase, it_may_be_closed_when_ready);
    tcase_add_test(tcase, it_may_be_closed_when_lost);
    tcase_add_test(tcase, it_may_be_closed_in_an_element_and_tells_all_requests_once);
    tcase_add_test(tcase, it_may_be_closed_in_a_reply_and_tells_the_others_once);
    tcase_add_test(tcase, it_may_be_closed_while_a_loss_is_told);
    tcase_add_test(tcase, a_retry_in_lost_begins_at_once_also_when_stopped);
    tcase_add_test(tcase, a_retry_while_a_loss_is_told_begins_once);
    tcase_add_test(tcase, a_retry_waits_no_longer_and_changes_nothing_when_ready);
    tcase_add_test(tcase, a_reply_may_send_the_next_request);
    tcase_add_test(tcase, ready_may_send);
    suite_add_tcase(suite, tcase);
    return suite;
}
