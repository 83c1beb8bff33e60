/* What doctor says of streams, of their entries and of the memory that they take: each fault is
 * provoked on a real server, named, and cured by the line that is printed with it, or by a producer
 * that does what the note says; streams in which nothing is wrong have no finding. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "live/patient.h"
#include "live/producer.h"
#include "live/suites.h"
#include "support/has.h"
#include "support/runner.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define KEY PRODUCER_PREFIX "acme"
#define OTHER PRODUCER_PREFIX "globex"
#define DIMS "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":%zu}]"
#define LENGTH 1200

static struct patient patient;

static void set_up(void)
{
    patient_begin(&patient, NULL);
}

static void tear_down(void)
{
    patient_end(&patient);
}

static int64_t ago(int64_t ms)
{
    return timestamp_now() - ms;
}

/* Adds reports with windows of a minute, the first of them at a time; at a step of 0 they differ by
 * their sequence. */
static void add_windows(struct slice key, int64_t first_ms, int64_t step_ms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t ms = first_ms + (int64_t)i * step_ms;
        char id[48];
        char start[32];
        char end[32];
        char dims[64];
        snprintf(id, sizeof(id), "%" PRId64 "-%zu", ms, i);
        timestamp_format_iso(ms - MS_PER_MINUTE, start);
        timestamp_format_iso(ms, end);
        snprintf(dims, sizeof(dims), DIMS, i);
        redis_server_command(patient.server, "XADD %b %s ws %s we %s degraded %s warned %s dims %s",
                             key.data, key.size, id, start, end, "", "", dims);
    }
}

static void add(const char *key, int64_t first_ms, int64_t step_ms, size_t count)
{
    add_windows(slice_of(key), first_ms, step_ms, count);
}

/* One a minute, the last one now. */
static void add_minutes(const char *key, size_t count)
{
    add(key, ago((int64_t)(count - 1) * MS_PER_MINUTE), MS_PER_MINUTE, count);
}

static size_t count_of(const char *id)
{
    size_t count = 0;

    for (size_t i = 0; i < patient.count; i++)
        count += strcmp(patient.findings[i].id, id) == 0;
    return count;
}

static void paste_all(const char *id)
{
    for (size_t i = 0; i < patient.count; i++) {
        const struct patient_finding *finding = &patient.findings[i];
        if (strcmp(finding->id, id) == 0)
            patient_paste(&patient, finding->cure);
    }
}

/* The fault is found, its cure pasted, and it is gone. */
static void cure(const char *id, const char *scope, const char *severity, const char *evidence)
{
    const struct patient_finding *finding = patient_expect(&patient, id, scope, severity);

    has(finding->evidence, evidence);
    patient_paste(&patient, finding->cure);
    patient_expect_none(&patient, id, scope);
}

/* --- streams of any name --- */

#define NAME(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static const struct slice names[] = {
    NAME("acme"),           NAME("a b"),       NAME("it's \"quoted\" \\x41"),
    NAME("{tag}ged"),       NAME("open{"),     NAME("\xff\x80"),
    NAME("line\nand\ttab"), NAME("nul\0byte"), NAME("\xc3\xa9\xe2\x82\xac"),
};

/* Writes the key of a name with something behind it into `key`. */
static struct slice key_of(struct slice name, char kind, char key[static 64])
{
    size_t prefix = sizeof(PRODUCER_PREFIX) - 1;

    memcpy(key, PRODUCER_PREFIX, prefix);
    memcpy(key + prefix, name.data, name.size);
    key[prefix + name.size] = kind;
    return (struct slice){key, prefix + name.size + 1};
}

static void make_faults(struct slice name)
{
    char text[64];

    add_windows(key_of(name, 'u', text), ago(1000), 0, LENGTH);
    struct slice key = key_of(name, 't', text);
    add_windows(key, ago(4 * MS_PER_MINUTE), MS_PER_MINUTE, 5);
    redis_server_command(patient.server, "PEXPIRE %b 600000", key.data, key.size);
    add_windows(key_of(name, 'f', text), ago(-MS_PER_HOUR), 0, 1);
}

