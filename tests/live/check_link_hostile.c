/* The link against servers that answer wrongly, slowly, or not at all; and callbacks that close,
 * retry and send from within. */
#include "config.h"

#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/suites.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct link_probe probe;
static struct fake_server server;

static void open_all(struct fake_script script)
{
    probe_init(&probe);
    fake_server_open(&server, &probe.loop, script);
}

static void close_all(void)
{
    fake_server_close(&server);
    probe_free(&probe);
}

static const struct refused {
    struct fake_script script;
    const char *says;
} refused[] = {
    {{.greeting = "HTTP/1.1 400 Bad Request\r\n\r\n"}, "an HTTP server answers here"},
    {{.greeting = "\x15\x03\x01\x02"}, "a TLS server answers here"},
    {{.greeting = "SSH-2.0-OpenSSH_9.2p1\r\n"}, "not Redis"},
    {{.greeting = "garbage"}, "not Redis"},
    {{.greeting = "*2147483647\r\n"}, "too many elements"},
    {{.greeting = "*1\r\n+OK\r\n"}, "would not give"},
    {{.greeting = "-NOAUTH Authentication required.\r\n"}, "wants a password"},
    {{.greeting = "-DENIED Redis is running in protected mode\r\n", .hang_up = true},
     "protected mode"},
    {{.greeting = FAKE_GREETED "+more\r\n"}, "without being asked"},
};

START_TEST(a_server_that_is_no_redis_for_us_stops_it)
{
    open_all(refused[_i].script);
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 1);
    ck_assert_int_eq(probe.loss.class, ERROR_STOP);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    ck_assert_msg(strstr(probe.loss.text, refused[_i].says) != NULL, "%s", probe.loss.text);
    close_all();
}
END_TEST

#define GREETED .greeting = FAKE_GREETED

static const struct refused hostile[] = {
    {{GREETED, .answer = "*2147483647\r\n"}, "too many elements"},
    {{GREETED, .answer = "*1", .tail = "\r\n*1", .tail_size = 4000000}, "nested too deep"},
    {{GREETED, .answer = "$9223372036854775000\r\n", .tail = "x", .tail_size = 300000},
     "too large"},
    {{GREETED, .answer = "+", .tail = "x", .tail_size = 300000}, "line of the reply is too long"},
    {{GREETED, .answer = "!"}, "protocol error"},
    {{GREETED, .answer = "%1\r\n+a\r\n+b\r\n"}, "protocol error"},
    {{GREETED, .answer = "+OK\r\n+OK\r\n"}, "without being asked"},
};

START_TEST(a_hostile_reply_stops_it_and_ends_the_request_once)
{
    struct answer answer = {0};

    open_all(hostile[_i].script);
    probe.limits.reply_bytes = 100000;
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "PING", true));
    probe_wait_count(&probe, &probe.losses, 1);
    ck_assert_int_eq(answer.calls, 1);
    ck_assert_int_eq(probe.loss.class, ERROR_STOP);
    ck_assert_msg(strstr(probe.loss.text, hostile[_i].says) != NULL, "%s", probe.loss.text);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    buffer_free(&answer.trace);
    close_all();
}
END_TEST

static const struct refused passing[] = {
    {{.greeting = NULL}, "connected, but no answer to the greeting in 50ms (is it a TLS port?)"},
    {{.greeting = "+OK\r\n+OK\r\n"}, "connected, but no answer to the greeting in 50ms"},
    {{.greeting = "+O", .hang_up = true}, "no answer to the greeting: the server closed"},
    {{.greeting = "-LOADING Redis is loading\r\n"}, "LOADING"},
    {{.greeting = "-ERR max number of clients reached\r\n", .hang_up = true}, "max number of"},
    {{.greeting = "+OK\r\n+OK\r\n-MASTERDOWN Link is down\r\n"}, "MASTERDOWN"},
};

START_TEST(a_server_that_is_not_there_yet_is_tried_again)
{
    open_all(passing[_i].script);
    probe.limits.greet_ms = 50;
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 2);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    ck_assert_msg(strstr(probe.loss.text, passing[_i].says) != NULL, "%s", probe.loss.text);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    server.script = (struct fake_script){.greeting = FAKE_GREETED};
    probe_wait_count(&probe, &probe.readies, 1);
    close_all();
}
END_TEST

