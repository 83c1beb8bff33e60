/* Doctor against a server that a script plays: what cannot be provoked on a real one, and what no
 * real one would do. */
#include "config.h"

#include "doctor/check.h"
#include "doctor/doctor.h"
#include "live/scripted_redis.h"
#include "live/suites.h"
#include "redis/url.h"
#include "support/die.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define GUARD_MS 10000
#define QUICK (DOCTOR_ENTRIES | DOCTOR_GROUPS | DOCTOR_PROBES)
#define LONG_KEY (64 * 1024)

static uv_loop_t loop;
static uv_timer_t guard;
static uv_timer_t conclusion;
static struct scripted_redis redis;
static struct redis_url url;
static struct key_space space;
static struct selection selection;
static int64_t timeout_ms;
static uint64_t conclude_ms; /* it is ended then; 0: never */
static struct doctor *doctor;
static struct examination *examination; /* NULL: nothing came of it */
static struct error trouble;            /* why */
static struct findings findings;

static void on_guard(uv_timer_t *timer)
{
    (void)timer;
    die("the examination does not end: %s",
        redis.reply_count > 0 ? redis.replies[0].command : "every reply is right");
}

static void set_up(void)
{
    static const char *const namespaces[] = {"rag:telemetry"};
    static const char *const templates[] = {"{ns}:{tenant}"};
    const struct key_space_words words = {.templates = templates,
                                          .template_count = 1,
                                          .namespaces = namespaces,
                                          .namespace_count = 1};
    struct error error;

    ck_assert_int_eq(uv_loop_init(&loop), 0);
    uv_timer_init(&loop, &guard);
    uv_timer_init(&loop, &conclusion);
    scripted_redis_listen(&redis, &loop);
    uv_unref((uv_handle_t *)&redis.server.listener);
    ck_assert(redis_url_parse(redis.server.url, &url, &error));
    ck_assert(key_space_parse(&space, &words, &error));
    selection = (struct selection){0};
    examination = NULL;
    findings = (struct findings){0};
    timeout_ms = 5000;
    conclude_ms = 0;
}

static void forget(void)
{
    findings_free(&findings);
    if (examination != NULL)
        examination_free(examination);
    free(examination);
    examination = NULL;
}

static void tear_down(void)
{
    forget();
    uv_close((uv_handle_t *)&guard, NULL);
    uv_close((uv_handle_t *)&conclusion, NULL);
    scripted_redis_end(&redis);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    selection_free(&selection);
    key_space_free(&space);
    redis_url_free(&url);
}

static void on_ended(void *context, struct examination *seen, const struct error *error)
{
    bool *ended = context;

    *ended = true;
    examination = seen;
    if (error != NULL)
        trouble = *error;
}

static void on_conclude(uv_timer_t *timer)
{
    (void)timer;
    doctor_conclude(doctor);
    doctor_conclude(doctor);
}

/* Whatever was not learned has a reason that says something. */
static void expect_reasons(void)
{
    if (examination == NULL) {
        ck_assert_str_ne(trouble.text, "");
        return;
    }
    ck_assert(examination->searched || examination->trouble.text[0] != '\0');
    for (size_t i = 0; i < examination->node_count; i++)
        ck_assert(examination->nodes[i].answered || examination->nodes[i].error.text[0] != '\0');
}

/* Examines the server, and makes all checks. */
static void examine(unsigned depth)
{
    static const struct doctor_events events = {.ended = on_ended};
    const struct doctor_options options = {.loop = &loop,
                                           .url = &url,
                                           .name = "driftop",
                                           .space = &space,
                                           .selection = &selection,
                                           .pending_ms = 600000,
                                           .timeout_ms = timeout_ms,
                                           .depth = depth};
    struct doctor_settings settings;
    bool ended = false;

    forget();
    doctor_settings_init(&settings);
    uv_update_time(&loop);
    uv_timer_start(&guard, on_guard, GUARD_MS, 0);
    doctor = doctor_open(&options, &events, &ended);
    if (conclude_ms > 0)
        uv_timer_start(&conclusion, on_conclude, conclude_ms, 0);
    while (!ended)
        uv_run(&loop, UV_RUN_ONCE);
    uv_timer_stop(&guard);
    uv_timer_stop(&conclusion);
    expect_reasons();
    if (examination != NULL)
        diagnose(examination, &settings, &findings);
}

