/* driftop emit beside other sinks and readers: export, the C example, and a Redis 8.6, played by a
 * fake one. */
#include "config.h"

#include "live/idempotent_server.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/redis_server.h"

#include <stdlib.h>
#include <string.h>

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
    tcase_add_test(tests, export_into_emit_makes_a_second_redis_like_the_first);
    tcase_add_test(tests, where_the_server_can_a_retry_is_recognisable);
    tcase_add_test(tests, an_id_of_its_own_needs_no_name);
    tcase_add_test(tests, a_c_program_uses_the_sink);
    suite_add_tcase(suite, tests);
    return suite;
}
