/* The fence, on a server: who may save what was told of a stream and acknowledge its entries. */
#include "config.h"

#include "live/client_user.h"
#include "live/suites.h"
#include "route/fence.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STREAM "rag:telemetry:acme"
#define TOLD "{rag:telemetry:acme}:driftop:ops"
#define FIELD "threshold:faithfulness"

static struct redis_server *server;
static struct client_user user;

/* What was told last. */
static struct {
    int calls;
    enum fence_result result;
    struct fence_found found;
    struct error error;
} outcome;

static void begin(void)
{
    user_open(&user, server->unix_url, COMMANDS_ROUTE);
    user_wait_ready(&user);
    redis_server_command(server, "CONFIG SET maxmemory 0");
    redis_server_command(server, "FLUSHALL");
    memset(&outcome, 0, sizeof(outcome));
}

static void end(void)
{
    told_free(&outcome.found.told);
    user_close(&user);
}

static struct fence_target target(uint64_t epoch)
{
    return (struct fence_target){user.client, SLICE(STREAM), "ops", epoch};
}

static void on_took(void *context, enum fence_result result, struct fence_found *found,
                    const struct error *error)
{
    ck_assert_ptr_eq(context, &outcome);
    uv_stop(&user.loop);
    told_free(&outcome.found.told);
    outcome.calls++;
    outcome.result = result;
    outcome.found = *found;
    outcome.error = *error;
    user.told++;
}

static void on_done(void *context, enum fence_result result, const struct error *error)
{
    ck_assert_ptr_eq(context, &outcome);
    uv_stop(&user.loop);
    outcome.calls++;
    outcome.result = result;
    outcome.error = *error;
    user.told++;
}

static enum fence_result wait_told(int calls)
{
    while (outcome.calls == calls)
        user_turn(&user);
    ck_assert_int_eq(outcome.calls, calls + 1);
    return outcome.result;
}

static enum fence_result take(uint64_t epoch)
{
    struct fence_target stream = target(epoch);
    int calls = outcome.calls;

    ck_assert(fence_take(&stream, on_took, &outcome));
    return wait_told(calls);
}

static enum fence_result commit(uint64_t epoch, const struct fence_commit *what)
{
    struct fence_target stream = target(epoch);
    int calls = outcome.calls;

    ck_assert(fence_commit(&stream, what, on_done, &outcome));
    return wait_told(calls);
}

static enum fence_result forget(uint64_t epoch)
{
    struct fence_target stream = target(epoch);
    int calls = outcome.calls;

    ck_assert(fence_forget(&stream, on_done, &outcome));
    return wait_told(calls);
}

/* Adds entries 1-0, 2-0 … and has all of them read. */
static void deliver(int entries)
{
    for (int i = 1; i <= entries; i++)
        redis_server_command(server, "XADD " STREAM " %d-0 a b", i);
    redis_server_command(server, "XGROUP CREATE " STREAM " ops 0");
    redis_server_command(server, "XREADGROUP GROUP ops driftop COUNT 10000 STREAMS " STREAM " >");
}

static long long pending(void)
{
    redisReply *reply = redis_server_query(server, "XPENDING " STREAM " ops");
    long long count = reply->element[0]->integer;

    freeReplyObject(reply);
    return count;
}

/* Returns a field of what was told, "" where there is none; valid until the next call. */
static const char *field(const char *name)
{
    static char text[256];
    redisReply *reply = redis_server_query(server, "HGET " TOLD " %s", name);

    snprintf(text, sizeof(text), "%s", reply->type == REDIS_REPLY_STRING ? reply->str : "");
    freeReplyObject(reply);
    return text;
}

static struct told_change change_of(const char *dimension, enum severity level)
{
    char name[32];

    snprintf(name, sizeof(name), "%s", dimension);
    struct told_alert alert = {.kind = KIND_THRESHOLD,
                               .dimension = name,
                               .level = level,
                               .opened = {2, 0},
                               .since = {1, 0},
                               .told_ms = 7};
    return told_change_of(&alert);
}

