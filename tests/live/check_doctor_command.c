/* `driftop doctor` as a person and a script use it: what it prints and returns, and how it goes on
 * and ends. What each check says is a matter of other tests. */
#include "config.h"

#include "base/slice.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/cluster.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/runner.h"
#include "support/wait.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define DOCTOR "\"$DRIFTOP\" doctor \"$R\" "

static struct redis_server *server;
static char folder[SCRATCH_SIZE];
static struct child child;

static void set_up(void)
{
    static const char *const kept[] = {"--appendonly", "yes", NULL};
    const struct redis_server_setup setup = {.arguments = kept};

    server = redis_server_create(&setup);
    scratch_create(folder);
    setenv("R", server->unix_url, 1);
    child = (struct child){0};
}

static void tear_down(void)
{
    child_free(&child);
    redis_server_free(server);
}

static int run(const char *line)
{
    child_free(&child);
    return child_run(&child, "cd %s && %s", folder, line);
}

/* Adds reports of one minute after the other, up to now, to a stream. */
static void report(const char *tenant, int count)
{
    for (int i = 0; i < count; i++)
        redis_server_command(server,
                             "XADD rag:telemetry:%s * ws 2026-11-22T14:%02d:00Z we "
                             "2026-11-22T14:%02d:01Z dims "
                             "[{\"name\":\"f\",\"severity\":\"ok\",\"value\":1}]",
                             tenant, i % 60, i % 60);
}

static void make_evictable(void)
{
    redis_server_command(server, "CONFIG SET maxmemory 100mb");
    redis_server_command(server, "CONFIG SET maxmemory-policy allkeys-lru");
}

static void heal(void)
{
    redis_server_command(server, "CONFIG SET maxmemory-policy noeviction");
}

static void make_it_expire(void)
{
    redis_server_command(server, "PEXPIRE rag:telemetry:acme 10000000");
}

/* What was refused for want of a right, so far. */
static long long refusals(void)
{
    redisReply *reply = redis_server_query(server, "INFO errorstats");
    const char *count = strstr(reply->str, "errorstat_NOPERM:count=");
    long long refused = count != NULL ? strtoll(strchr(count, '=') + 1, NULL, 10) : 0;

    freeReplyObject(reply);
    return refused;
}

/* --- once --- */

START_TEST(the_status_says_how_bad_it_is)
{
    report("acme", 3);
    ck_assert_msg(run(DOCTOR) == 0, "%s%s", child_out(&child), child_err(&child));
    has(child_out(&child), " of 34 checks over 1 stream\n");
    ck_assert_str_eq(child_err(&child), "");
    ck_assert_int_eq(run(DOCTOR "--threshold unbounded=2"), 1);
    has(child_out(&child), ": 1 warning");
    has(child_out(&child), "\nwarning  unbounded ");
    make_evictable();
    ck_assert_int_eq(run(DOCTOR), 2);
    has(child_out(&child), "\nerror    evictable ");
    has(child_out(&child), "\n           CONFIG SET maxmemory-policy noeviction\n");
    ck_assert_int_eq(run(DOCTOR "--skip evictable"), 0);
    has_not(child_out(&child), "evictable");
    has(child_out(&child), " 33 checks (1 skipped)");
}
END_TEST

START_TEST(json_is_one_document)
{
    report("acme", 3);
    make_it_expire();
    ck_assert_int_eq(run(DOCTOR "-f json >out; s=$?; python3 -c 'import json; "
                                "d=json.load(open(\"out\")); print(sorted(d)); "
                                "print([(f[\"id\"],f[\"severity\"],f[\"scope\"],f[\"cure\"]) "
                                "for f in d[\"findings\"] if f[\"severity\"]==\"error\"])'; "
                                "exit $s"),
                     2);
    has(child_out(&child),
        "['checks', 'findings', 'generated_ms', 'memory', 'schema', 'server_us', 'source', "
        "'streams', 'unchecked']\n");
    has(child_out(&child),
        "[('ttl', 'error', 'rag:telemetry:acme', 'PERSIST rag:telemetry:acme')]\n");
}
END_TEST

