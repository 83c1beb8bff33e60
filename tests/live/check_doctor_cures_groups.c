/* What doctor says of consumer groups: each fault is provoked on a real server, named, and cured by
 * the line that is printed with it; a router at work is no fault. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/patient.h"
#include "live/producer.h"
#include "live/suites.h"
#include "support/has.h"
#include "support/runner.h"
#include "support/wait.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define KEY PRODUCER_PREFIX "acme"
#define ROUTE "exec \"$DRIFTOP\" route --rule 1/1/1 --to %s '%s'"

static struct patient patient;
static struct child route;

static void set_up(void)
{
    patient_begin(&patient, NULL);
    route = (struct child){0};
}

static void tear_down(void)
{
    child_free(&route);
    patient_end(&patient);
}

static int64_t ago(int64_t ms)
{
    return timestamp_now() - ms;
}

/* Adds reports of some time ago, one a second. */
static void add(const char *key, int64_t ms, size_t count)
{
    produce_many(patient.server, key, ago(ms), MS_PER_SECOND, count);
}

static void command(const char *line)
{
    patient_paste(&patient, line);
}

/* Reads as a consumer of group "ops" does. */
static void read_some(const char *consumer, int count)
{
    redis_server_command(patient.server, "XREADGROUP GROUP ops %s COUNT %d STREAMS " KEY " >",
                         consumer, count);
}

/* --- alerts-lost --- */

/* Returns what XINFO GROUPS says that a cure must leave as it is. */
static void keep_state(struct buffer *text)
{
    redisReply *reply = redis_server_query(patient.server, "XINFO GROUPS " KEY);
    const redisReply *group = reply->element[0];

    buffer_clear(text);
    ck_assert_str_eq(group->element[7]->str != NULL ? group->element[6]->str : "",
                     "last-delivered-id");
    buffer_printf(text, "%s %lld %lld", group->element[7]->str, group->element[3]->integer,
                  group->element[5]->integer);
    freeReplyObject(reply);
}

static void cure_loss(const char *evidence)
{
    struct buffer before = {0}, after = {0};

    keep_state(&before);
    patient_is_cured(&patient, "alerts-lost", KEY, "error");
    has(patient.cured, evidence);
    keep_state(&after);
    ck_assert_str_eq(buffer_text(&before), buffer_text(&after));
    buffer_free(&before);
    buffer_free(&after);
}

static void lose_two(void)
{
    add(KEY, MS_PER_HOUR, 10);
    command("XGROUP CREATE " KEY " ops 0");
    read_some("worker", 5);
    command("XTRIM " KEY " MAXLEN 3");
}

START_TEST(what_is_trimmed_before_it_is_read_is_lost)
{
    lose_two();
    cure_loss("never given 2 of 10 entries");
    read_some("worker", 100);
    patient_expect_none(&patient, "alerts-lost", NULL);
}
END_TEST

/* Redis 7.0 counts on from what was read, later ones from where the group has come to: nothing is
 * left to see there. */
static bool counts_what_was_read(void)
{
    redisReply *reply = redis_server_query(patient.server, "XINFO GROUPS " KEY);
    const redisReply *group = reply->element[0];
    bool counts = group->elements > 9 && group->element[9]->integer == 8;

    freeReplyObject(reply);
    return counts;
}

START_TEST(what_was_trimmed_stays_lost_when_the_rest_is_read)
{
    lose_two();
    read_some("worker", 100);
    if (counts_what_was_read())
        cure_loss("never given 2 of 10 entries");
    patient_examine(&patient);
    ck_assert_ptr_null(patient_find(&patient, "alerts-lost", NULL));
    ck_assert_ptr_null(patient_find(&patient, "group-lag", NULL));
}
END_TEST

START_TEST(a_group_that_begins_in_a_trimmed_stream_has_lost_nothing)
{
    char line[128];

    add(KEY, MS_PER_HOUR, 30);
    command("XTRIM " KEY " MAXLEN 20");
    snprintf(line, sizeof(line), "XGROUP CREATE " KEY " ops %" PRId64 "-0",
             ago(30 * MS_PER_MINUTE));
    command(line);
    command("XGROUP CREATE " KEY " early 0");
    snprintf(line, sizeof(line), "XGROUP CREATE " KEY " within %" PRId64 "-0",
             ago(MS_PER_HOUR - 15 * MS_PER_SECOND));
    command(line);
    patient_expect_none(&patient, "alerts-lost", NULL);
    read_some("worker", 5);
    command("XDEL " KEY " 1-0");
    patient_expect_none(&patient, "alerts-lost", NULL);
}
END_TEST

/* --- group-lag --- */

