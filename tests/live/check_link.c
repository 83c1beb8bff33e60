/* The link against a real server: how it connects, and how it comes back. */
#include "config.h"

#include "live/link_probe.h"
#include "live/suites.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct redis_server *server; /* of the tests that leave it as it was */

static void start_server(void)
{
    server = redis_server_create(NULL);
}

static void disconnect(void)
{
    redis_server_disconnect(server);
}

static void stop_server(void)
{
    redis_server_free(server);
}

START_TEST(it_connects_over_tcp_and_a_unix_socket_and_says_its_name)
{
    const char *const urls[] = {server->tcp_url, server->unix_url};
    struct link_probe probe;
    struct answer answer = {0};

    probe_init(&probe);
    probe_connect(&probe, urls[_i]);
    ck_assert_int_eq(link_state(probe.link), LINK_READY);
    ck_assert_int_eq(link_error(probe.link)->class, ERROR_NONE);
    ck_assert_int_eq(link_away_since(probe.link), 0);
    probe_ask(&probe, &answer, "PING");
    ck_assert_int_eq(answer.type, REPLY_STATUS);
    ck_assert_str_eq(answer.text, "PONG");
    redisReply *clients = redis_server_query(server, "CLIENT LIST");
    ck_assert_ptr_nonnull(strstr(clients->str, "name=probe "));
    freeReplyObject(clients);
    probe_free(&probe);
}
END_TEST

START_TEST(a_name_is_looked_up)
{
    struct link_probe probe;
    char url[64];

    probe_init(&probe);
    snprintf(url, sizeof(url), "redis://localhost:%d", server->port);
    probe_connect(&probe, url);
    probe_free(&probe);
}
END_TEST

START_TEST(the_database_of_the_url_is_selected)
{
    struct link_probe probe;
    struct answer answer = {0};
    char url[128];

    redis_server_command(server, "SELECT 3");
    redis_server_command(server, "XADD in-three 1-1 f v");
    redis_server_command(server, "SELECT 0");
    probe_init(&probe);
    snprintf(url, sizeof(url), "unix://%s?db=3", server->socket_path);
    probe_connect(&probe, url);
    probe_ask(&probe, &answer, "XLEN in-three");
    ck_assert_int_eq(answer.integer, 1);
    probe_free(&probe);
}
END_TEST

START_TEST(a_database_that_is_not_there_stops_it)
{
    struct link_probe probe;
    char url[128];

    probe_init(&probe);
    snprintf(url, sizeof(url), "unix://%s?db=9999", server->socket_path);
    probe_fail(&probe, url);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    ck_assert_ptr_nonnull(strstr(probe.loss.text, "SELECT"));
    probe_free(&probe);
}
END_TEST

START_TEST(a_thousand_requests_are_answered_in_their_order)
{
    enum { STREAMS = 40, REQUESTS = 1000 };
    static struct answer answers[REQUESTS];
    struct link_probe probe;
    char command[32];

    for (int stream = 0; stream < STREAMS; stream++) {
        for (int entry = 1; entry <= stream; entry++)
            redis_server_command(server, "XADD order:%d %d-1 f v", stream, entry);
    }
    probe_init(&probe);
    probe_connect(&probe, server->tcp_url);
    for (int i = 0; i < REQUESTS; i++) {
        snprintf(command, sizeof(command), "XLEN order:%d", i % STREAMS);
        ck_assert(probe_send(&probe, &answers[i], command, false));
    }
    probe_wait_answer(&probe, &answers[REQUESTS - 1]);
    for (int i = 0; i < REQUESTS; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert_int_eq(answers[i].integer, i % STREAMS);
    }
    probe_free(&probe);
}
END_TEST

START_TEST(elements_go_to_the_request_as_they_come)
{
    struct link_probe probe;
    struct answer answer = {0};

    redis_server_command(server, "XADD elements 1-1 a 1 b 2");
    redis_server_command(server, "XADD elements 2-0 c 3");
    probe_init(&probe);
    probe_connect(&probe, server->unix_url);
    ck_assert(probe_send(&probe, &answer, "XRANGE elements - +", true));
    probe_wait_answer(&probe, &answer);
    ck_assert_str_eq(buffer_text(&answer.trace),
                     "0.0:2 1.0:2 2.0:1-1 2.1:4 3.0:a 3.1:1 3.2:b 3.3:2 "
                     "1.1:2 2.0:2-0 2.1:2 3.0:c 3.1:3 ");
    ck_assert_uint_eq(answer.nodes, 1);
    ck_assert_int_eq(answer.integer, 2);
    buffer_free(&answer.trace);
    probe_free(&probe);
}
END_TEST