static void expect_cured(struct slice name)
{
    char text[64];
    struct slice key = key_of(name, 'u', text);

    long long length = redis_server_integer(patient.server, "XLEN %b", key.data, key.size);
    ck_assert_int_ge(length, 600);
    ck_assert_int_lt(length, 800);
    key = key_of(name, 't', text);
    ck_assert_int_eq(redis_server_integer(patient.server, "PTTL %b", key.data, key.size), -1);
    ck_assert_int_eq(redis_server_integer(patient.server, "XLEN %b", key.data, key.size), 5);
    key = key_of(name, 'f', text);
    ck_assert_int_eq(redis_server_integer(patient.server, "EXISTS %b", key.data, key.size), 0);
}

START_TEST(faults_of_streams_of_any_name_are_cured)
{
    static const char *const ids[] = {"unbounded", "ttl", "future-ids"};

    patient.options = "--threshold unbounded=1000";
    for (size_t i = 0; i < COUNT(names); i++)
        make_faults(names[i]);
    patient_examine(&patient);
    ck_assert_int_eq(patient.status, 2);
    for (size_t i = 0; i < COUNT(ids); i++) {
        ck_assert_msg(count_of(ids[i]) == COUNT(names), "%s: %zu", ids[i], count_of(ids[i]));
        paste_all(ids[i]);
    }
    patient_examine(&patient);
    for (size_t i = 0; i < COUNT(ids); i++)
        ck_assert_uint_eq(count_of(ids[i]), 0);
    for (size_t i = 0; i < COUNT(names); i++)
        expect_cured(names[i]);
}
END_TEST

/* What befalls streams in a Redis that serves as a cache, too. */
START_TEST(four_faults_of_a_stock_server_are_cured)
{
    static const char *const ids[] = {"evictable", "ttl", "future-ids", "unbounded"};

    produce_many(patient.server, KEY, ago(1000), 0, 26000);
    add_minutes(OTHER, 5);
    add(PRODUCER_PREFIX "initech", ago(-MS_PER_DAY), 0, 1);
    redis_server_command(patient.server, "PEXPIRE " OTHER " 600000");
    redis_server_command(patient.server, "CONFIG SET maxmemory 200mb");
    redis_server_command(patient.server, "CONFIG SET maxmemory-policy allkeys-lru");
    patient_examine(&patient);
    ck_assert_int_eq(patient.status, 2);
    for (size_t i = 0; i < COUNT(ids); i++) {
        ck_assert_msg(count_of(ids[i]) == 1, "%s: %zu", ids[i], count_of(ids[i]));
        paste_all(ids[i]);
    }
    patient_examine(&patient);
    for (size_t i = 0; i < COUNT(ids); i++)
        ck_assert_uint_eq(count_of(ids[i]), 0);
    ck_assert_int_eq(redis_server_integer(patient.server, "XLEN " KEY) / 100, 150);
}
END_TEST

/* Checks that a cure moved two entries to a name of their own. */
static void expect_moved(const char *cure)
{
    char line[128];
    const char *name = strrchr(cure, ' ') + 1;

    ck_assert_msg(strncmp(name, "future:", 7) == 0, "%s", cure);
    snprintf(line, sizeof(line), "XLEN %.*s", (int)strcspn(name, "\n"), name);
    ck_assert_int_eq(redis_server_integer(patient.server, line), 2);
}

/* The sink begins anew, with IDs of the server's clock. */
START_TEST(a_stream_that_was_renamed_begins_anew)
{
    char cure[160];

    add(KEY, ago(-MS_PER_HOUR), 0, 1);
    redis_server_command(patient.server, "XADD " KEY " * f v"); /* it repeats the time to come */
    const struct patient_finding *finding = patient_expect(&patient, "future-ids", KEY, "error");
    snprintf(cure, sizeof(cure), "%s", finding->cure);
    patient_paste(&patient, cure);
    expect_moved(cure);
    add_minutes(KEY, 3);
    patient_expect_none(&patient, "future-ids", NULL);
    patient_paste(&patient, cure); /* the same once more takes out nothing */
    expect_moved(cure);
}
END_TEST