START_TEST(a_group_that_nobody_reads_is_behind)
{
    add(KEY, MS_PER_HOUR, 150);
    command("XGROUP CREATE " KEY " ops 0");
    patient_is_cured(&patient, "group-lag", KEY, "warning");
    has(patient.cured, "has not read 150 of 150 entries, the first of them for 1h");
}
END_TEST

START_TEST(a_group_with_any_name_is_cured)
{
    add(PRODUCER_PREFIX "a \"b\" \\", MS_PER_HOUR, 150);
    command("XGROUP CREATE \"" PRODUCER_PREFIX "a \\\"b\\\" \\\\\" \"o'p\\x00 \\xff\\n\" 0");
    patient_is_cured(&patient, "group-lag", NULL, "warning");
    has(patient.cured, "150 of 150");
}
END_TEST

/* An entry that was deleted in front of it leaves the server without a count. */
START_TEST(a_lag_that_the_server_does_not_know_is_counted)
{
    char line[128];

    add(KEY, MS_PER_HOUR, 151);
    command("XGROUP CREATE " KEY " ops 0");
    read_some("worker", 5);
    redisReply *reply = redis_server_query(patient.server, "XRANGE " KEY " - + COUNT 9");
    snprintf(line, sizeof(line), "XDEL " KEY " %s", reply->element[8]->element[0]->str);
    freeReplyObject(reply);
    command(line);
    has(patient_expect(&patient, "group-lag", KEY, "warning")->evidence,
        "has not read 145 of 150 entries");
}
END_TEST

/* --- pending-old --- */

/* Has entries been pending for an hour, with a consumer. */
static void let_age(const char *consumer)
{
    redisReply *reply = redis_server_query(patient.server, "XPENDING " KEY " ops - + 1000");

    for (size_t i = 0; i < reply->elements; i++)
        redis_server_command(patient.server, "XCLAIM " KEY " ops %s 0 %s IDLE 3600000 JUSTID",
                             consumer, reply->element[i]->element[0]->str);
    freeReplyObject(reply);
}

static void leave_pending(int count)
{
    add(KEY, MS_PER_HOUR, (size_t)count);
    command("XGROUP CREATE " KEY " ops 0");
    read_some("worker", count);
    let_age("worker");
}

START_TEST(entries_that_nobody_acknowledges_are_given_to_another)
{
    leave_pending(7);
    redis_server_command(patient.server, "XGROUP CREATECONSUMER " KEY " ops other");
    patient_is_cured(&patient, "pending-old", KEY, "warning");
    has(patient.cured, "7 of 7 pending entries of group ops are older than 10m; "
                       "the first, at worker, is 1h old");
    redisReply *reply = redis_server_query(patient.server, "XPENDING " KEY " ops - + 10 other");
    ck_assert_uint_eq(reply->elements, 7);
    freeReplyObject(reply);
}
END_TEST

START_TEST(many_pending_entries_are_all_given_to_another)
{
    leave_pending(600);
    redis_server_command(patient.server, "XGROUP CREATECONSUMER " KEY " ops other");
    patient_is_cured(&patient, "pending-old", KEY, "warning");
    has(patient.cured, "at least 100 of 600");
}
END_TEST

START_TEST(entries_of_the_only_consumer_are_left_to_it)
{
    leave_pending(7);
    const struct patient_finding *finding = patient_expect(&patient, "pending-old", KEY, "warning");
    ck_assert_str_eq(finding->cure, "");
    has(finding->note, "with IDLE 600000 - + 10");
    redisReply *reply =
        redis_server_query(patient.server, "XPENDING " KEY " ops IDLE 600000 - + 10");
    ck_assert_uint_eq(reply->elements, 7);
    freeReplyObject(reply);
}
END_TEST

/* --- consumer-abandoned --- */

/* Waits until a consumer has done nothing for so long. */
static void wait_idle(const char *consumer, long long idle_ms)
{
    struct deadline deadline = deadline_in(20000);
    bool idles = false;

    while (!idles) {
        redisReply *reply = redis_server_query(patient.server, "XINFO CONSUMERS " KEY " ops");
        for (size_t i = 0; i < reply->elements; i++) {
            const redisReply *one = reply->element[i];
            idles = idles || (strcmp(one->element[1]->str, consumer) == 0 &&
                              one->element[5]->integer >= idle_ms);
        }
        freeReplyObject(reply);
        ck_assert(deadline_pause(&deadline));
    }
}

/* An entry that comes later than anything that was done until the examination ends. */
static void add_last(void)
{
    char id[32];

    snprintf(id, sizeof(id), "%" PRId64 "-0", ago(-MS_PER_MINUTE));
    produce(patient.server, KEY, id, 0.5);
}

