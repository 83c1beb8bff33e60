/* Dead letters, and streams as destinations: a whole courier with a real Redis. */
#include "config.h"

#include "live/client_user.h"
#include "live/suites.h"
#include "route/courier.h"
#include "route/dead.h"
#include "route/message_read.h"
#include "support/courier_fixture.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include <signal.h>
#include <string.h>

static struct redis_server *server;
static struct client_user user;
static struct destination destination;
static struct courier *courier;
static struct courier_told told;
static struct courier_events events;
static bool closed;
static unsigned lines; /* that its command wrote */
static unsigned letters;
static struct dead_letter letter; /* the last one */

static void on_said(void *context, const char *text)
{
    (void)context;
    (void)text;
    lines++;
}

static void setup(void)
{
    events = courier_fixture_events;
    events.said = on_said;
    lines = 0;
    server = redis_server_create(NULL);
    told = (struct courier_told){0};
    closed = false;
    letters = 0;
    letter = (struct dead_letter){0};
    signal(SIGPIPE, SIG_IGN);
    user_open(&user, server->unix_url, COMMANDS_GREETING | COMMANDS_ROUTE);
    user_wait_ready(&user);
}

static void open_it(void)
{
    struct error error = {0};
    const struct courier_options options = {.loop = &user.loop,
                                            .destination = &destination,
                                            .client = user.client,
                                            .events = &events,
                                            .context = &told};
    courier = courier_open(&options, &error);
    ck_assert_msg(courier != NULL, "%s", error.text);
}

static void open_courier(enum destination_kind kind, const char *target)
{
    destination = courier_fixture_destination(kind);
    destination.target = target;
    open_it();
}

static void on_closed(void *context)
{
    (void)context;
    closed = true;
}

static void close_courier(void)
{
    courier_close(courier, on_closed, NULL);
    while (!closed)
        uv_run(&user.loop, UV_RUN_ONCE);
    courier = NULL;
}

static void teardown(void)
{
    if (courier != NULL)
        close_courier();
    user_close(&user);
    redis_server_free(server);
    buffer_free(&told.settled);
    dead_letter_free(&letter);
}

static void post(const char *name, uint64_t sequence)
{
    struct message *message = courier_fixture_message(&destination, name, EDGE_FIRING,
                                                      SEVERITY_ABSENT, SEVERITY_WARN, sequence);

    message->at_ms = COURIER_EPOCH_MS;
    courier_post(courier, message);
}

static void wait_settled(const char *expected)
{
    while (strlen(buffer_text(&told.settled)) < strlen(expected))
        user_turn(&user);
    ck_assert_str_eq(buffer_text(&told.settled), expected);
}

static void on_letters(void *context, const struct reply *reply, const struct error *error)
{
    bool *answered = context;

    ck_assert_msg(reply != NULL, "%s", error->text);
    letters = (unsigned)reply->nodes[0].integer;
    for (size_t i = 0; i < letters; i++) {
        dead_letter_free(&letter);
        ck_assert(dead_letter_read(reply, reply_child(reply, 0, i), &letter));
    }
    *answered = true;
}

static void read_letters(void)
{
    const struct slice words[] = {SLICE("XRANGE"), SLICE("driftop:ops:dead"), SLICE("-"),
                                  SLICE("+")};
    bool answered = false;
    const struct client_request request = {
        .words = words, .count = 4, .on_reply = on_letters, .context = &answered};

    ck_assert(client_send(user.client, &request));
    while (!answered)
        user_turn(&user);
}

START_TEST(what_is_refused_is_kept_with_all_that_is_known_of_it)
{
    struct error error = {0};

    open_courier(DESTINATION_COMMAND, "sh -c 'echo no such team >&2; exit 3'");
    post("ax", 7);
    wait_settled("a7!");
    read_letters();
    ck_assert_int_eq(letters, 1);
    ck_assert_str_eq(letter.why, "sh ended with status 3");
    ck_assert_int_eq(letter.status, 3);
    ck_assert_str_eq(letter.answer, "no such team");
    ck_assert_str_eq(letter.stream, "a");
    ck_assert_int_eq(letter.at.ms, COURIER_EPOCH_MS + 7);
    struct message *again = message_read(&destination, slice_of(letter.document), &error);
    ck_assert_msg(again != NULL, "%s", error.text);
    ck_assert_str_eq(again->tenant, "a");
    ck_assert_str_eq(again->dimension, "x");
    ck_assert_int_eq(again->edge, EDGE_FIRING);
    ck_assert_int_eq(strlen(again->id), MESSAGE_ID_SIZE - 1);
    message_free(again);
}
END_TEST

START_TEST(of_a_digest_that_is_refused_each_message_is_kept)
{
    destination = courier_fixture_destination(DESTINATION_COMMAND);
    destination.target = "sh -c 'exit 1'";
    destination.digest_messages = 2;
    destination.digest_ms = 60000;
    open_it();
    for (unsigned i = 1; i <= 5; i++)
        post((const char[]){(char)('a' + i), 'x', '\0'}, i);
    courier_retry(courier);
    wait_settled("b1! c2! d3! e4! f5!");
    read_letters();
    ck_assert_int_eq(letters, 5);
}
END_TEST

