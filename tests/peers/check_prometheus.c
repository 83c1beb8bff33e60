/* The parsers of the Python client of Prometheus read what snapshot -f openmetrics prints. */
#include "config.h"

#include "peers/suites.h"
#include "support/child.h"
#include "support/redis_server.h"

START_TEST(its_parsers_read_the_metrics)
{
    struct child child = {0};
    int status = child_run(
        &child, "\"$DRIFTOP\" snapshot -f openmetrics demo: >metrics || exit\n"
                "exec \"$PYTHON\" - <<'END'\n"
                "from prometheus_client.openmetrics.parser import "
                "text_string_to_metric_families as parse\n"
                "from prometheus_client.parser import "
                "text_string_to_metric_families as parse_old\n"
                "text = open('metrics').read()\n"
                "new = [s for f in parse(text) for s in f.samples]\n"
                "old = [s for f in parse_old(text) for s in f.samples]\n"
                "assert len(new) == len(old) == len(text.splitlines()) - text.count('\\n#') - 1\n"
                "assert len(set((s.name, str(s.labels)) for s in new)) == len(new)\n"
                "END");

    ck_assert_msg(status == 0, "%s", child_err(&child));
    child_free(&child);
}
END_TEST

/* What is told of a Redis: a unit that the name ends with, and any name of a group. */
START_TEST(its_parsers_read_the_metrics_of_a_redis)
{
    struct redis_server *server = redis_server_create(NULL);
    struct child child = {0};

    redis_server_command(server, "XADD rag:telemetry:a * dims []");
    redis_server_command(server, "XGROUP CREATE rag:telemetry:a %b 0", "g\"\n\\\xff", (size_t)5);
    redis_server_command(server, "XGROUP CREATE rag:telemetry:a plain 0");
    int status = child_run(&child,
                           "\"$DRIFTOP\" snapshot -f openmetrics %s >metrics || exit\n"
                           "exec \"$PYTHON\" - <<'END'\n"
                           "from prometheus_client.openmetrics.parser import "
                           "text_string_to_metric_families as parse\n"
                           "families = {f.name: f for f in parse(open('metrics').read())}\n"
                           "memory = families['drift_stream_memory_bytes']\n"
                           "assert memory.unit == 'bytes', memory\n"
                           "assert [s.value > 100 for s in memory.samples] == [True], memory\n"
                           "lag = families['drift_group_lag'].samples\n"
                           "assert [s.value for s in lag] == [1, 1], lag\n"
                           "assert len(set(s.labels['group'] for s in lag)) == 2, lag\n"
                           "END",
                           server->unix_url);

    ck_assert_msg(status == 0, "%s", child_err(&child));
    child_free(&child);
    redis_server_free(server);
}
END_TEST

/* Names that differ only in what must be escaped: each is a series of its own. */
START_TEST(hostile_names_are_series_of_their_own)
{
    struct child child = {0};
    int status = child_run(
        &child, "\"$PYTHON\" - >reports.jsonl <<'END'\n"
                "import sys\n"
                "names = ['a\\\\u001bb', 'a\\\\\\\\u001bb', 'a\\\\ufffdb', 'a\\\\\"b', 'a\\\\nb', "
                "'a\\\\\\\\nb', 'a{}']\n"
                "for name in names:\n"
                "    print('{\"tenant\": \"%%s\", \"time_ms\": 1795356000000, \"dimensions\": '\n"
                "          '[{\"name\": \"%%s\", \"severity\": \"ok\", \"value\": 1}]}' %% (name, "
                "name))\n"
                "END\n"
                "\"$DRIFTOP\" snapshot -f openmetrics reports.jsonl >metrics || exit\n"
                "exec \"$PYTHON\" - <<'END'\n"
                "from prometheus_client.openmetrics.parser import "
                "text_string_to_metric_families as parse\n"
                "samples = [s for f in parse(open('metrics').read()) for s in f.samples]\n"
                "values = [s.labels for s in samples if s.name == 'drift_dimension_value']\n"
                "assert len(values) == 7, values\n"
                "for label in 'tenant', 'dimension':\n"
                "    assert len(set(v[label] for v in values)) == 7, values\n"
                "assert len(set((s.name, str(s.labels)) for s in samples)) == len(samples)\n"
                "END");

    ck_assert_msg(status == 0, "%s", child_err(&child));
    child_free(&child);
}
END_TEST

Suite *suite_prometheus(void)
{
    Suite *suite = suite_create("prometheus");
    TCase *tests = tcase_create("prometheus");

    tcase_add_test(tests, its_parsers_read_the_metrics);
    tcase_add_test(tests, its_parsers_read_the_metrics_of_a_redis);
    tcase_add_test(tests, hostile_names_are_series_of_their_own);
    suite_add_tcase(suite, tests);
    return suite;
}
