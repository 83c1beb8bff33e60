/* What doctor found, as notes and as metrics of a snapshot. */
#include "config.h"

#include "base/memory.h"
#include "headless/snapshot.h"
#include "headless/snapshot_doctor.h"
#include "support/doctor_fixture.h"
#include "support/has.h"
#include "support/judge_fixture.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct doctor_fixture seen;
static struct snapshot_doctor doctor;
static struct source_status status;
static struct notes notes;
static struct fleet fleet;
static char *text;

static void set_up(void)
{
    doctor_fixture_init(&seen);
    doctor = (struct snapshot_doctor){0};
    status = (struct source_status){0};
    notes = (struct notes){0};
    fleet = (struct fleet){0};
    text = NULL;
}

static void tear_down(void)
{
    free(text);
    fleet_free(&fleet);
    notes_free(&notes);
    snapshot_doctor_free(&doctor);
    doctor_fixture_free(&seen);
}

static const struct check *check_of(const char *id)
{
    for (size_t i = 0; i < doctor_check_count; i++) {
        if (strcmp(doctor_checks[i].id, id) == 0)
            return &doctor_checks[i];
    }
    ck_abort_msg("there is no check %s", id);
}

static void find(const char *id, enum finding_severity severity,
                 const struct examined_stream *stream, size_t node, const char *evidence)
{
    struct finding *finding =
        finding_add(&doctor.findings, check_of(id), severity, &seen.examination, stream, node);

    buffer_string(&finding->evidence, evidence);
}

/* Finds the same of so many streams. */
static void find_many(const char *id, enum finding_severity severity, size_t count)
{
    char key[32];

    for (size_t i = 0; i < count; i++) {
        snprintf(key, sizeof(key), "rag:drift:t%zu", i);
        find(id, severity, doctor_fixture_stream(&seen, key), SIZE_MAX, "bad");
    }
}

/* Returns all notes, a line each: "id text". */
static const char *told(bool warnings)
{
    const struct notes_about about = {.status = &status, .doctor = &doctor, .warnings = warnings};
    struct buffer lines = {0};

    notes_free(&notes);
    findings_sort(&doctor.findings);
    notes_add_findings(&notes, &about);
    for (size_t i = 0; i < notes.count; i++)
        buffer_printf(&lines, "%s %s\n", notes.list[i].id, buffer_text(&notes.list[i].text));
    free(text);
    text = mem_strdup(buffer_text(&lines));
    buffer_free(&lines);
    return text;
}

static void add_examples(void)
{
    find("plain-tcp", FINDING_WARNING, NULL, SIZE_MAX, "no TLS");
    find("evictable", FINDING_ERROR, NULL, SIZE_MAX, "allkeys-lru");
    find("version", FINDING_INFO, NULL, SIZE_MAX, "7.0");
    find("ttl", FINDING_ERROR, doctor_fixture_stream(&seen, "rag:drift:a\033b"), 0, "in 5m");
    find("unbounded", FINDING_WARNING, doctor_fixture_stream(&seen, "rag:drift:c"), 0, "long");
}

START_TEST(errors_are_told_to_people)
{
    add_examples();
    ck_assert_str_eq(told(false), "evictable server: allkeys-lru\n"
                                  "ttl rag:drift:a?b: in 5m\n");
}
END_TEST

START_TEST(warnings_about_streams_are_told_to_programs_and_mere_notes_to_nobody)
{
    add_examples();
    ck_assert_str_eq(told(true), "evictable server: allkeys-lru\n"
                                 "ttl rag:drift:a?b: in 5m\n"
                                 "unbounded rag:drift:c: long\n");
}
END_TEST

START_TEST(one_of_several_servers_is_named)
{
    doctor_fixture_node(&seen, "127.0.0.1:7001");
    find("writes-refused", FINDING_ERROR, NULL, 1, "no disk");
    find("evictable", FINDING_ERROR, NULL, SIZE_MAX, "allkeys-lru");
    ck_assert_str_eq(told(false), "writes-refused 127.0.0.1:7001: no disk\n"
                                  "evictable server: allkeys-lru\n");
}
END_TEST

START_TEST(of_many_with_one_finding_a_few_are_told)
{
    find_many("future-ids", FINDING_ERROR, 7);
    find_many("unbounded", FINDING_WARNING, 5);
    ck_assert_str_eq(told(true), "future-ids rag:drift:t0: bad\nfuture-ids rag:drift:t1: bad\n"
                                 "future-ids rag:drift:t2: bad\nfuture-ids rag:drift:t3: bad\n"
                                 "future-ids rag:drift:t4: bad\n"
                                 "future-ids 2 more of these: IDs are in the future\n"
                                 "unbounded rag:drift:t0: bad\nunbounded rag:drift:t1: bad\n"
                                 "unbounded rag:drift:t2: bad\nunbounded rag:drift:t3: bad\n"
                                 "unbounded rag:drift:t4: bad\n");
}
END_TEST