static const struct finding *found(const char *id)
{
    for (size_t i = 0; i < findings.count; i++) {
        if (strcmp(findings.items[i].check->id, id) == 0)
            return &findings.items[i];
    }
    return NULL;
}

static void finds(const char *id, enum finding_severity severity, const char *evidence)
{
    const struct finding *finding = found(id);

    ck_assert_msg(examination != NULL, "%s", trouble.text);
    ck_assert_msg(finding != NULL, "%s is not found", id);
    ck_assert_msg(strstr(buffer_text(&finding->evidence), evidence) != NULL, "%s: %s", id,
                  buffer_text(&finding->evidence));
    ck_assert_str_eq(finding_severity_name(finding->severity), finding_severity_name(severity));
}

/* Nothing but notes; `what` was done to the server. */
static void finds_nothing(const char *what)
{
    for (size_t i = 0; i < findings.count; i++) {
        const struct finding *finding = &findings.items[i];
        ck_assert_msg(finding->severity == FINDING_INFO, "%s: %s %s: %s", what,
                      finding_severity_name(finding->severity), finding->check->id,
                      buffer_text(&finding->evidence));
    }
}

START_TEST(a_healthy_server_has_no_error_and_no_warning)
{
    examine(DOCTOR_ALL);
    ck_assert_msg(examination != NULL, "%s", trouble.text);
    finds_nothing("healthy");
    ck_assert_uint_eq(examination->stream_count, 1);
    ck_assert(examination->streams[0].answered);
    ck_assert_int_eq(examination->streams[0].bytes, 17540);
    ck_assert_uint_eq(examination->streams[0].group_count, 1);
    ck_assert_uint_eq(examination->streams[0].content.entries, 20);
    ck_assert_uint_eq(examination->streams[0].content.undecodable.count, 0);
}
END_TEST

/* --- what INFO says --- */

static const struct told {
    const char *info[3][2];
    const char *id;
    enum finding_severity severity;
    const char *evidence;
} told[] = {
    {{{"loading", "1"}, {"loading_eta_seconds", "12"}}, "cluster-state", FINDING_ERROR, "load"},
    {{{"role", "slave"}, {"master_link_status", "down"}, {"master_link_down_since_seconds", "90"}},
     "replication",
     FINDING_ERROR,
     "down"},
    {{{"connected_slaves", "1"},
      {"slave0", "ip=10.0.0.2,port=6379,state=online,offset=100,lag=75"},
      {"master_repl_offset", "900000"}},
     "replication",
     FINDING_WARNING,
     "75"},
    {{{"aof_last_write_status", "err"}}, "writes-refused", FINDING_ERROR, "append-only"},
    {{{"rdb_last_bgsave_status", "err"}}, "writes-refused", FINDING_ERROR, "MISCONF"},
    {{{"aof_last_bgrewrite_status", "err"}}, "writes-refused", FINDING_WARNING, "rewrite"},
    {{{"maxmemory_policy", "allkeys-lfu"}}, "evictable", FINDING_ERROR, "allkeys-lfu"},
    {{{"used_memory", "960000000"}}, "out-of-memory", FINDING_ERROR, "96"},
    {{{"connected_clients", "9000"}}, "connections", FINDING_WARNING, "9"},
};

START_TEST(what_info_says_is_found)
{
    const struct told *of = &told[_i];

    for (size_t i = 0; i < 3 && of->info[i][0] != NULL; i++)
        scripted_redis_info(&redis, of->info[i][0], of->info[i][1]);
    examine(QUICK);
    finds(of->id, of->severity, of->evidence);
}
END_TEST

static const struct clock_case {
    int64_t ahead_ms;
    const char *severity; /* NULL: nothing is found */
} clock_cases[] = {
    {300000, "error"}, {-300000, "error"}, {15000, "warning"}, {-15000, "warning"}, {500, NULL},
};