/* --- retention --- */

/* Returns the number behind the name of the variable. */
static unsigned long cap_of(const struct patient_finding *finding)
{
    static const char name[] = "DRIFT_RETENTION_CAP=";
    const char *found = strstr(finding->note, name);

    ck_assert_msg(found != NULL, "no cap: %s", finding->note);
    return strtoul(found + sizeof(name) - 1, NULL, 10);
}

START_TEST(the_cap_that_is_named_holds_the_hours_that_are_wanted)
{
    patient.options = "--hours 6";
    add_minutes(KEY, 200);
    redis_server_command(patient.server, "XTRIM " KEY " MAXLEN 100");
    const struct patient_finding *finding =
        patient_expect(&patient, "retention-short", KEY, "warning");
    has(finding->evidence, "1h39m back, of 6 hours");
    unsigned long cap = cap_of(finding);
    ck_assert_uint_eq(cap, 432);
    redis_server_command(patient.server, "DEL " KEY);
    add_minutes(KEY, 1000);
    redis_server_command(patient.server, "XTRIM " KEY " MAXLEN ~ %lu", cap);
    patient_expect_none(&patient, "retention-short", NULL);
}
END_TEST

/* --- memory --- */

START_TEST(streams_that_take_the_memory_are_cut)
{
    produce_many(patient.server, KEY, ago(40000 * MS_PER_MINUTE), MS_PER_MINUTE, 40000);
    redis_server_command(patient.server, "XTRIM " KEY " MAXLEN 39000");
    redis_server_command(patient.server, "CONFIG SET maxmemory 11mb");
    patient.options = "--threshold stream-memory=60%";
    has(patient_expect(&patient, "stream-memory", "server", "warning")->note, "The largest: " KEY);
    patient_is_cured(&patient, "stream-memory", "server", "warning");
    ck_assert_int_lt(redis_server_integer(patient.server, "XLEN " KEY), 15200);
}
END_TEST

START_TEST(streams_that_need_all_that_they_have_get_more_memory)
{
    produce_many(patient.server, KEY, ago(14000 * MS_PER_MINUTE), MS_PER_MINUTE, 14000);
    redis_server_command(patient.server, "CONFIG SET maxmemory 4mb");
    patient.options = "--threshold stream-memory=60%";
    cure("stream-memory", "server", "warning", "of maxmemory 4 MiB");
    ck_assert_int_eq(redis_server_integer(patient.server, "XLEN " KEY), 14000);
}
END_TEST

START_TEST(memory_that_is_full_soon_is_told_and_cured)
{
    produce_many(patient.server, KEY, ago(2000 * 100), 100, 2000);
    long long used = redis_server_info(patient.server, "memory", "used_memory");
    redis_server_command(patient.server, "CONFIG SET maxmemory %lld", used + 1000000);
    cure("memory-horizon", "server", "warning", "1 stream that nobody has trimmed grows by ");
}
END_TEST

START_TEST(entries_that_lie_alone_are_told_and_cured)
{
    redis_server_command(patient.server, "CONFIG SET stream-node-max-bytes 100");
    add_minutes(KEY, 100);
    cure("node-size", "server", "info", "1.0 entries a node in 1 stream");
}
END_TEST

/* --- entries --- */