static const struct doubled {
    enum source_note_kind note;
    const char *check;
} doubled[] = {
    {NOTE_EVICTION, "evictable"},        {NOTE_EVICTION, "evicting"},
    {NOTE_MEMORY_FULL, "out-of-memory"}, {NOTE_CLOCK, "clock-skew"},
    {NOTE_REPLICA, "replication"},       {NOTE_REPLICA_CUT_OFF, "replication"},
    {NOTE_REPLICA_LATE, "replication"},  {NOTE_PART_AWAY, "cluster-state"},
    {NOTE_NOT_PERMITTED, "rights"},
};

START_TEST(what_the_source_says_is_not_said_again)
{
    find(doubled[_i].check, FINDING_ERROR, NULL, SIZE_MAX, "bad");
    find("writes-refused", FINDING_ERROR, NULL, SIZE_MAX, "no disk");
    has(told(false), doubled[_i].check);
    source_remark(&status, doubled[_i].note, "it is said");
    has_not(told(false), doubled[_i].check);
    has(told(false), "writes-refused");
}
END_TEST

START_TEST(that_nothing_is_known_is_told)
{
    ck_assert_str_eq(told(true), "");
    error_set(&doctor.trouble, ERROR_RETRY, "it took longer than 1s");
    ck_assert_str_eq(told(false),
                     "not_examined what doctor finds is not known: it took longer than 1s\n");
    doctor.examination = mem_zalloc(1, sizeof(*doctor.examination));
    ck_assert_str_eq(told(false),
                     "not_examined what doctor finds is not all known: it took longer than 1s\n");
}
END_TEST

/* --- metrics --- */

static struct tenant *add_tenant(const char *name, const char *key)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->key = mem_strdup(key);
    tenant->key_size = strlen(key);
    return tenant;
}

/* The doctor has what the fixture has seen. */
static void hand_over(void)
{
    struct examination *examination = mem_zalloc(1, sizeof(*examination));

    *examination = seen.examination;
    seen.examination = (struct examination){0};
    snapshot_doctor_take(&doctor, examination, &seen.settings);
}

static void print_metrics(const struct snapshot_doctor *of)
{
    const struct snapshot_frame frame = {.source = "", .buckets = 1, .notes = &notes, .doctor = of};
    struct judged_fleet judged;
    size_t size = 0;

    free(text);
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    judge_fleet(&judged, &fleet, DOCTOR_NOW_MS, SORT_NAME);
    ck_assert(snapshot_openmetrics_format.print(out, &judged.listing, &frame));
    judged_fleet_free(&judged);
    ck_assert_int_eq(fclose(out), 0);
}

START_TEST(metrics_tell_memory_and_lag_where_they_are_known)
{
    struct examined_stream *acme = doctor_fixture_stream(&seen, "rag:drift:acme");

    acme->bytes = 87700;
    doctor_fixture_group(&seen, acme, "alerts")->lag = 3;
    doctor_fixture_group(&seen, acme, "unknown")->lag_known = false;
    doctor_fixture_group(&seen, acme, "a\"b\\\xff")->lag = 0;
    doctor_fixture_stream(&seen, "rag:drift:zulu")->bytes = -1;
    add_tenant("zulu", "rag:drift:zulu");
    add_tenant("other", "rag:drift:other");
    add_tenant("acme", "rag:drift:acme");
    hand_over();
    print_metrics(&doctor);
    has(text, "# TYPE drift_stream_memory_bytes gauge\n# UNIT drift_stream_memory_bytes bytes\n"
              "# HELP drift_stream_memory_bytes Memory that the tenant's stream takes.\n"
              "drift_stream_memory_bytes{tenant=\"acme\"} 87700\n# TYPE drift_group_lag gauge\n"
              "# HELP drift_group_lag ");
    has(text, "\ndrift_group_lag{tenant=\"acme\",group=\"alerts\"} 3\n"
              "drift_group_lag{tenant=\"acme\",group=\"a\\\"b\\\\\\\\\\\\xff\"} 0\n# TYPE");
}
END_TEST

START_TEST(without_an_examination_there_are_no_such_samples)
{
    add_tenant("acme", "rag:drift:acme");
    add_tenant("none", "")->key_size = 0;
    print_metrics(NULL);
    has_not(text, "drift_stream_memory_bytes{");
    print_metrics(&doctor);
    has_not(text, "drift_group_lag{");
    hand_over();
    print_metrics(&doctor);
    has_not(text, "drift_stream_memory_bytes{");
}
END_TEST

Suite *suite_snapshot_findings(void)
{
    Suite *suite = suite_create("snapshot_findings");
    TCase *tests = tcase_create("snapshot_findings");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, errors_are_told_to_people);
    tcase_add_test(tests, warnings_about_streams_are_told_to_programs_and_mere_notes_to_nobody);
    tcase_add_test(tests, one_of_several_servers_is_named);
    tcase_add_test(tests, of_many_with_one_finding_a_few_are_told);
    tcase_add_loop_test(tests, what_the_source_says_is_not_said_again, 0,
                        (int)(sizeof(doubled) / sizeof(doubled[0])));
    tcase_add_test(tests, that_nothing_is_known_is_told);
    tcase_add_test(tests, metrics_tell_memory_and_lag_where_they_are_known);
    tcase_add_test(tests, without_an_examination_there_are_no_such_samples);
    suite_add_tcase(suite, tests);
    return suite;
}
