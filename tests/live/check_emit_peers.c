/* driftop emit beside other sinks and readers: Python with redis-py, export, the C example, and a
 * Redis 8.6, played by a fake one. */
#include "config.h"

#include "live/idempotent_server.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/redis_server.h"

#include <stdlib.h>
#include <string.h>

#define NO_REDIS_PY 77

/* Finds a Python that has redis-py. */
#define PYTHON                                                                                     \
    "for python in python3 /usr/bin/python3; do $python -c 'import redis' 2>/dev/null && break; "  \
    "done; py() { $python \"$TESTS_DIR/live/stream_sink.py\" \"$@\"; }; "

static struct redis_server *server;
static struct child child;

static void set_up(void)
{
    server = redis_server_create(NULL);
    child = (struct child){0};
}

static void tear_down(void)
{
    child_free(&child);
    redis_server_free(server);
}

/* Returns false, and says so, when there is no redis-py: the test has nothing to do then. */
static bool ran(int status)
{
    if (status == NO_REDIS_PY || (status != 0 && strstr(child_err(&child), "not found") != NULL)) {
        puts("# no Python with redis-py: skipped");
        return false;
    }
    ck_assert_msg(status == 0, "%s%s", child_out(&child), child_err(&child));
    return true;
}

START_TEST(python_reads_what_emit_wrote)
{
    if (!ran(child_run(
            &child,
            PYTHON
            "printf '%%s\\n' '{\"tenant\":\"a\",\"ws\":\"2026-11-22T13:00:00+00:00\",\"we\":"
            "\"2026-11-22T13:01:00+00:00\",\"dims\":[{\"name\":\"\\u00e9|\",\"severity\":\"warn\","
            "\"value\":0.1,\"baseline\":1e-7,\"z_score\":null,\"sample_count\":3,\"metadata\":"
            "{\"k\":\"v\"}},{\"name\":\"x\",\"severity\":\"degraded\",\"value\":2}]}' |"
            "\"$DRIFTOP\" emit -q %s; py read %s a",
            server->unix_url, server->socket_path)))
        return;
    const char *report = strstr(child_out(&child), "\"window_start\"");
    ck_assert_ptr_nonnull(report);
    ck_assert_str_eq(
        report,
        "\"window_start\": \"2026-11-22T13:00:00+00:00\", \"window_end\": "
        "\"2026-11-22T13:01:00+00:00\", \"degraded\": [\"x\"], \"warned\": [\"\\u00e9\", \"\"], "
        "\"dimensions\": [{\"name\": \"\\u00e9|\", \"severity\": \"warn\", \"value\": 0.1, "
        "\"baseline\": 1e-07, \"z_score\": null, \"sample_count\": 3, \"metadata\": {\"k\": "
        "\"v\"}}, {\"name\": \"x\", \"severity\": \"degraded\", \"value\": 2.0, \"baseline\": "
        "null, \"z_score\": null, \"sample_count\": null, \"metadata\": null}]}\n");
}
END_TEST

/* What Python wrote goes out through export and in again through emit, and is the same byte for
 * byte in every field. */
START_TEST(what_python_wrote_survives_export_and_emit)
{
    if (!ran(child_run(
            &child,
            PYTHON "py write %s a 300 && \"$DRIFTOP\" export --since 1970-01-02 %s |"
                   "sed 's/\"tenant\":\"a\"/\"tenant\":\"b\"/' | \"$DRIFTOP\" emit --keep-ids %s",
            server->socket_path, server->unix_url, server->unix_url)))
        return;
    redisReply *a = redis_server_query(server, "XRANGE rag:telemetry:a - +");
    redisReply *b = redis_server_query(server, "XRANGE rag:telemetry:b - +");
    ck_assert_uint_eq(a->elements, 300);
    ck_assert_uint_eq(b->elements, 300);
    for (size_t i = 0; i < 300; i++) {
        ck_assert_str_eq(a->element[i]->element[0]->str, b->element[i]->element[0]->str);
        const redisReply *x = a->element[i]->element[1];
        const redisReply *y = b->element[i]->element[1];
        ck_assert_uint_eq(x->elements, 10);
        ck_assert_uint_eq(y->elements, 10);
        for (size_t k = 0; k < 10; k++)
            ck_assert_str_eq(x->element[k]->str, y->element[k]->str);
    }
    freeReplyObject(a);
    freeReplyObject(b);
}
END_TEST