START_TEST(a_configuration_says_what_is_a_finding)
{
    report("acme", 3);
    scratch_write(folder, "a.conf", "[doctor]\nunbounded = 2\nskip = evictable\n");
    make_evictable();
    ck_assert_int_eq(run(DOCTOR "--config a.conf"), 1);
    ck_assert_int_eq(run(DOCTOR "--config a.conf --threshold unbounded=100"), 0);
    scratch_write(folder, "a.conf", "[doctor]\nunbounded = 2\nskip = evictible\n");
    ck_assert_int_eq(run(DOCTOR "--config a.conf"), 3);
    has(child_err(&child), "a.conf:3: skip: \"evictible\" is no check; did you mean \"evictable\"");
    ck_assert_str_eq(child_out(&child), "");
}
END_TEST

START_TEST(only_the_streams_that_were_asked_for_are_looked_at)
{
    report("acme", 3);
    report("globex", 3);
    make_it_expire();
    ck_assert_int_eq(run(DOCTOR "-t globex"), 0);
    has(child_out(&child), "over 1 stream\n");
    ck_assert_int_eq(run(DOCTOR "--exclude acme"), 0);
    ck_assert_int_eq(run(DOCTOR "--ns other"), 0);
    has(child_out(&child), "over 0 streams\nno stream has a key like {ns}:{tenant}, ");
    ck_assert_int_eq(run(DOCTOR "--key rag:telemetry:acme"), 2);
}
END_TEST

/* By their names as by a glob. */
START_TEST(tenants_that_are_not_there_are_none)
{
    report("acme", 3);
    ck_assert_int_eq(run(DOCTOR "-t nosuch"), 3);
    has(child_out(&child), "over 0 streams\nno stream has a key like {ns}:{tenant}, ");
    has(child_out(&child), "tenant\n  nosuch: the server alone was looked at");
    has_not(child_out(&child), "not known of");
    ck_assert_int_eq(run(DOCTOR "-t 'nosuch*'"), 3);
    ck_assert_int_eq(run(DOCTOR "-t nosuch -f json"), 3);
    has(child_out(&child), "\"streams\":{\"count\":0,");
    ck_assert_int_eq(run(DOCTOR "-t nosuch -t acme -t other"), 0);
    has(child_out(&child), "over 1 stream\nno stream is there of tenant nosuch nor other\n");
    ck_assert_int_eq(run(DOCTOR "-t 'nosuch*' -t acme"), 0);
    has(child_out(&child), "over 1 stream\nno stream is there of tenant nosuch*\n");
    ck_assert_int_eq(run(DOCTOR "-t acme"), 0);
    has_not(child_out(&child), "no stream");
}
END_TEST

static const struct {
    const char *line;
    const char *mistake;
} mistakes[] = {
    {"\"$DRIFTOP\" doctor redis://127.0.0.1:1/0 --timeout 300ms", "redis://127.0.0.1:1/0: "},
    {"\"$DRIFTOP\" doctor --watch \"unix://nobody:x@${R#unix://}\"", "refuses this user name"},
    {"\"$DRIFTOP\" doctor demo:", "\"demo:\" is no Redis"},
    {"REDIS_TELEMETRY_URL=demo: \"$DRIFTOP\" doctor", "\"demo:\" is no Redis: there is no server"},
    {DOCTOR "--threshold nonsense=1", "\"nonsense\" is no threshold"},
    {DOCTOR "--follow", "has no option --follow"},
    {DOCTOR "-r 5s", "--refresh goes with --watch"},
    {DOCTOR "--acl reader --watch", "--acl and --watch exclude each other"},
    {DOCTOR ">/dev/full", "cannot write: No space left on device"},
};

START_TEST(what_could_not_look_has_a_status_of_its_own)
{
    ck_assert_int_eq(run(mistakes[_i].line), 3);
    has(child_err(&child), mistakes[_i].mistake);
    ck_assert_str_eq(child_out(&child), "");
}
END_TEST