START_TEST(reports_that_come_twice_are_told_until_one_sink_is_left)
{
    add_minutes(KEY, 10);
    int64_t first_ms = ago(9 * MS_PER_MINUTE);
    redisReply *reply = redis_server_query(patient.server, "XRANGE " KEY " - +");
    for (size_t i = 0; i < reply->elements; i++) {
        redisReply *fields = reply->element[i]->element[1];
        redis_server_command(patient.server, "XADD " OTHER " %" PRId64 "-0 ws %s we %s dims %s",
                             first_ms + (int64_t)i, fields->element[1]->str,
                             fields->element[3]->str, fields->element[9]->str);
        redis_server_command(patient.server, "XADD " OTHER " %" PRId64 "-1 ws %s we %s dims %s",
                             first_ms + (int64_t)i, fields->element[1]->str,
                             fields->element[3]->str, fields->element[9]->str);
    }
    freeReplyObject(reply);
    const struct patient_finding *finding =
        patient_expect(&patient, "duplicates", OTHER, "warning");
    has(finding->evidence, "10 of the newest 20 entries");
    has(finding->note, "leave one sink to a tenant");
    ck_assert_str_eq(finding->cure, "");
    ck_assert_ptr_null(patient_find(&patient, "duplicates", KEY));
    add(OTHER, ago(-1000), 0, 20);
    patient_expect_none(&patient, "duplicates", NULL);
}
END_TEST

START_TEST(an_odd_entry_is_shown_by_the_line_that_is_printed)
{
    add_minutes(PRODUCER_PREFIX "a \"b\"", 5);
    redis_server_command(patient.server, "XADD %s * job resize", PRODUCER_PREFIX "a \"b\"");
    const struct patient_finding *finding =
        patient_expect(&patient, "content", PRODUCER_PREFIX "a \"b\"", "warning");
    has(finding->evidence, "no report in 1 of the newest 6 entries");
    has(patient_paste(&patient, finding->cure), "resize");
    add(PRODUCER_PREFIX "a \"b\"", ago(-1000), 0, 20);
    patient_expect_none(&patient, "content", NULL);
}
END_TEST

START_TEST(odd_values_are_notes)
{
    add_minutes(KEY, 3);
    redis_server_command(patient.server, "XADD " KEY " * ws %s we %s dims %s",
                         "2026-11-22T13:00:00", "2026-11-22T13:01:00",
                         "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":NaN}]");
    has(patient_paste(&patient, patient_expect(&patient, "content", KEY, "info")->cure), "NaN");
    add_minutes(OTHER, 3);
    redis_server_command(patient.server, "XADD " OTHER " * window_start %s window_end %s report %s",
                         "2026-11-22T13:00:00", "2026-11-22T13:01:00",
                         "[{\"name\":\"x\",\"severity\":\"ok\",\"value\":1}]");
    has(patient_expect(&patient, "content", OTHER, "info")->evidence, "the field report");
}
END_TEST

START_TEST(who_is_silent_is_told_until_a_report_comes)
{
    add(KEY, ago(2 * MS_PER_HOUR), MS_PER_MINUTE, 60);
    has(patient_expect(&patient, "silent", KEY, "warning")->evidence, "its last report came 1h");
    redis_server_command(patient.server, "XADD " KEY " * f v");
    patient_expect_none(&patient, "silent", NULL);
}
END_TEST

/* Who writes by day, an hour long at this time, pauses for the rest of it. */
START_TEST(who_pauses_every_night_is_not_silent)
{
    for (int64_t day = 3; day >= 0; day--) {
        add(KEY, ago(day * MS_PER_DAY + 2 * MS_PER_HOUR), MS_PER_MINUTE, 60);
        add(OTHER, ago(day * MS_PER_DAY + 2 * MS_PER_HOUR), MS_PER_MINUTE, day == 2 ? 120 : 60);
    }
    patient_expect_none(&patient, "silent", KEY);
    ck_assert_ptr_nonnull(patient_find(&patient, "silent", OTHER));
}
END_TEST

/* --- nothing is wrong --- */