static const struct stream_id ids[] = {{1, 0}, {2, 0}, {3, 0}};

START_TEST(what_is_taken_holds_our_epoch_and_what_was_told)
{
    struct told_change change = change_of("faithfulness", SEVERITY_WARN);

    ck_assert_int_eq(take(5), FENCE_DONE);
    ck_assert(!outcome.found.known);
    ck_assert_int_eq(stream_id_compare(outcome.found.at, STREAM_ID_MIN), 0);
    ck_assert_uint_eq(told_open_count(&outcome.found.told), 0);
    ck_assert_str_eq(field("epoch"), "5");
    deliver(3);
    struct fence_commit what = {&change, 1, ids[1], ids, 2, false};
    ck_assert_int_eq(commit(5, &what), FENCE_DONE);
    ck_assert_int_eq(pending(), 1);
    ck_assert_str_eq(field("at"), "2-0");
    ck_assert_int_eq(take(9), FENCE_DONE);
    ck_assert(outcome.found.known);
    ck_assert_uint_eq(outcome.found.epoch, 5);
    ck_assert_int_eq(stream_id_compare(outcome.found.at, ids[1]), 0);
    ck_assert_uint_eq(outcome.found.damaged, 0);
    struct told_alert *alert = told_find(&outcome.found.told, KIND_THRESHOLD, "faithfulness");
    ck_assert_ptr_nonnull(alert);
    ck_assert_int_eq(alert->level, SEVERITY_WARN);
    ck_assert_str_eq(field("epoch"), "9");
    told_change_free(&change);
}
END_TEST

START_TEST(an_older_epoch_can_do_nothing)
{
    struct told_change change = change_of("faithfulness", SEVERITY_WARN);
    struct fence_commit all = {&change, 1, ids[1], ids, 2, false},
                        acks = {.acks = ids, .ack_count = 2};

    deliver(3);
    ck_assert_int_eq(take(6), FENCE_DONE);
    ck_assert_int_eq(commit(5, &all), FENCE_STALE);
    ck_assert_int_eq(commit(5, &acks), FENCE_STALE);
    ck_assert_int_eq(forget(5), FENCE_STALE);
    ck_assert_int_eq(take(5), FENCE_STALE);
    ck_assert_uint_eq(outcome.found.epoch, 6);
    ck_assert_int_eq(pending(), 3);
    ck_assert_str_eq(field("epoch"), "6");
    ck_assert_str_eq(field("at"), "");
    ck_assert_int_eq(commit(6, &all), FENCE_DONE);
    ck_assert_int_eq(pending(), 1);
    told_change_free(&change);
}
END_TEST

START_TEST(changes_write_and_remove_and_a_whole_replaces_all)
{
    struct told_change changes[] = {change_of("one", SEVERITY_WARN),
                                    change_of("two", SEVERITY_DEGRADED),
                                    change_of("one", SEVERITY_ABSENT)};
    struct told_change garbage = {changes[0].field, NULL};

    ck_assert_ptr_null(changes[2].value);
    ck_assert_int_eq(take(1), FENCE_DONE);
    ck_assert_int_eq(commit(1, &(struct fence_commit){changes, 2, ids[0], NULL, 0, false}),
                     FENCE_DONE);
    ck_assert_int_eq(redis_server_integer(server, "HLEN " TOLD), 4);
    ck_assert_int_eq(commit(1, &(struct fence_commit){&changes[2], 1, ids[1], NULL, 0, false}),
                     FENCE_DONE);
    ck_assert_int_eq(redis_server_integer(server, "HLEN " TOLD), 3);
    redis_server_command(server, "HSET " TOLD " stray x");
    ck_assert_int_eq(commit(1, &(struct fence_commit){changes, 1, ids[2], NULL, 0, true}),
                     FENCE_DONE);
    ck_assert_int_eq(redis_server_integer(server, "HLEN " TOLD), 3);
    ck_assert_str_eq(field(changes[0].field), changes[0].value);
    ck_assert_str_eq(field("at"), "3-0");
    ck_assert_int_eq(commit(1, &(struct fence_commit){.at = ids[2], .whole = true}), FENCE_DONE);
    ck_assert_int_eq(redis_server_integer(server, "HLEN " TOLD), 2);
    ck_assert_int_eq(commit(1, &(struct fence_commit){&garbage, 1, ids[2], NULL, 0, false}),
                     FENCE_DONE);
    ck_assert_int_eq(forget(1), FENCE_DONE);
    ck_assert_int_eq(redis_server_integer(server, "EXISTS " TOLD), 0);
    ck_assert_int_eq(forget(1), FENCE_DONE);
    for (size_t i = 0; i < 3; i++)
        told_change_free(&changes[i]);
}
END_TEST