START_TEST(a_reply_in_bytes_with_pauses_is_waited_for)
{
    struct answer answer = {0};

    open_all((struct fake_script){GREETED, .answer = "*2\r\n$3\r\nabc\r\n:7\r\n", .pause_ms = 30});
    probe.limits.reply_ms = 400; /* the whole takes longer */
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "PING", true));
    probe_wait_answer(&probe, &answer);
    ck_assert(!answer.lost);
    ck_assert_str_eq(buffer_text(&answer.trace), "0.0:2 1.0:abc 1.1:7 ");
    buffer_free(&answer.trace);
    close_all();
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

    open_all(halves[_i]);
    probe.limits.reply_ms = 50;
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "PING", true));
    ck_assert(probe_send(&probe, &behind, "PING", false));
    probe_wait_count(&probe, &probe.readies, 2);
    ck_assert_int_eq(answer.calls, 1);
    ck_assert_int_eq(behind.calls, 1);
    ck_assert(answer.lost && behind.lost);
    ck_assert_int_eq(answer.error.class, ERROR_RETRY);
    buffer_free(&answer.trace);
    close_all();
}
END_TEST

START_TEST(requests_of_one_turn_leave_in_one_write)
{
    struct answer answers[100] = {0};

    open_all((struct fake_script){GREETED, .answer = "+1\r\n", .tail = "+1\r\n", .tail_size = 396});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 100; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    probe_wait_answer(&probe, &answers[99]);
    ck_assert_int_eq(server.reads, 2);
    close_all();
}
END_TEST

/* A listener that accepts nobody and whose queue is full, so that connecting hangs. */
struct full_listener {
    int sockets[5];
    char url[48];
};

static void full_listener_open(struct full_listener *full)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_ge(listener, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(listener, 0), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    full->sockets[0] = listener;
    for (int i = 1; i < 5; i++) {
        full->sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        ck_assert_int_ge(full->sockets[i], 0);
        (void)connect(full->sockets[i], (struct sockaddr *)&address, size);
    }
    snprintf(full->url, sizeof(full->url), "redis://127.0.0.1:%d", ntohs(address.sin_port));
}

static void full_listener_close(const struct full_listener *full)
{
    for (int i = 0; i < 5; i++)
        close(full->sockets[i]);
}

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

START_TEST(it_may_be_closed_before_it_is_ready)
{
    struct full_listener full;

    full_listener_open(&full);
    open_all((struct fake_script){.greeting = NULL});
    probe_open(&probe, _i == LINK_CONNECTING ? full.url : server.url);
    while (link_state(probe.link) != (enum link_state)_i)
        probe_turn(&probe);
    close_all();
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
    open_all((struct fake_script){GREETED});
    probe.when_ready = close_link;
    probe_open(&probe, server.url);
    run_until_closed();
    ck_assert_int_eq(probe.readies, 1);
    ck_assert_int_eq(probe.losses, 0);
    close_all();
}
END_TEST

START_TEST(it_may_be_closed_when_lost)
{
    open_all((struct fake_script){.greeting = "", .hang_up = true});
    probe.when_lost = close_link;
    probe_open(&probe, server.url);
    run_until_closed();
    ck_assert_int_eq(probe.losses, 1);
    close_all();
}
END_TEST

START_TEST(it_may_be_closed_in_an_element_and_tells_all_requests_once)
{
    struct answer answers[3] = {{.when_element = close_in_answer}};

    open_all((struct fake_script){GREETED, .answer = "*2\r\n:1\r\n:2\r\n+next\r\n"});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", i == 0));
    run_until_closed();
    ck_assert_uint_eq(answers[0].elements, 1);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert(answers[i].lost);
    }
    ck_assert_int_eq(probe.losses, 0);
    buffer_free(&answers[0].trace);
    close_all();
}
END_TEST

