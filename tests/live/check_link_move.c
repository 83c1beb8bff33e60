/* The link that goes to another server. */
#include "config.h"

#include "base/timestamp.h"
#include "live/full_listener.h"
#include "live/link_probe.h"
#include "live/suites.h"
#include "support/redis_server.h"

#include <stdio.h>

#define REQUESTS 20

static struct link_probe probe;
static struct redis_server *here, *there;

static void start_servers(void)
{
    here = redis_server_create(NULL);
    there = redis_server_create(NULL);
    redis_server_command(there, "XADD there 1-1 f v");
    probe_init(&probe);
}

static void stop_servers(void)
{
    redis_server_free(here);
    redis_server_free(there);
}

static void move_to(const char *text)
{
    struct redis_url url;
    struct error reason, error;

    ck_assert_msg(redis_url_parse(text, &url, &error), "%s", error.text);
    error_set(&reason, ERROR_RESOLVE, "it moved");
    link_move(probe.link, &url, &reason);
    redis_url_free(&url);
}

static void expect_entries(const char *key, int64_t entries)
{
    struct answer answer = {0};
    char command[64];

    snprintf(command, sizeof(command), "XLEN %s", key);
    probe_ask(&probe, &answer, command);
    ck_assert_int_eq(answer.integer, entries);
}

static void told_at_loss(struct link_probe *of)
{
    ck_assert_int_eq(of->loss_state, LINK_RESOLVING);
    ck_assert_int_eq(of->loss_retry_at, 0);
    ck_assert_int_ne(link_away_since(of->link), 0);
}

START_TEST(it_tells_what_is_under_way_and_is_ready_there)
{
    struct answer answers[REQUESTS] = {{0}};

    probe_connect(&probe, here->unix_url);
    probe.when_lost = told_at_loss;
    redis_server_freeze(here);
    for (int i = 0; i < REQUESTS; i++) {
        ck_assert(probe_send(&probe, &answers[i], "XLEN there", false));
        if (i == REQUESTS / 2)
            probe_turn(&probe);
    }
    move_to(there->tcp_url);
    for (int i = 0; i < REQUESTS; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert(answers[i].lost);
        ck_assert_str_eq(answers[i].error.text, "it moved");
    }
    ck_assert_int_eq(probe.losses, 1);
    ck_assert_str_eq(probe.loss.text, "it moved");
    probe_wait_count(&probe, &probe.readies, 2);
    ck_assert_int_eq(link_error(probe.link)->class, ERROR_NONE);
    expect_entries("there", 1);
    redis_server_thaw(here);
    probe_free(&probe);
}
END_TEST

START_TEST(it_does_not_wait_for_the_next_try_of_the_one_that_is_away)
{
    redis_server_kill(here);
    probe.limits.backoff_min_ms = probe.limits.backoff_max_ms = 3600000;
    probe_fail(&probe, here->tcp_url);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    move_to(there->tcp_url);
    ck_assert_int_eq(link_retry_at(probe.link), 0);
    probe_wait_count(&probe, &probe.readies, 1);
    ck_assert_int_eq(probe.losses, 1);
    expect_entries("there", 1);
    probe_free(&probe);
}
END_TEST

START_TEST(pauses_begin_anew_there)
{
    int64_t pause_ms;

    redis_server_kill(here);
    redis_server_kill(there);
    probe.limits.backoff_min_ms = 3600000;
    probe.limits.backoff_max_ms = 64 * probe.limits.backoff_min_ms;
    probe_fail(&probe, here->tcp_url);
    for (int losses = 2; losses < 6; losses++) {
        link_retry(probe.link);
        probe_wait_count(&probe, &probe.losses, losses);
    }
    pause_ms = probe.loss_retry_at - timestamp_monotonic();
    ck_assert_int_gt(pause_ms, 4 * probe.limits.backoff_min_ms);
    move_to(there->tcp_url);
    probe_wait_count(&probe, &probe.losses, 6);
    pause_ms = probe.loss_retry_at - timestamp_monotonic();
    ck_assert_int_le(pause_ms, probe.limits.backoff_min_ms);
    probe_free(&probe);
}
END_TEST