START_TEST(an_error_reply_is_a_reply)
{
    struct link_probe probe;
    struct answer answer = {0};

    redis_server_command(server, "SET a-string x");
    probe_init(&probe);
    probe_connect(&probe, server->unix_url);
    ck_assert(probe_send(&probe, &answer, "XRANGE a-string - +", true));
    probe_wait_answer(&probe, &answer);
    ck_assert_int_eq(answer.type, REPLY_ERROR);
    ck_assert_int_eq(strncmp(answer.text, "WRONGTYPE ", 10), 0);
    ck_assert_uint_eq(answer.elements, 1);
    ck_assert_int_eq(link_state(probe.link), LINK_READY);
    buffer_free(&answer.trace);
    probe_free(&probe);
}
END_TEST

START_TEST(a_reading_link_sends_nothing_that_writes)
{
    struct link_probe probe;
    struct answer answer = {0};

    probe_init(&probe);
    probe_connect(&probe, server->unix_url);
    ck_assert(!probe_send(&probe, &answer, "XADD s * f v", false));
    ck_assert(!probe_send(&probe, &answer, "FLUSHALL", false));
    ck_assert(!probe_send(&probe, &answer, "CLIENT KILL TYPE normal", false));
    probe_turn(&probe);
    ck_assert_int_eq(answer.calls, 0);
    probe_free(&probe);
}
END_TEST

START_TEST(an_idle_link_wakes_nobody)
{
    struct link_probe probe;
    struct answer answer = {0};

    probe_init(&probe);
    probe_connect(&probe, server->tcp_url);
    probe_turn(&probe);
    ck_assert_int_eq(uv_backend_timeout(&probe.loop), -1);
    ck_assert(probe_send(&probe, &answer, "PING", false));
    ck_assert_int_ge(uv_backend_timeout(&probe.loop), 0);
    probe_wait_answer(&probe, &answer);
    probe_turn(&probe);
    ck_assert_int_eq(uv_backend_timeout(&probe.loop), -1);
    probe_free(&probe);
}
END_TEST

START_TEST(a_large_write_is_sent_in_parts)
{
    enum { SIZE = 4 * 1024 * 1024 };
    struct link_probe probe;
    struct answer answers[4] = {0};
    char *command = malloc(SIZE + 64);

    ck_assert_ptr_nonnull(command);
    memset(command, 'x', SIZE);
    memcpy(command, "XADD large * f ", 15);
    command[SIZE] = '\0';
    probe_init(&probe);
    probe.commands = COMMANDS_SINK;
    probe_connect(&probe, server->unix_url);
    for (int i = 0; i < 4; i++)
        ck_assert(probe_send(&probe, &answers[i], command, false));
    probe_wait_answer(&probe, &answers[3]);
    ck_assert_int_eq(answers[3].type, REPLY_STRING);
    ck_assert_int_eq(redis_server_integer(server, "XLEN large"), 4);
    redis_server_command(server, "DEL large");
    free(command);
    probe_free(&probe);
}
END_TEST