/* An alert that closes and opens again before anything was saved. */
START_TEST(of_several_changes_of_one_alert_the_last_one_holds)
{
    struct told_change changes[] = {
        change_of("one", SEVERITY_ABSENT), change_of("one", SEVERITY_WARN),
        change_of("two", SEVERITY_WARN), change_of("two", SEVERITY_ABSENT)};

    ck_assert_int_eq(take(1), FENCE_DONE);
    ck_assert_int_eq(commit(1, &(struct fence_commit){changes, 4, ids[0], NULL, 0, false}),
                     FENCE_DONE);
    ck_assert_str_eq(field(changes[1].field), changes[1].value);
    ck_assert_str_eq(field(changes[2].field), "");
    for (size_t i = 0; i < 4; i++)
        told_change_free(&changes[i]);
}
END_TEST

START_TEST(any_number_of_entries_is_acknowledged)
{
    enum { ENTRIES = 2500 };
    static struct stream_id many[ENTRIES];
    struct told_change change = change_of("faithfulness", SEVERITY_WARN);

    for (int i = 0; i < ENTRIES; i++)
        many[i] = (struct stream_id){(uint64_t)i + 1, 0};
    deliver(ENTRIES);
    ck_assert_int_eq(take(1), FENCE_DONE);
    ck_assert_int_eq(
        commit(1, &(struct fence_commit){&change, 1, many[ENTRIES - 1], many, ENTRIES, false}),
        FENCE_DONE);
    ck_assert_int_eq(pending(), 0);
    ck_assert_str_eq(field("at"), "2500-0");
    told_change_free(&change);
}
END_TEST

START_TEST(a_full_redis_acknowledges_and_saves_nothing)
{
    struct told_change change = change_of("faithfulness", SEVERITY_WARN);
    struct fence_commit all = {&change, 1, ids[1], ids, 2, false},
                        acks = {.acks = ids, .ack_count = 1};

    deliver(3);
    ck_assert_int_eq(take(1), FENCE_DONE);
    redis_server_command(server, "CONFIG SET maxmemory 1");
    ck_assert_int_eq(take(2), FENCE_FULL);
    ck_assert_int_eq(commit(1, &all), FENCE_FULL);
    ck_assert_msg(strncmp(outcome.error.text, "OOM ", 4) == 0, "%s", outcome.error.text);
    ck_assert_int_eq(pending(), 3);
    ck_assert_str_eq(field("at"), "");
    ck_assert_int_eq(commit(1, &acks), FENCE_DONE);
    ck_assert_int_eq(pending(), 2);
    ck_assert_int_eq(take(1), FENCE_DONE); /* nothing has to be written for that */
    redis_server_command(server, "CONFIG SET maxmemory 0");
    ck_assert_int_eq(commit(1, &all), FENCE_DONE);
    ck_assert_int_eq(pending(), 1);
    told_change_free(&change);
}
END_TEST