static void make_healthy(void)
{
    add_minutes(PRODUCER_PREFIX "steady", 100);
    add_minutes(PRODUCER_PREFIX "one", 1);
    add_minutes(PRODUCER_PREFIX "two", 2);
    add(PRODUCER_PREFIX "burst", ago(1000), 0, 500);
    redis_server_command(patient.server, "XTRIM " PRODUCER_PREFIX "burst MAXLEN 200");
    add(PRODUCER_PREFIX "counted", 1, 1, 200);
    redis_server_command(patient.server, "XTRIM " PRODUCER_PREFIX "counted MAXLEN 100");
    add_minutes(PRODUCER_PREFIX "byage", 2000);
    redis_server_command(patient.server, "XTRIM " PRODUCER_PREFIX "byage MINID %" PRId64,
                         ago(MS_PER_DAY));
    add_minutes(PRODUCER_PREFIX "deleted", 50);
    redis_server_command(patient.server, "XDEL " PRODUCER_PREFIX "deleted 0-1");
    redisReply *reply =
        redis_server_query(patient.server, "XRANGE " PRODUCER_PREFIX "deleted - + COUNT 2");
    for (size_t i = 0; i < reply->elements; i++)
        redis_server_command(patient.server, "XDEL " PRODUCER_PREFIX "deleted %s",
                             reply->element[i]->element[0]->str);
    freeReplyObject(reply);
    redis_server_command(patient.server, "XGROUP CREATE " PRODUCER_PREFIX "steady ops $ MKSTREAM");
    redis_server_command(patient.server, "XGROUP CREATE " PRODUCER_PREFIX "empty ops $ MKSTREAM");
    redis_server_command(patient.server, "XGROUP DESTROY " PRODUCER_PREFIX "empty ops");
    redis_server_command(patient.server, "XGROUP DESTROY " PRODUCER_PREFIX "steady ops");
}

START_TEST(streams_in_which_nothing_is_wrong_have_no_finding)
{
    make_healthy();
    redis_server_command(patient.server, "CONFIG SET maxmemory 200mb");
    patient_examine(&patient);
    for (size_t i = 0; i < patient.count; i++) {
        const struct patient_finding *finding = &patient.findings[i];
        ck_assert_msg(strcmp(finding->scope, "server") == 0, "%s %s: %s", finding->id,
                      finding->scope, finding->evidence);
    }
    ck_assert_uint_eq(count_of("stream-memory") + count_of("memory-horizon") + count_of("silent"),
                      0);
}
END_TEST

static void add_tests(TCase *tcase, const char *reason)
{
    tcase_add_test(tcase, unless(reason, faults_of_streams_of_any_name_are_cured));
    tcase_add_test(tcase, unless(reason, four_faults_of_a_stock_server_are_cured));
    tcase_add_test(tcase, unless(reason, a_stream_that_was_renamed_begins_anew));
    tcase_add_test(tcase, unless(reason, the_cap_that_is_named_holds_the_hours_that_are_wanted));
    tcase_add_test(tcase, unless(reason, streams_that_take_the_memory_are_cut));
    tcase_add_test(tcase, unless(reason, streams_that_need_all_that_they_have_get_more_memory));
    tcase_add_test(tcase, unless(reason, memory_that_is_full_soon_is_told_and_cured));
    tcase_add_test(tcase, unless(reason, entries_that_lie_alone_are_told_and_cured));
    tcase_add_test(tcase, unless(reason, reports_that_come_twice_are_told_until_one_sink_is_left));
    tcase_add_test(tcase, unless(reason, an_odd_entry_is_shown_by_the_line_that_is_printed));
    tcase_add_test(tcase, unless(reason, odd_values_are_notes));
    tcase_add_test(tcase, unless(reason, who_is_silent_is_told_until_a_report_comes));
    tcase_add_test(tcase, unless(reason, who_pauses_every_night_is_not_silent));
    tcase_add_test(tcase, unless(reason, streams_in_which_nothing_is_wrong_have_no_finding));
}

Suite *suite_doctor_cures_streams(void)
{
    const char *reason =
        redis_server_program() == NULL ? "there is no redis-server" : patient_lacks();
    TCase *tcase = tcase_create("doctor_cures_streams");
    Suite *suite = suite_create("doctor_cures_streams");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    add_tests(tcase, reason);
    suite_add_tcase(suite, tcase);
    return suite;
}