START_TEST(export_into_emit_makes_a_second_redis_like_the_first)
{
    struct redis_server *second = redis_server_create(NULL);

    ck_assert_int_eq(
        child_run(
            &child,
            "awk 'BEGIN { for (i = 0; i < 5000; i++) printf \"{\\\"tenant\\\":\\\"t%%d/x:y\\\","
            "\\\"ws\\\":\\\"w%%d\\\",\\\"we\\\":null,\\\"dims\\\":[{\\\"name\\\":\\\"n\\\","
            "\\\"severity\\\":\\\"OK\\\",\\\"value\\\":%%f}]}\\n\", i %% 7, i, i / 3 }' |"
            "\"$DRIFTOP\" emit %s && \"$DRIFTOP\" export --since 1970-01-02 %s |"
            "\"$DRIFTOP\" emit --keep-ids %s; \"$DRIFTOP\" export --since 1970-01-02 %s >a0;"
            "\"$DRIFTOP\" export --since 1970-01-02 %s >b0; sort a0 >a; sort b0 >b; wc -l <a; cmp "
            "a b",
            server->unix_url, server->unix_url, second->unix_url, server->unix_url,
            second->unix_url),
        0);
    ck_assert_str_eq(child_out(&child), "5000\n");
    redis_server_free(second);
}
END_TEST

#define LINE "{\"ws\":\"a\",\"dims\":[]}\\n"

/* A retry has the name of the first try, by which the server recognises it; so has one that comes
 * out of the spool in a later run. */
START_TEST(where_the_server_can_a_retry_is_recognisable)
{
    struct idempotent_server fake;

    idempotent_server_start(&fake, 2);
    ck_assert_int_eq(child_run(&child,
                               "printf '" LINE LINE "' | \"$DRIFTOP\" emit --ack %s &&"
                               "sort %s/log | uniq -c",
                               fake.url, fake.directory),
                     0);
    const char *text = child_out(&child);
    ck_assert_ptr_nonnull(strstr(text, "1700000000000-1\n1700000000000-2\n"));
    /* The first was sent three times, each time under the same name. */
    ck_assert_ptr_nonnull(strstr(text, " 3 XADD rag:telemetry:default IDMP driftop-"));
    ck_assert_ptr_nonnull(strstr(text, " 1 MAXLEN ~ 15000 * ws a we  degraded  warned  dims []\n"));
    ck_assert_ptr_nonnull(strstr(text, " 2 MAXLEN ~ 15000 * ws a we  degraded  warned  dims []\n"));
    idempotent_server_stop(&fake);
}
END_TEST

START_TEST(an_id_of_its_own_needs_no_name)
{
    struct idempotent_server fake;

    idempotent_server_start(&fake, 0);
    ck_assert_int_eq(child_run(&child,
                               "echo '{\"id\":\"5-1\",\"dims\":[]}' |"
                               "\"$DRIFTOP\" emit --keep-ids %s && cat %s/log",
                               fake.url, fake.directory),
                     0);
    ck_assert_str_eq(child_out(&child), "XADD rag:telemetry:default MAXLEN ~ 15000 5-1 ws  we  "
                                        "degraded  warned  dims []\n");
    idempotent_server_stop(&fake);
}
END_TEST

START_TEST(a_c_program_uses_the_sink)
{
    ck_assert_int_eq(child_run(&child, "\"$SINK_EXAMPLE\" %s spool", server->unix_url), 0);
    ck_assert_ptr_nonnull(strstr(child_out(&child), "written as "));
    ck_assert_ptr_nonnull(strstr(child_out(&child), "100 written, 0 spooled, 0 lost\n"
                                                    "the newest has "
                                                    "ResponseQuality.faithfulness = 0.899\n"
                                                    "101 reports in the stream\n"));
    child_free(&child);
    redis_server_kill(server);
    ck_assert_int_eq(child_run(&child, "\"$SINK_EXAMPLE\" %s /nowhere/spool", server->unix_url), 1);
    ck_assert_ptr_nonnull(strstr(child_err(&child), "make spool directory /nowhere/spool: "));
}
END_TEST

Suite *suite_emit_peers(void)
{
    Suite *suite = suite_create("emit_peers");
    TCase *tests = tcase_create("emit_peers");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, python_reads_what_emit_wrote);
    tcase_add_test(tests, what_python_wrote_survives_export_and_emit);
    tcase_add_test(tests, export_into_emit_makes_a_second_redis_like_the_first);
    tcase_add_test(tests, where_the_server_can_a_retry_is_recognisable);
    tcase_add_test(tests, an_id_of_its_own_needs_no_name);
    tcase_add_test(tests, a_c_program_uses_the_sink);
    suite_add_tcase(suite, tests);
    return suite;
}