/* What is not kept anywhere is not over. */
START_TEST(where_no_letter_can_be_written_the_message_is_tried_again)
{
    open_courier(DESTINATION_COMMAND, "sh -c 'exit 1'");
    redis_server_command(server, "SET driftop:ops:dead x");
    post("ax", 1);
    while (courier_status(courier).tries == 0)
        user_turn(&user);
    ck_assert_str_eq(buffer_text(&told.settled), "");
    ck_assert_str_eq(courier_status(courier).error.text,
                     "sh ended with status 1; and no dead letter is written of it: WRONGTYPE "
                     "Operation against a key holding the wrong kind of value");
    redis_server_command(server, "DEL driftop:ops:dead");
    courier_retry(courier);
    wait_settled("a1!");
    read_letters();
    ck_assert_int_eq(letters, 1);
}
END_TEST

/* A line without an end is told when the command has ended. */
START_TEST(a_courier_may_be_closed_while_a_letter_is_written)
{
    open_courier(DESTINATION_COMMAND, "sh -c 'printf x; exit 1'");
    redis_server_freeze(server);
    post("ax", 1);
    while (lines == 0)
        uv_run(&user.loop, UV_RUN_NOWAIT);
    ck_assert_int_eq(courier_status(courier).tries, 0);
    close_courier();
    redis_server_thaw(server);
    ck_assert_str_eq(buffer_text(&told.settled), "");
}
END_TEST

/* --- streams --- */

START_TEST(a_stream_takes_an_entry_a_message)
{
    struct buffer document = {0};

    open_courier(DESTINATION_STREAM, "alerts");
    for (unsigned i = 1; i <= 40; i++)
        post((const char[]){(char)('A' + i), 'x', '\0'}, i);
    while (courier_status(courier).accepted < 40)
        user_turn(&user);
    ck_assert_int_eq(redis_server_integer(server, "XLEN alerts"), 40);
    redisReply *reply = redis_server_query(server, "XRANGE alerts - + COUNT 1");
    redisReply *fields = reply->element[0]->element[1];
    ck_assert_str_eq(fields->element[0]->str, "id");
    ck_assert_str_eq(fields->element[2]->str, "edge");
    ck_assert_str_eq(fields->element[3]->str, "firing");
    ck_assert_str_eq(fields->element[4]->str, "alert");
    buffer_append(&document, fields->element[5]->str, fields->element[5]->len);
    ck_assert_ptr_nonnull(strstr(buffer_text(&document), "\"schema\":\"driftop.alert/1\""));
    freeReplyObject(reply);
    buffer_free(&document);
}
END_TEST

START_TEST(what_a_stream_does_not_take_now_waits)
{
    open_courier(DESTINATION_STREAM, "alerts");
    redis_server_command(server, "SET alerts x");
    post("ax", 1);
    while (courier_status(courier).tries == 0)
        user_turn(&user);
    ck_assert_str_eq(courier_status(courier).error.text,
                     "XADD alerts: WRONGTYPE Operation against a key holding the wrong kind of "
                     "value");
    redis_server_kill(server);
    courier_retry(courier);
    while (courier_status(courier).tries == 1)
        user_turn(&user);
    redis_server_start(server);
    while (buffer_text(&told.settled)[0] == '\0') {
        courier_retry(courier);
        user_turn(&user);
    }
    ck_assert_str_eq(buffer_text(&told.settled), "a1");
    ck_assert_int_eq(redis_server_integer(server, "XLEN alerts"), 1);
}
END_TEST

START_TEST(what_is_under_way_to_a_stream_at_the_end_is_told_to_nobody)
{
    open_courier(DESTINATION_STREAM, "alerts");
    redis_server_freeze(server);
    post("ax", 1);
    while (courier_status(courier).under_way == 0)
        uv_run(&user.loop, UV_RUN_NOWAIT);
    close_courier();
    redis_server_thaw(server);
    ck_assert_str_eq(user_ask(&user, "XLEN alerts"), "1");
    ck_assert_str_eq(buffer_text(&told.settled), "");
}
END_TEST

Suite *suite_dead(void)
{
    if (redis_server_program() == NULL)
        return skipped_suite("dead", "there is no redis-server");
    Suite *suite = suite_create("dead");
    TCase *tcase = tcase_create("dead");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, what_is_refused_is_kept_with_all_that_is_known_of_it);
    tcase_add_test(tcase, of_a_digest_that_is_refused_each_message_is_kept);
    tcase_add_test(tcase, where_no_letter_can_be_written_the_message_is_tried_again);
    tcase_add_test(tcase, a_courier_may_be_closed_while_a_letter_is_written);
    tcase_add_test(tcase, a_stream_takes_an_entry_a_message);
    tcase_add_test(tcase, what_a_stream_does_not_take_now_waits);
    tcase_add_test(tcase, what_is_under_way_to_a_stream_at_the_end_is_told_to_nobody);
    suite_add_tcase(suite, tcase);
    return suite;
}