START_TEST(a_clock_that_is_off_is_found)
{
    const struct clock_case *of = &clock_cases[_i];

    redis.ahead_ms = of->ahead_ms;
    examine(QUICK);
    ck_assert_ptr_nonnull(examination);
    const struct finding *finding = found("clock-skew");
    ck_assert_int_eq(finding != NULL, of->severity != NULL);
    if (finding != NULL)
        ck_assert_str_eq(finding_severity_name(finding->severity), of->severity);
    ck_assert_ptr_null(found("future-ids"));
    ck_assert_ptr_null(found("silent"));
}
END_TEST

/* --- what is not served --- */

/* Makes it the only node of a cluster. */
static void be_cluster(void)
{
    char text[64];
    struct error error;

    snprintf(text, sizeof(text), "redis+cluster://%s", strrchr(redis.server.url, '/') + 1);
    redis_url_free(&url);
    ck_assert(redis_url_parse(text, &url, &error));
    scripted_redis_info(&redis, "redis_mode", "cluster");
    scripted_redis_info(&redis, "cluster_enabled", "1");
}

START_TEST(a_cluster_that_fails_is_found)
{
    be_cluster();
    scripted_redis_reply(&redis, "CLUSTER INFO",
                         "$90\r\ncluster_state:fail\r\ncluster_slots_assigned:16384\r\n"
                         "cluster_slots_ok:10923\r\ncluster_size:3\r\n\r\n");
    examine(QUICK);
    finds("cluster-state", FINDING_ERROR, "fail");
}
END_TEST

START_TEST(a_cluster_that_is_down_is_found)
{
    be_cluster();
    scripted_redis_reply(&redis, "CLUSTER INFO", "-NOPERM no permissions to run this command\r\n");
    scripted_redis_reply(&redis, "XINFO STREAM", "-CLUSTERDOWN The cluster is down\r\n");
    timeout_ms = 500;
    examine(QUICK);
    finds("cluster-state", FINDING_ERROR, "1 of 1 streams cannot be read");
    finds("cluster-state", FINDING_ERROR, "CLUSTERDOWN");
}
END_TEST

/* Then it answers nothing else than INFO. */
START_TEST(a_server_that_loads_is_found_or_told)
{
    static const char *const commands[] = {"PING",         "SCAN",         "TYPE",
                                           "XINFO STREAM", "XINFO GROUPS", "MEMORY USAGE"};

    scripted_redis_info(&redis, "loading", "1");
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        scripted_redis_reply(&redis, commands[i],
                             "-LOADING Redis is loading the dataset in memory\r\n");
    timeout_ms = 500;
    examine(QUICK);
    if (examination != NULL)
        finds("cluster-state", FINDING_ERROR, "load");
    else
        ck_assert_msg(strstr(trouble.text, "loading") != NULL, "%s", trouble.text);
}
END_TEST

/* --- versions --- */

static const struct version {
    const char *info[3][2];
    bool no_clock; /* before 6.0 */
    bool lacks;    /* XAUTOCLAIM, which is of 6.2 */
    const char *severity;
} versions[] = {
    {{{"redis_version", "5.0.14"}}, true, true, "error"},
    {{{"redis_version", "6.0.16"}}, false, true, "error"},
    {{{"redis_version", "6.2.14"}}, false, false, "warning"},
    {{{"redis_version", "7.4.1"}}, false, false, NULL},
    {{{"redis_version", "8.0.3"}, {"redis_build_id", "a"}}, false, false, NULL},
    {{{"redis_version", "7.2.4"}, {"server_name", "valkey"}, {"valkey_version", "8.1.1"}},
     false,
     false,
     NULL},
};

/* What these leave out of INFO, and do not know. */
static void be_old(const struct version *version)
{
    redis.no_clock = version->no_clock;
    if (version->lacks)
        scripted_redis_reply(&redis, "COMMAND INFO", "*2\r\n*-1\r\n*-1\r\n");
    if (version->severity == NULL)
        return;
    scripted_redis_reply(&redis, "ACL",
                         version->lacks
                             ? "-ERR unknown command `ACL`, with args beginning with:\r\n"
                             : "-ERR Unknown subcommand or wrong number of arguments "
                               "for 'DRYRUN'. Try ACL HELP.\r\n");
    scripted_redis_reply(&redis, "XINFO GROUPS",
                         "*1\r\n*8\r\n$4\r\nname\r\n$1\r\ng\r\n$9\r\nconsumers\r\n:1\r\n"
                         "$7\r\npending\r\n:0\r\n$17\r\nlast-delivered-id\r\n"
                         "$17\r\n99999999999999-99\r\n");
    scripted_redis_reply(&redis, "XRANGE", "*0\r\n");
}