#define NO_INFO "INFO is not permitted to this user; driftop doctor --acl reader"

static int run_as(const char *user)
{
    child_free(&child);
    return child_run(&child, "\"$DRIFTOP\" doctor redis://%s:p@127.0.0.1:%d", user, server->port);
}

/* One who may look at streams alone, and one who may not look at all, as a sink. */
START_TEST(who_may_not_ask_for_info_is_told)
{
    report("acme", 3);
    redis_server_command(server, "ACL SETUSER dash on >p ~* +scan +type +xinfo +xrevrange +xrange");
    redis_server_command(server, "ACL SETUSER sink on >p ~* +ping +xrange +xadd");
    redis_server_command(server, "ACL SETUSER none on >p");
    ck_assert_int_eq(run_as("sink"), 3);
    has(child_err(&child), NO_INFO);
    ck_assert_int_eq(run_as("none"), 3);
    has(child_err(&child), NO_INFO);
    child_free(&child);
    child_run(&child, "\"$DRIFTOP\" doctor redis://dash:p@127.0.0.1:%d | tr -s ' \n' ' '",
              server->port);
    has(child_out(&child), "did not tell of itself: " NO_INFO);
}
END_TEST

/* Begins another server with what the first one saved, which takes it half a minute, and examines
 * it meanwhile; between two keys it answers. A server that knows no such slowness ends at once,
 * with 127. */
#define LOAD                                                                                       \
    "{ \"$REDIS_SERVER\" --port 0 --unixsocket \"$PWD/s\" --dir \"$D\" --save '' "                 \
    "--key-load-delay 10000 --loading-process-events-interval-bytes 1024 >log 2>&1 & p=$!; "       \
    "until \"${REDIS_CLI:-redis-cli}\" -s s PING 2>&1 | grep -q LOADING; "                         \
    "do ! grep -q FATAL log || exit 127; done; "                                                   \
    "\"$DRIFTOP\" doctor \"unix://$PWD/s\" --timeout 1s; s=$?; kill -9 $p; exit $s; }"

START_TEST(that_a_server_loads_is_told)
{
    setenv("D", server->directory, 1);
    redis_server_command(server, "CONFIG SET rdbcompression no");
    redis_server_command(
        server, "EVAL %s 0",
        "local text = string.rep('x', 2000) for i = 1, 3000 do redis.call('SET', i, text) end");
    redis_server_command(server, "SAVE");
    int status = run(LOAD);
    if (status == 127)
        return;
    ck_assert_int_eq(status, 3);
    has(child_err(&child), "LOADING Redis is loading");
    ck_assert_str_eq(child_out(&child), "");
}
END_TEST

START_TEST(a_password_is_not_told)
{
    redis_server_command(server, "CONFIG SET requirepass hunter2");
    child_free(&child);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" doctor redis://:hunter2@127.0.0.1:%d -f json",
                               server->port),
                     0);
    has(child_out(&child), "\"source\":\"redis://127.0.0.1:");
    has_not(child_out(&child), "hunter2");
}
END_TEST

START_TEST(the_line_of_a_user_can_be_pasted)
{
    report("acme", 3);
    ck_assert_int_eq(run("\"$DRIFTOP\" doctor --acl doctor --user eve redis://nowhere.invalid"), 0);
    ck_assert_int_eq(strncmp(child_out(&child), "ACL SETUSER eve on >", 20), 0);
    char *end = strchr(child_out(&child), '\n');
    ck_assert_ptr_nonnull(end);
    ck_assert_str_eq(end, "\n");
    ck_assert_int_eq(run("redis-cli -s \"${R#unix://}\" <<. | grep -q OK\n"
                         "$(\"$DRIFTOP\" doctor --acl doctor --user eve \"$R\")\n.\n"),
                     0);
    child_free(&child);
    ck_assert_int_eq(
        child_run(&child, "\"$DRIFTOP\" doctor redis://eve:PASSWORD@127.0.0.1:%d", server->port),
        0);
    has_not(child_out(&child), "not checked");
    ck_assert_int_eq(refusals(), 0);
}
END_TEST