/* Lets consumers do nothing for some time before an entry comes. */
static void abandon(const char *const *consumers, size_t count)
{
    add(KEY, MS_PER_HOUR, 5);
    command("XGROUP CREATE " KEY " ops $");
    for (size_t i = 0; i < count; i++)
        redis_server_command(patient.server, "XGROUP CREATECONSUMER " KEY " ops %s", consumers[i]);
    wait_idle(consumers[count - 1], 300);
    add_last();
    patient.options = "--threshold consumer=300ms";
}

START_TEST(a_consumer_that_never_came_back_is_removed)
{
    static const char *const one[] = {"worker-1"};

    abandon(one, 1);
    patient_is_cured(&patient, "consumer-abandoned", KEY, "info");
    has(patient.cured, "consumer worker-1 of group ops");
    redisReply *reply = redis_server_query(patient.server, "XINFO CONSUMERS " KEY " ops");
    ck_assert_uint_eq(reply->elements, 0);
    freeReplyObject(reply);
}
END_TEST

START_TEST(consumers_that_never_came_back_are_removed_together)
{
    static const char *const some[] = {"worker-1", "worker-2", "worker 3"};

    abandon(some, 3);
    patient_is_cured(&patient, "consumer-abandoned", KEY, "info");
    has(patient.cured, "3 consumers of group ops");
}
END_TEST

START_TEST(what_an_abandoned_consumer_had_goes_to_one_that_reads)
{
    add(KEY, MS_PER_HOUR, 5);
    command("XGROUP CREATE " KEY " ops 0");
    read_some("worker-1", 4);
    wait_idle("worker-1", 3000);
    add_last();
    read_some("worker-2", 1);
    patient.options = "--threshold consumer=3s";
    const struct patient_finding *finding =
        patient_expect(&patient, "consumer-abandoned", KEY, "warning");
    has(finding->cure, "XAUTOCLAIM " KEY " ops worker-2 3000 0 COUNT 100 JUSTID");
    patient_paste(&patient, finding->cure);
    patient_expect(&patient, "consumer-abandoned", KEY, "info");
}
END_TEST

/* --- group-missing --- */

static void add_fleet(size_t count)
{
    char key[64];

    for (size_t i = 0; i < count; i++) {
        snprintf(key, sizeof(key), PRODUCER_PREFIX "t%zu", i);
        add(key, MS_PER_HOUR, 5);
    }
}

START_TEST(a_group_that_all_streams_but_one_have_is_made)
{
    add_fleet(4);
    for (int i = 0; i < 3; i++)
        redis_server_command(patient.server, "XGROUP CREATE " PRODUCER_PREFIX "t%d ops $", i);
    patient_is_cured(&patient, "group-missing", PRODUCER_PREFIX "t3", "warning");
    has(patient.cured, "on 3 of 4 streams");
    produce(patient.server, PRODUCER_PREFIX "t3", "*", 0.5);
    redisReply *reply = redis_server_query(
        patient.server, "XREADGROUP GROUP ops c STREAMS " PRODUCER_PREFIX "t3 >");
    ck_assert_uint_eq(reply->element[0]->element[1]->elements, 1);
    freeReplyObject(reply);
}
END_TEST

/* --- routers --- */

static const char *const ids[] = {"alerts-lost",        "group-lag",     "pending-old",
                                  "consumer-abandoned", "group-missing", "route-lease"};

static void expect_nothing_of_groups(void)
{
    patient_examine(&patient);
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        const struct patient_finding *finding = patient_find(&patient, ids[i], NULL);
        ck_assert_msg(finding == NULL, "%s: %s", ids[i], finding != NULL ? finding->evidence : "");
    }
    ck_assert_str_eq(patient.unchecked, "");
}

static void start_route(const char *destination)
{
    char born[32];

    snprintf(born, sizeof(born), "%" PRId64 "-0", ago(2 * MS_PER_HOUR));
    redis_server_command(patient.server, "SET driftop:ops:born %s NX", born);
    child_free(&route);
    child_start(&route, ROUTE, destination, patient.server->unix_url);
}

/* Waits until the group of a stream was given all, and so many entries are pending. */
static void wait_for_router(const char *key, long long pending)
{
    struct deadline deadline = deadline_in(30000);
    bool there = false;

    while (!there) {
        redisReply *reply = redis_server_query(patient.server, "XINFO GROUPS %s", key);
        redisReply *last = redis_server_query(patient.server, "XREVRANGE %s + - COUNT 1", key);
        if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 1) {
            const redisReply *group = reply->element[0];
            there = strcmp(group->element[7]->str, last->element[0]->element[0]->str) == 0 &&
                    group->element[5]->integer == pending;
        }
        freeReplyObject(reply);
        freeReplyObject(last);
        ck_assert_msg(deadline_pause(&deadline), "the router did not read %s", key);
    }
}