START_TEST(each_version_is_known_for_what_it_is)
{
    const struct version *version = &versions[_i];

    for (size_t i = 0; i < 3 && version->info[i][0] != NULL; i++)
        scripted_redis_info(&redis, version->info[i][0], version->info[i][1]);
    be_old(version);
    examine(QUICK);
    ck_assert_msg(examination != NULL, "%s", trouble.text);
    const struct finding *finding = found("version");
    if (version->severity != NULL) {
        ck_assert_ptr_nonnull(finding);
        ck_assert_str_eq(finding_severity_name(finding->severity), version->severity);
    } else {
        finds_nothing(version->info[0][1]);
    }
    for (size_t i = 0; i < findings.count; i++)
        ck_assert_msg(findings.items[i].severity == FINDING_INFO ||
                          strcmp(findings.items[i].check->id, "version") == 0,
                      "%s: %s", findings.items[i].check->id,
                      buffer_text(&findings.items[i].evidence));
}
END_TEST

/* --- INFO that is cut, as it is where a provider hides lines of it --- */

static char *copy_info(void)
{
    return mem_strndup(redis.info.data, redis.info.size);
}

static void set_info(const char *text, size_t size)
{
    buffer_clear(&redis.info);
    buffer_append(&redis.info, text, size);
}

START_TEST(what_info_does_not_say_is_no_finding)
{
    char *whole = copy_info();

    for (const char *line = whole; *line != '\0'; line = strchr(line, '\n') + 1) {
        char name[64];
        snprintf(name, sizeof(name), "up to %.*s", (int)strcspn(line, "\r"), line);
        set_info(whole, (size_t)(line - whole));
        examine(0);
        ck_assert_msg(examination != NULL, "%s: %s", name, trouble.text);
        finds_nothing(name);
    }
    free(whole);
}
END_TEST

START_TEST(each_line_of_info_can_be_missing)
{
    char *whole = copy_info();
    size_t size = strlen(whole);

    for (const char *line = whole; *line != '\0'; line = strchr(line, '\n') + 1) {
        char name[64];
        const char *next = strchr(line, '\n') + 1;
        snprintf(name, sizeof(name), "without %.*s", (int)strcspn(line, "\r"), line);
        set_info(whole, (size_t)(line - whole));
        buffer_append(&redis.info, next, size - (size_t)(next - whole));
        examine(0);
        ck_assert_msg(examination != NULL, "%s: %s", name, trouble.text);
        finds_nothing(name);
    }
    free(whole);
}
END_TEST

static const char *const odd_infos[] = {
    "",
    "\r\n\r\n\r\n",
    ":::::",
    "maxmemory",
    "maxmemory:",
    "maxmemory:abc\r\nused_memory:-5\r\nmaxmemory_policy:\r\nredis_version:\r\n",
    "redis_version:banana\r\nserver_time_usec:x\r\n",
    "maxmemory:99999999999999999999999999\r\nused_memory:99999999999999999999999999\r\n",
    "db0:\r\nslave0:\r\nrole:\r\nloading:\r\ncluster_enabled:\r\nmem_fragmentation_ratio:nan\r\n",
    "db0:keys=,expires=,avg_ttl=\r\nslave0:ip=,port=,state=,offset=,lag=\r\nmaxclients:0\r\n",
    "uptime_in_seconds:18446744073709551615\r\nrdb_last_save_time:-1\r\nconnected_slaves:-1\r\n",
};

START_TEST(info_can_be_anything)
{
    set_info(odd_infos[_i], strlen(odd_infos[_i]));
    examine(QUICK);
    ck_assert_msg(examination != NULL, "%s", trouble.text);
    finds_nothing(odd_infos[_i]);
}
END_TEST

START_TEST(info_can_be_cut_anywhere)
{
    char *whole = copy_info();
    size_t size = strlen(whole);

    for (size_t cut = 0; cut < size; cut += 7) {
        set_info(whole, cut);
        examine(0);
        ck_assert_msg(examination != NULL, "%s", trouble.text);
    }
    free(whole);
}
END_TEST