START_TEST(of_a_cluster_each_server_is_told_by_its_address)
{
    struct redis_cluster *cluster = redis_cluster_shared();
    char expected[64];

    redis_cluster_renew(cluster);
    redis_server_command(cluster->nodes[1], "CONFIG SET maxmemory 100mb");
    redis_server_command(cluster->nodes[1], "CONFIG SET maxmemory-policy allkeys-lru");
    child_free(&child);
    /* Whether a test's servers write to disk is no matter. */
    int status = child_run(&child, "\"$DRIFTOP\" doctor %s --skip no-persistence", cluster->url);
    redis_server_command(cluster->nodes[1], "CONFIG SET maxmemory 0");
    redis_server_command(cluster->nodes[1], "CONFIG SET maxmemory-policy noeviction");
    ck_assert_int_eq(status, 2);
    has(child_out(&child), " on 3 servers\n");
    snprintf(expected, sizeof(expected), "\n         127.0.0.1:%d: maxmemory-policy allkeys-lru",
             cluster->nodes[1]->port);
    has(child_out(&child), expected);
    has_not(child_out(&child), "\nwarning ");
}
END_TEST

/* --- watch --- */

static void watch(const char *options)
{
    child_free(&child);
    child_start(&child, "exec " DOCTOR "--watch -r 100ms --utc %s", options);
}

START_TEST(a_watch_tells_what_has_changed_and_ends_with_how_it_is)
{
    report("acme", 3);
    watch("");
    child_expect_out(&child, " of 34 checks over 1 stream\n");
    make_evictable();
    child_expect_out(&child,
                     " UTC  new     error evictable\n         maxmemory-policy allkeys-lru");
    heal();
    child_expect_out(&child, " UTC  gone    error evictable\n");
    make_it_expire();
    child_expect_out(&child, " UTC  new     error ttl\n         rag:telemetry:acme: ");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 2);
    const char *first = strstr(child_out(&child), " of 34 checks");
    ck_assert_ptr_null(strstr(first + 1, " of 34 checks"));
}
END_TEST

START_TEST(a_watch_in_json_is_a_document_a_line)
{
    report("acme", 3);
    make_it_expire();
    watch("-f json");
    child_expect_out(&child, "{\"change\":\"new\",\"was\":null,\"id\":\"ttl\",");
    redis_server_command(server, "PERSIST rag:telemetry:acme");
    child_expect_out(&child, "\"status\":0,\"away\":null,\"changes\":[{\"change\":\"gone\",");
    child_signal(&child, SIGINT);
    ck_assert_int_eq(child_wait(&child), 0);
    for (struct slice rest = slice_of(child_out(&child)); rest.data != NULL;) {
        struct slice line = slice_split(&rest, '\n');
        bool whole = line.size > 0 && line.data[0] == '{' && line.data[line.size - 1] == '}';
        ck_assert_msg(whole || rest.data == NULL, "%.*s", (int)line.size, line.data);
    }
}
END_TEST