START_TEST(it_may_be_closed_in_a_reply_and_tells_the_others_once)
{
    struct answer answers[3] = {{.when_told = close_in_answer}};

    open_all((struct fake_script){GREETED, .answer = "+1\r\n+2\r\n+3\r\n"});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    run_until_closed();
    ck_assert(!answers[0].lost && answers[1].lost && answers[2].lost);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(answers[i].calls, 1);
    ck_assert_int_eq(probe.losses, 0);
    close_all();
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

    open_all((struct fake_script){GREETED, .answer = "", .hang_up = true});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 3; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    run_until_closed();
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(answers[i].calls, 1);
        ck_assert(answers[i].lost);
    }
    ck_assert_int_eq(probe.losses, 0);
    close_all();
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
    open_all((struct fake_script){.greeting = "-NOAUTH\r\n"});
    probe.when_lost = retry_link;
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 3);
    ck_assert_int_eq(server.connections, 3);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    close_all();
}
END_TEST

static void retry_in_answer(struct answer *answer)
{
    link_retry(answer->probe->link);
}

START_TEST(a_retry_while_a_loss_is_told_begins_once)
{
    struct answer answers[2] = {{.when_told = retry_in_answer}, {.when_told = retry_in_answer}};

    open_all((struct fake_script){GREETED, .answer = "!"});
    probe_connect(&probe, server.url);
    for (int i = 0; i < 2; i++)
        ck_assert(probe_send(&probe, &answers[i], "PING", false));
    probe_wait_count(&probe, &probe.readies, 2);
    ck_assert_int_eq(probe.losses, 1);
    ck_assert_int_eq(server.connections, 2);
    close_all();
}
END_TEST

START_TEST(a_retry_waits_no_longer_and_changes_nothing_when_ready)
{
    open_all((struct fake_script){.greeting = "", .hang_up = true});
    probe.limits.backoff_min_ms = probe.limits.backoff_max_ms = 3600 * 1000;
    probe_open(&probe, server.url);
    probe_wait_count(&probe, &probe.losses, 1);
    server.script = (struct fake_script){GREETED};
    link_retry(probe.link);
    probe_wait_count(&probe, &probe.readies, 1);
    link_retry(probe.link);
    ck_assert_int_eq(link_state(probe.link), LINK_READY);
    close_all();
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

    open_all((struct fake_script){GREETED, .answer = "+1\r\n"});
    probe_connect(&probe, server.url);
    ck_assert(probe_send(&probe, &answer, "PING", false));
    probe_wait_count(&probe, &answer.calls, 500);
    ck_assert_uint_eq(link_pending(probe.link), 0);
    close_all();
}
END_TEST

static void send_in_ready(struct link_probe *of)
{
    ck_assert(probe_send(of, of->data, "PING", false));
}

START_TEST(ready_may_send)
{
    struct answer answer = {0};

    open_all((struct fake_script){GREETED, .answer = "+1\r\n"});
    probe.when_ready = send_in_ready;
    probe.data = &answer;
    probe_open(&probe, server.url);
    probe_wait_answer(&probe, &answer);
    ck_assert(!answer.lost);
    close_all();
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

static TCase *wrong_answers(void)
{
    TCase *tcase = tcase_create("wrong answers");

    tcase_add_loop_test(tcase, a_server_that_is_no_redis_for_us_stops_it, 0, COUNT_OF(refused));
    tcase_add_loop_test(tcase, a_hostile_reply_stops_it_and_ends_the_request_once, 0,
                        COUNT_OF(hostile));
    tcase_add_loop_test(tcase, a_server_that_is_not_there_yet_is_tried_again, 0, COUNT_OF(passing));
    tcase_add_test(tcase, a_reply_in_bytes_with_pauses_is_waited_for);
    tcase_add_loop_test(tcase, half_a_reply_is_a_lost_one, 0, COUNT_OF(halves));
    tcase_add_test(tcase, requests_of_one_turn_leave_in_one_write);
    tcase_add_test(tcase, a_connection_that_hangs_is_given_up_and_named);
    return tcase;
}

static TCase *callbacks(void)
{
    TCase *tcase = tcase_create("callbacks");

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
    return tcase;
}

Suite *suite_link_hostile(void)
{
    Suite *suite = suite_create("link_hostile");

    suite_add_tcase(suite, wrong_answers());
    suite_add_tcase(suite, callbacks());
    return suite;
}