/* --- replies that no server gives --- */

static const char odd_entry[] = "*1\r\n*2\r\n$3\r\n0-0\r\n*3\r\n$1\r\na\r\n:1\r\n*0\r\n";

static const char *const odd_replies[] = {
    "+OK\r\n",
    ":7\r\n",
    ":-9223372036854775808\r\n",
    ":9223372036854775807\r\n",
    "$-1\r\n",
    "$0\r\n\r\n",
    "$3\r\nabc\r\n",
    "*-1\r\n",
    "*0\r\n",
    "*1\r\n:1\r\n",
    "*1\r\n$-1\r\n",
    "*1\r\n*0\r\n",
    "*2\r\n$1\r\n0\r\n$1\r\nx\r\n",
    "*2\r\n*1\r\n*1\r\n$1\r\nx\r\n*-1\r\n",
    "*4\r\n$6\r\nlength\r\n$1\r\nx\r\n$11\r\nfirst-entry\r\n:1\r\n",
    "*4\r\n$6\r\nlength\r\n:-1\r\n$17\r\nlast-generated-id\r\n*0\r\n",
    "*1\r\n*4\r\n$4\r\nname\r\n:1\r\n$3\r\nlag\r\n$1\r\nx\r\n",
    "*1\r\n*4\r\n$4\r\nname\r\n$1\r\ng\r\n$3\r\nlag\r\n:-5\r\n",
    odd_entry,
    "-ERR something is wrong\r\n",
    "-\r\n",
};

/* What commands doctor sends, learned from a healthy server. */
static struct string_list commands_sent(void)
{
    struct string_list commands = {0};

    examine(QUICK);
    for (size_t i = 0; i < redis.asked.count; i++)
        string_list_add(&commands, redis.asked.items[i]);
    return commands;
}

/* A number is what these are answered with; an entry may hold anything, and is told if it does. */
static bool is_right(const char *command, const char *reply)
{
    bool takes_number = strcmp(command, "PTTL") == 0 || strcmp(command, "MEMORY USAGE") == 0;

    return (takes_number && reply[0] == ':') ||
           (strcmp(command, "XREVRANGE") == 0 && strcmp(reply, odd_entry) == 0);
}

START_TEST(no_reply_breaks_it_or_is_believed)
{
    struct string_list commands = commands_sent();
    char what[256];

    timeout_ms = 300;
    for (size_t i = 0; i < commands.count; i++) {
        redis.reply_count = 0;
        scripted_redis_reply(&redis, commands.items[i], odd_replies[_i]);
        examine(QUICK);
        snprintf(what, sizeof(what), "%s answers %s", commands.items[i], odd_replies[_i]);
        if (!is_right(commands.items[i], odd_replies[_i]))
            finds_nothing(what);
        free(redis.replies[0].reply);
        redis.reply_count = 0;
    }
    string_list_free(&commands);
}
END_TEST

START_TEST(all_replies_can_be_odd_at_once)
{
    struct string_list commands = commands_sent();

    timeout_ms = 300;
    for (size_t i = 0; i < commands.count && i < SCRIPTED_REPLIES_MAX; i++) {
        if (strcmp(commands.items[i], "PING") != 0 && strncmp(commands.items[i], "CLIENT", 6) != 0)
            scripted_redis_reply(&redis, commands.items[i], odd_replies[_i]);
    }
    examine(QUICK);
    string_list_free(&commands);
}
END_TEST

/* --- how it answers --- */

START_TEST(a_server_that_answers_byte_by_byte_is_healthy)
{
    redis.server.script.pause_ms = 1;
    examine(0);
    ck_assert_msg(examination != NULL, "%s", trouble.text);
    ck_assert(examination->streams[0].answered);
    finds_nothing("byte by byte");
}
END_TEST

/* Returns how many requests a whole examination takes. */
static size_t count_requests(void)
{
    examine(QUICK);
    size_t count = redis.requests;
    redis.requests = 0;
    return count;
}

START_TEST(a_server_that_falls_silent_ends_it)
{
    size_t count = count_requests();
    char what[64];

    timeout_ms = 40;
    for (size_t after = 0; after < count; after++) {
        redis.requests = 0;
        redis.silent_after = after;
        examine(QUICK);
        snprintf(what, sizeof(what), "silent after %zu", after);
        finds_nothing(what);
        if (examination == NULL)
            ck_assert_int_ne(trouble.class, ERROR_NONE);
    }
}
END_TEST