START_TEST(a_router_at_work_is_no_finding)
{
    add_fleet(5);
    start_route("ops=file:/dev/null");
    for (int i = 0; i < 5; i++) {
        char key[64];
        snprintf(key, sizeof(key), PRODUCER_PREFIX "t%d", i);
        wait_for_router(key, 0);
    }
    command("XTRIM " PRODUCER_PREFIX "t1 MAXLEN 2");
    command("XDEL " PRODUCER_PREFIX "t2 1-0");
    patient.options = "--threshold consumer=1ms --threshold pending=1ms";
    expect_nothing_of_groups();
    add(PRODUCER_PREFIX "t5", MS_PER_HOUR, 5);
    produce(patient.server, PRODUCER_PREFIX "t0", "*", 0.5);
    wait_for_router(PRODUCER_PREFIX "t5", 0);
    wait_for_router(PRODUCER_PREFIX "t0", 0);
    expect_nothing_of_groups();
}
END_TEST

/* What it could not tell anybody stays pending: that is how it knows. */
START_TEST(what_a_router_has_pending_while_its_destination_is_away_is_no_finding)
{
    add(KEY, MS_PER_HOUR, 4);
    redis_server_command(patient.server,
                         "XADD " KEY " * ws 2026-11-22T14:00:00Z we 2026-11-22T14:01:00Z dims %s",
                         "[{\"name\":\"f\",\"severity\":\"degraded\",\"value\":0.5}]");
    start_route("\"ops=command:/bin/sh -c 'exit 75'\"");
    wait_for_router(KEY, 1);
    let_age("driftop");
    expect_nothing_of_groups();
}
END_TEST

START_TEST(a_router_that_is_gone_is_missed_when_entries_wait)
{
    add(KEY, MS_PER_HOUR, 4);
    start_route("ops=file:/dev/null");
    wait_for_router(KEY, 0);
    child_signal(&route, SIGKILL);
    child_wait(&route);
    for (int i = 0; i < 8; i++)
        redis_server_command(patient.server, "DEL driftop:ops:lease:%d", i);
    patient_expect_none(&patient, "route-lease", NULL);
    add(KEY, 20 * MS_PER_MINUTE, 3);
    has(patient_expect(&patient, "route-lease", "server", "warning")->evidence,
        "no router holds 8 of 8 leases of group ops: 3 entries wait in 1 stream, the first for ");
    start_route("ops=file:/dev/null");
    wait_for_router(KEY, 0);
    expect_nothing_of_groups();
}
END_TEST

/* Its group has an entry that somebody read by hand: the router is given it, and ends it. */
START_TEST(what_somebody_took_from_a_router_is_given_back)
{
    add(KEY, MS_PER_HOUR, 4);
    start_route("ops=file:/dev/null");
    wait_for_router(KEY, 0);
    child_signal(&route, SIGTERM);
    child_wait(&route);
    add(KEY, 20 * MS_PER_MINUTE, 3);
    read_some("python", 10);
    let_age("python");
    const struct patient_finding *finding = patient_expect(&patient, "pending-old", KEY, "warning");
    has(finding->cure, "XAUTOCLAIM " KEY " ops driftop 600000 0 COUNT 100 JUSTID");
    patient_paste(&patient, finding->cure);
    start_route("ops=file:/dev/null");
    wait_for_router(KEY, 0);
    expect_nothing_of_groups();
}
END_TEST

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_doctor_cures_groups(void)
{
    static const TTest *const *const tests[] = {
        &what_is_trimmed_before_it_is_read_is_lost,
        &what_was_trimmed_stays_lost_when_the_rest_is_read,
        &a_group_that_begins_in_a_trimmed_stream_has_lost_nothing,
        &a_group_that_nobody_reads_is_behind,
        &a_group_with_any_name_is_cured,
        &a_lag_that_the_server_does_not_know_is_counted,
        &entries_that_nobody_acknowledges_are_given_to_another,
        &many_pending_entries_are_all_given_to_another,
        &entries_of_the_only_consumer_are_left_to_it,
        &a_consumer_that_never_came_back_is_removed,
        &consumers_that_never_came_back_are_removed_together,
        &what_an_abandoned_consumer_had_goes_to_one_that_reads,
        &a_group_that_all_streams_but_one_have_is_made,
        &a_router_at_work_is_no_finding,
        &what_a_router_has_pending_while_its_destination_is_away_is_no_finding,
        &a_router_that_is_gone_is_missed_when_entries_wait,
        &what_somebody_took_from_a_router_is_given_back,
    };
    Suite *suite = suite_create("doctor_cures_groups");
    TCase *tcase = tcase_create("groups");
    const char *reason = patient_lacks();

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    for (size_t i = 0; i < COUNT(tests); i++)
        tcase_add_test(tcase, unless(reason, *tests[i]));
    suite_add_tcase(suite, tcase);
    return suite;
}