START_TEST(a_frozen_server_is_left_and_found_again)
{
    struct redis_server *own = redis_server_create(NULL);
    struct link_probe probe;
    struct answer answers[2] = {0};

    probe_init(&probe);
    probe.limits.reply_ms = 100;
    probe.limits.greet_ms = 100;
    probe_connect(&probe, own->unix_url);
    redis_server_freeze(own);
    ck_assert(probe_send(&probe, &answers[0], "PING", false));
    ck_assert(probe_send(&probe, &answers[1], "PING", false));
    probe_wait_count(&probe, &probe.losses, 2);
    ck_assert_int_eq(answers[0].calls, 1);
    ck_assert_int_eq(answers[1].calls, 1);
    ck_assert(answers[0].lost && answers[1].lost);
    ck_assert_str_eq(answers[0].error.text, "no reply to PING in 100ms");
    ck_assert_int_eq(answers[0].error.class, ERROR_RETRY);
    ck_assert_int_ne(link_away_since(probe.link), 0);
    ck_assert(!probe_send(&probe, &answers[0], "PING", false));
    redis_server_thaw(own);
    probe_wait_state(&probe, LINK_READY);
    ck_assert_int_eq(link_away_since(probe.link), 0);
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

START_TEST(a_killed_server_is_found_again_when_it_is_back)
{
    struct redis_server *own = redis_server_create(NULL);
    const char *const urls[] = {own->tcp_url, own->unix_url};
    struct link_probe probe;
    struct answer answer = {0};

    probe_init(&probe);
    probe_connect(&probe, urls[_i]);
    redis_server_kill(own);
    probe_wait_count(&probe, &probe.losses, 3);
    ck_assert_ptr_nonnull(strstr(probe.loss.text, "Connection refused"));
    redis_server_start(own);
    probe_wait_count(&probe, &probe.readies, 2);
    probe_ask(&probe, &answer, "PING");
    ck_assert(!answer.lost);
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

START_TEST(a_full_server_is_tried_again)
{
    const char *const arguments[] = {"--maxclients", "1", NULL};
    struct redis_server *own =
        redis_server_create(&(struct redis_server_setup){.arguments = arguments});
    struct link_probe probe;

    redis_server_command(own, "PING");
    probe_init(&probe);
    probe_fail(&probe, own->tcp_url);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    ck_assert_msg(strstr(probe.loss.text, "max number of clients") != NULL, "%s", probe.loss.text);
    redis_server_disconnect(own);
    probe_wait_state(&probe, LINK_READY);
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

START_TEST(the_reason_names_what_could_not_be_reached)
{
    static const struct {
        const char *url;
        const char *says;
    } cases[] = {
        {"redis://127.0.0.1:1", "connect 127.0.0.1:1: Connection refused"},
        {"redis://[::1]:1", "connect [::1]:1: "},
        {"redis://localhost:1", "connect localhost:1 ("},
        {"unix:///nowhere/redis.sock", "connect /nowhere/redis.sock: No such file or directory"},
        {"redis://does-not-exist.invalid", "look up does-not-exist.invalid: "},
    };
    struct link_probe probe;

    probe_init(&probe);
    probe_fail(&probe, cases[_i].url);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    ck_assert_int_ne(probe.loss_retry_at, 0);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    ck_assert_msg(strncmp(probe.loss.text, cases[_i].says, strlen(cases[_i].says)) == 0, "%s",
                  probe.loss.text);
    probe_free(&probe);
}
END_TEST

Suite *suite_link(void)
{
    Suite *suite = suite_create("link");
    TCase *shared = tcase_create("server");
    TCase *own = tcase_create("own server");

    tcase_add_unchecked_fixture(shared, start_server, stop_server);
    tcase_add_checked_fixture(shared, NULL, disconnect);
    tcase_add_loop_test(shared, it_connects_over_tcp_and_a_unix_socket_and_says_its_name, 0, 2);
    tcase_add_test(shared, a_name_is_looked_up);
    tcase_add_test(shared, the_database_of_the_url_is_selected);
    tcase_add_test(shared, a_database_that_is_not_there_stops_it);
    tcase_add_test(shared, a_thousand_requests_are_answered_in_their_order);
    tcase_add_test(shared, elements_go_to_the_request_as_they_come);
    tcase_add_test(shared, an_error_reply_is_a_reply);
    tcase_add_test(shared, a_reading_link_sends_nothing_that_writes);
    tcase_add_test(shared, an_idle_link_wakes_nobody);
    tcase_add_test(shared, a_large_write_is_sent_in_parts);
    suite_add_tcase(suite, shared);

    tcase_add_test(own, a_frozen_server_is_left_and_found_again);
    tcase_add_loop_test(own, a_killed_server_is_found_again_when_it_is_back, 0, 2);
    tcase_add_test(own, a_full_server_is_tried_again);
    tcase_add_loop_test(own, the_reason_names_what_could_not_be_reached, 0, 5);
    suite_add_tcase(suite, own);
    return suite;
}