START_TEST(scripts_are_sent_again_after_they_were_forgotten)
{
    struct told_change change = change_of("faithfulness", SEVERITY_WARN);
    struct fence_commit all = {&change, 1, ids[1], ids, 2, false};

    deliver(3);
    redis_server_command(server, "SCRIPT FLUSH");
    ck_assert_int_eq(take(1), FENCE_DONE);
    redis_server_command(server, "SCRIPT FLUSH");
    ck_assert_int_eq(commit(1, &all), FENCE_DONE);
    ck_assert_int_eq(take(1), FENCE_DONE);
    redis_server_command(server, "CONFIG RESETSTAT");
    ck_assert_int_eq(commit(1, &all), FENCE_DONE);
    ck_assert_int_eq(take(1), FENCE_DONE);
    redisReply *reply = redis_server_query(server, "INFO commandstats");
    ck_assert_ptr_null(strstr(reply->str, "cmdstat_eval:"));
    freeReplyObject(reply);
    told_change_free(&change);
}
END_TEST

START_TEST(an_answer_that_is_lost_is_told_and_may_be_had_again)
{
    struct told_change change = change_of("faithfulness", SEVERITY_WARN);
    struct fence_commit all = {&change, 1, ids[1], ids, 2, false};
    struct fence_target stream = target(1);

    deliver(3);
    ck_assert_int_eq(take(1), FENCE_DONE);
    redis_server_freeze(server);
    int calls = outcome.calls;
    ck_assert(fence_commit(&stream, &all, on_done, &outcome));
    ck_assert_int_eq(wait_told(calls), FENCE_LOST);
    ck_assert(!fence_commit(&stream, &all, on_done, &outcome));
    ck_assert(!fence_take(&stream, on_took, &outcome));
    redis_server_thaw(server);
    user_wait_ready(&user);
    ck_assert_int_eq(commit(1, &all), FENCE_DONE);
    ck_assert_int_eq(pending(), 1);
    told_change_free(&change);
}
END_TEST

START_TEST(what_needs_a_person_is_said)
{
    redis_server_command(server, "SET " TOLD " x");
    ck_assert_int_eq(take(1), FENCE_REFUSED);
    ck_assert_msg(strncmp(outcome.error.text, "WRONGTYPE ", 10) == 0, "%s", outcome.error.text);
    ck_assert_ptr_null(strstr(outcome.error.text, "script"));
}
END_TEST

START_TEST(what_cannot_be_read_is_left_out_and_counted)
{
    struct told_change change = change_of("faithfulness", SEVERITY_WARN);

    redis_server_command(server, "HSET " TOLD " epoch x at y %s z stray w", change.field);
    ck_assert_int_eq(take(1), FENCE_DONE);
    ck_assert_uint_ge(outcome.found.damaged, 2);
    ck_assert_uint_eq(told_open_count(&outcome.found.told), 0);
    told_change_free(&change);
}
END_TEST

static void start(void)
{
    server = redis_server_create(&(struct redis_server_setup){.shared = true});
}

static void stop(void)
{
    redis_server_free(server);
}

Suite *suite_fence(void)
{
    Suite *suite = suite_create("fence");
    TCase *tests = tcase_create("fence");

    tcase_add_unchecked_fixture(tests, start, stop);
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, what_is_taken_holds_our_epoch_and_what_was_told);
    tcase_add_test(tests, an_older_epoch_can_do_nothing);
    tcase_add_test(tests, changes_write_and_remove_and_a_whole_replaces_all);
    tcase_add_test(tests, of_several_changes_of_one_alert_the_last_one_holds);
    tcase_add_test(tests, any_number_of_entries_is_acknowledged);
    tcase_add_test(tests, a_full_redis_acknowledges_and_saves_nothing);
    tcase_add_test(tests, scripts_are_sent_again_after_they_were_forgotten);
    tcase_add_test(tests, an_answer_that_is_lost_is_told_and_may_be_had_again);
    tcase_add_test(tests, what_needs_a_person_is_said);
    tcase_add_test(tests, what_cannot_be_read_is_left_out_and_counted);
    suite_add_tcase(suite, tests);
    return suite;
}
