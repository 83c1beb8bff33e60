/* The Python sink and reader that driftop emit must agree with, on redis-py. */
#include "config.h"

#include "peers/suites.h"
#include "support/child.h"
#include "support/redis_server.h"

#include <string.h>

#define STREAM_SINK "py() { \"$PYTHON\" \"$TESTS_DIR/peers/stream_sink.py\" \"$@\"; }; "

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

static void succeed(int status)
{
    ck_assert_msg(status == 0, "%s%s", child_out(&child), child_err(&child));
}

START_TEST(python_reads_what_emit_wrote)
{
    succeed(child_run(
        &child,
        STREAM_SINK
        "printf '%%s\\n' '{\"tenant\":\"a\",\"ws\":\"2026-11-22T13:00:00+00:00\",\"we\":"
        "\"2026-11-22T13:01:00+00:00\",\"dims\":[{\"name\":\"\\u00e9|\",\"severity\":\"warn\","
        "\"value\":0.1,\"baseline\":1e-7,\"z_score\":null,\"sample_count\":3,\"metadata\":"
        "{\"k\":\"v\"}},{\"name\":\"x\",\"severity\":\"degraded\",\"value\":2}]}' |"
        "\"$DRIFTOP\" emit -q %s; py read %s a",
        server->unix_url, server->socket_path));
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
    succeed(child_run(
        &child,
        STREAM_SINK "py write %s a 300 && \"$DRIFTOP\" export --since 1970-01-02 %s |"
                    "sed 's/\"tenant\":\"a\"/\"tenant\":\"b\"/' | \"$DRIFTOP\" emit --keep-ids %s",
        server->socket_path, server->unix_url, server->unix_url));
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

Suite *suite_redis_py(void)
{
    Suite *suite = suite_create("redis_py");
    TCase *tests = tcase_create("redis_py");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, python_reads_what_emit_wrote);
    tcase_add_test(tests, what_python_wrote_survives_export_and_emit);
    suite_add_tcase(suite, tests);
    return suite;
}