/* In each state that comes before it is ready, nobody is told. */
START_TEST(it_may_move_while_it_connects)
{
    struct full_listener full;

    full_listener_open(&full);
    redis_server_freeze(here);
    probe_open(&probe, _i == LINK_CONNECTING ? full.url : here->tcp_url);
    while (link_state(probe.link) != (enum link_state)_i)
        probe_turn(&probe);
    move_to(there->tcp_url);
    ck_assert_int_eq(link_state(probe.link), LINK_RESOLVING);
    probe_wait_count(&probe, &probe.readies, 1);
    ck_assert_int_eq(probe.losses, 0);
    expect_entries("there", 1);
    full_listener_close(&full);
    probe_free(&probe);
}
END_TEST

/* The server that it leaves is the one that refused it. */
START_TEST(what_stopped_goes_on_there)
{
    redis_server_command(here, "CONFIG SET requirepass secret");
    probe_fail(&probe, here->tcp_url);
    ck_assert_int_eq(probe.loss_state, LINK_STOPPED);
    move_to(there->tcp_url);
    probe_wait_count(&probe, &probe.readies, 1);
    expect_entries("there", 1);
    probe_free(&probe);
}
END_TEST

static void move_there(struct link_probe *of)
{
    if (of->losses <= 1)
        move_to(there->tcp_url);
}

static void move_in_answer(struct answer *answer)
{
    move_there(answer->probe);
}

START_TEST(it_may_move_within_whatever_it_calls)
{
    struct answer answers[3] = {{.when_told = move_in_answer}};

    probe_connect(&probe, here->unix_url);
    probe.when_lost = _i == 0 ? NULL : move_there;
    for (int i = 0; i < 3; i++)
        ck_assert(probe_send(&probe, &answers[i], "XLEN there", false));
    if (_i == 2)
        move_to(here->unix_url);
    else
        probe_wait_answer(&probe, &answers[0]);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(answers[i].calls, 1);
    ck_assert(answers[2].lost);
    ck_assert_int_eq(probe.losses, 1);
    probe_wait_count(&probe, &probe.readies, 2);
    expect_entries("there", 1);
    probe_free(&probe);
}
END_TEST

static void close_link(struct answer *answer)
{
    answer->probe->closed = true;
    link_close(answer->probe->link, NULL, NULL);
}

START_TEST(it_may_be_closed_while_it_tells_that_it_moved)
{
    struct answer answers[2] = {{.when_told = close_link}};

    probe_connect(&probe, here->unix_url);
    for (int i = 0; i < 2; i++)
        ck_assert(probe_send(&probe, &answers[i], "XLEN there", false));
    move_to(there->tcp_url);
    ck_assert_int_eq(answers[0].calls + answers[1].calls, 2);
    ck_assert_int_eq(probe.losses, 0);
    probe_free(&probe);
}
END_TEST

Suite *suite_link_move(void)
{
    Suite *suite = suite_create("link_move");
    TCase *tcase = tcase_create("link_move");

    tcase_add_checked_fixture(tcase, start_servers, stop_servers);
    tcase_add_test(tcase, it_tells_what_is_under_way_and_is_ready_there);
    tcase_add_test(tcase, it_does_not_wait_for_the_next_try_of_the_one_that_is_away);
    tcase_add_test(tcase, pauses_begin_anew_there);
    tcase_add_loop_test(tcase, it_may_move_while_it_connects, LINK_RESOLVING, LINK_READY);
    tcase_add_test(tcase, what_stopped_goes_on_there);
    tcase_add_loop_test(tcase, it_may_move_within_whatever_it_calls, 0, 3);
    tcase_add_test(tcase, it_may_be_closed_while_it_tells_that_it_moved);
    suite_add_tcase(suite, tcase);
    return suite;
}