/* Whoever cannot wait is told what was seen. */
START_TEST(it_can_be_ended_at_any_time)
{
    size_t count = count_requests();
    char what[64];
    size_t told_of = 0;

    conclude_ms = 10;
    for (size_t after = 0; after < count; after++) {
        redis.requests = 0;
        redis.silent_after = after;
        examine(QUICK);
        snprintf(what, sizeof(what), "ended after %zu", after);
        finds_nothing(what);
        if (examination == NULL)
            ck_assert_int_ne(trouble.class, ERROR_NONE);
        told_of += examination != NULL && examination->nodes[0].answered;
    }
    ck_assert_uint_gt(told_of, 0);
}
END_TEST

START_TEST(a_server_that_hangs_up_is_asked_again_or_told)
{
    size_t count = count_requests();
    char what[64];

    timeout_ms = 500;
    for (size_t after = 0; after < count; after++) {
        redis.requests = 0;
        redis.hang_up_after = after;
        examine(QUICK);
        snprintf(what, sizeof(what), "hangs up after %zu", after);
        finds_nothing(what);
    }
}
END_TEST

/* --- long keys --- */

START_TEST(a_key_may_be_64_kib_long)
{
    char *key = mem_zalloc(LONG_KEY + 1, 1);

    memset(key, 'k', LONG_KEY);
    memcpy(key, SCRIPTED_KEY, strlen(SCRIPTED_KEY));
    redis.key = key;
    scripted_redis_info(&redis, "db0", "keys=1,expires=1,avg_ttl=1000");
    scripted_redis_reply(&redis, "PTTL", ":1000\r\n");
    examine(QUICK);
    finds("ttl", FINDING_ERROR, "");
    const struct finding *finding = found("ttl");
    ck_assert_uint_eq(finding->key_size, LONG_KEY);
    ck_assert_uint_eq(finding->cure.size, LONG_KEY + strlen("PERSIST "));
    ck_assert_uint_le(finding->evidence.size, 200);
    free(key);
}
END_TEST

Suite *suite_doctor_scripted(void)
{
    Suite *suite = suite_create("doctor_scripted");
    TCase *tests = tcase_create("doctor_scripted");
    const int odd = (int)(sizeof(odd_replies) / sizeof(odd_replies[0]));

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_healthy_server_has_no_error_and_no_warning);
    tcase_add_loop_test(tests, what_info_says_is_found, 0, (int)(sizeof(told) / sizeof(told[0])));
    tcase_add_loop_test(tests, a_clock_that_is_off_is_found, 0,
                        (int)(sizeof(clock_cases) / sizeof(clock_cases[0])));
    tcase_add_test(tests, a_cluster_that_fails_is_found);
    tcase_add_test(tests, a_cluster_that_is_down_is_found);
    tcase_add_test(tests, a_server_that_loads_is_found_or_told);
    tcase_add_loop_test(tests, each_version_is_known_for_what_it_is, 0,
                        (int)(sizeof(versions) / sizeof(versions[0])));
    tcase_add_test(tests, what_info_does_not_say_is_no_finding);
    tcase_add_test(tests, each_line_of_info_can_be_missing);
    tcase_add_loop_test(tests, info_can_be_anything, 0,
                        (int)(sizeof(odd_infos) / sizeof(odd_infos[0])));
    tcase_add_test(tests, info_can_be_cut_anywhere);
    tcase_add_loop_test(tests, no_reply_breaks_it_or_is_believed, 0, odd);
    tcase_add_loop_test(tests, all_replies_can_be_odd_at_once, 0, odd);
    tcase_add_test(tests, a_server_that_answers_byte_by_byte_is_healthy);
    tcase_add_test(tests, a_server_that_falls_silent_ends_it);
    tcase_add_test(tests, it_can_be_ended_at_any_time);
    tcase_add_test(tests, a_server_that_hangs_up_is_asked_again_or_told);
    tcase_add_test(tests, a_key_may_be_64_kib_long);
    suite_add_tcase(suite, tests);
    return suite;
}