static int times_told(const char *part)
{
    const char *at = child_out(&child);
    int count = 0;

    for (; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

START_TEST(that_redis_is_away_is_told_once_and_when_it_is_back)
{
    watch("--timeout 300ms");
    child_expect_out(&child, " of 34 checks over 0 streams\n");
    redis_server_kill(server);
    child_expect_out(&child, ": cannot look: ");
    redis_server_start(server);
    child_expect_out(&child, " can be looked at again\n");
    ck_assert_int_eq(times_told("cannot look: "), 1);
    redis_server_kill(server);
    struct deadline deadline = deadline_in(20000);
    while (times_told("cannot look: ") < 2)
        ck_assert(deadline_pause(&deadline));
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 3);
}
END_TEST

START_TEST(a_watch_ends_with_its_reader)
{
    child_free(&child);
    child_start(&child, DOCTOR "--watch -r 100ms -f json 2>&1 | head -n 1");
    child_expect_out(&child, "driftop.doctor_change/1");
    make_evictable();
    ck_assert_int_eq(child_wait(&child), 0);
}
END_TEST

START_TEST(a_watch_without_news_ends_with_its_reader_too)
{
    child_free(&child);
    child_start(&child, DOCTOR "--watch -r 100ms -f json 2>&1 | head -n 1");
    child_expect_out(&child, "driftop.doctor_change/1");
    ck_assert_int_eq(child_wait(&child), 0);
}
END_TEST

START_TEST(what_is_refused_is_asked_once)
{
    long long before;

    report("acme", 3);
    make_it_expire();
    redis_server_command(server, "ACL SETUSER dash on >p resetkeys %%R~rag:telemetry:* nocommands "
                                 "+info +scan +type +xlen +xrange +xrevrange +xread +xinfo "
                                 "+xpending +memory|usage +command|info +ping +client|setname");
    child_start(&child,
                "exec \"$DRIFTOP\" doctor redis://dash:p@127.0.0.1:%d --watch -r 100ms -f json",
                server->port);
    child_expect_out(&child, "\"unchecked\":[{\"id\":\"ttl\",\"needs\":\"+pttl\"}");
    before = refusals();
    make_evictable();
    child_expect_out(&child, "{\"change\":\"new\",\"was\":null,\"id\":\"evictable\"");
    ck_assert_int_eq(refusals(), before);
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 2);
}
END_TEST

START_TEST(it_can_be_interrupted_before_it_has_looked)
{
    redis_server_freeze(server);
    child_start(&child, "exec " DOCTOR "--timeout 1m");
    struct deadline deadline = deadline_in(200);
    deadline_pass(deadline);
    child_signal(&child, SIGINT);
    ck_assert_int_eq(child_wait(&child), 130);
    redis_server_thaw(server);
}
END_TEST

static void add_cases(Suite *suite)
{
    TCase *once = tcase_create("once");
    TCase *on = tcase_create("watch");

    tcase_add_checked_fixture(once, set_up, tear_down);
    tcase_add_test(once, the_status_says_how_bad_it_is);
    tcase_add_test(once, json_is_one_document);
    tcase_add_test(once, a_configuration_says_what_is_a_finding);
    tcase_add_test(once, only_the_streams_that_were_asked_for_are_looked_at);
    tcase_add_test(once, tenants_that_are_not_there_are_none);
    tcase_add_loop_test(once, what_could_not_look_has_a_status_of_its_own, 0,
                        (int)(sizeof(mistakes) / sizeof(mistakes[0])));
    tcase_add_test(once, who_may_not_ask_for_info_is_told);
    tcase_add_test(once, that_a_server_loads_is_told);
    tcase_add_test(once, a_password_is_not_told);
    tcase_add_test(once, the_line_of_a_user_can_be_pasted);
    tcase_add_test(once, of_a_cluster_each_server_is_told_by_its_address);
    tcase_add_test(once, it_can_be_interrupted_before_it_has_looked);
    suite_add_tcase(suite, once);
    tcase_add_checked_fixture(on, set_up, tear_down);
    tcase_add_test(on, a_watch_tells_what_has_changed_and_ends_with_how_it_is);
    tcase_add_test(on, a_watch_in_json_is_a_document_a_line);
    tcase_add_test(on, that_redis_is_away_is_told_once_and_when_it_is_back);
    tcase_add_test(on, a_watch_ends_with_its_reader);
    tcase_add_test(on, a_watch_without_news_ends_with_its_reader_too);
    tcase_add_test(on, what_is_refused_is_asked_once);
    suite_add_tcase(suite, on);
}

Suite *suite_doctor_command(void)
{
    Suite *suite = suite_create("doctor_command");

    add_cases(suite);
    return suite;
}
