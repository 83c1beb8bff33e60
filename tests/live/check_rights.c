/* The rights that the manual names are those of the list, the list is what is sent, and nothing
 * else is: the server's log of refusals stays empty. */
#include "config.h"

#include "doctor/rights.h"
#include "live/producer.h"
#include "live/rights.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "redis/command.h"
#include "sink/sink.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/sentinel_trio.h"
#include "support/string_list.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ACME PRODUCER_PREFIX "acme"
#define DAY 86400000LL

/* What doctor sends of it; check_doctor_rights.c looks at that. */
#define OF_DOCTOR "+command|info +xinfo|groups +xpending +xinfo|consumers +memory|usage +acl|dryrun"

static const char *const documents[] = {"doc/driftop.1.in", "README.md"};

static struct redis_server *server;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

/* Returns the URL of a database (SELECT is needed for all but 0), for a user; valid until the next
 * call. */
static const char *url_of(const char *who, int db)
{
    static char url[128];

    snprintf(url, sizeof(url), "redis://%s:pw@127.0.0.1:%d/%d", who, server->port, db);
    return url;
}

static char *joined(const struct string_list *words)
{
    struct buffer text = {0};

    for (size_t i = 0; i < words->count; i++)
        buffer_printf(&text, "%s ", words->items[i]);
    ck_assert_ptr_nonnull(text.data);
    return text.data;
}

START_TEST(the_documents_have_the_lines_that_are_made)
{
    for (const struct acl_role *role = acl_roles; role->name != NULL; role++) {
        struct string_list written = {0}, made = {0};
        rights_read(documents[_i], role->user, &written);
        rights_make(role->name, "redis://localhost", &made);
        char *in_document = joined(&written);
        char *in_line = joined(&made);
        ck_assert_str_eq(in_document, in_line);
        free(in_document);
        free(in_line);
        string_list_free(&written);
        string_list_free(&made);
    }
}
END_TEST

static bool has_newest(struct watcher *watcher, void *context)
{
    return watcher_tenant(watcher, "acme")->newest_id.seq == *(const uint64_t *)context;
}

static void add_entries(int ms, int count)
{
    for (int i = 1; i <= count; i++) {
        char id[32];
        snprintf(id, sizeof(id), "%d-%d", ms, i);
        produce(server, ACME, id, 0.5);
    }
}

/* Watches one tenant: its past, what comes, and what comes in too great a number for one look. */
static void watch_it_all(const char *const *tenants, size_t count)
{
    static struct watcher watcher;
    struct source_options options = watcher_options();
    uint64_t newest = 1;

    redis_server_command(server, "DEL " ACME);
    add_entries(1000, 30);
    options.tenants = tenants;
    options.tenant_count = count;
    watcher_open(&watcher, url_of("dash", 0), &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    add_entries(2000, 1);
    WATCHER_WAIT(&watcher, has_newest, &newest);
    add_entries(3000, 60);
    newest = 60;
    WATCHER_WAIT(&watcher, has_newest, &newest);
    watcher_refresh(&watcher);
    watcher_close(&watcher);
}

START_TEST(reading_needs_what_the_documents_grant_and_no_more)
{
    static const char *const named[] = {"acme", "gone"};
    struct string_list words = {0};
    struct child child = {0};

    rights_read(documents[_i], "dash", &words);
    rights_grant(server, &words);
    redis_server_command(server, "SET " PRODUCER_PREFIX "no-stream x");
    watch_it_all(NULL, 0);
    watch_it_all(named, 2);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" snapshot %s || true", url_of("dash", 3)), 0);
    child_free(&child);
    ck_assert_int_eq(
        child_run(&child, "\"$DRIFTOP\" export --since 1970-01-01 %s", url_of("dash", 0)), 0);
    child_free(&child);
    rights_were_enough(server);
    rights_were_used(server, COMMANDS_GREETING | COMMANDS_READING, OF_DOCTOR);
    string_list_free(&words);
}
END_TEST

/* A cache that evicts by use is asked not to count looks; from Redis 7.2 on that is a right. */
START_TEST(a_cache_is_not_touched)
{
    struct string_list words = {0};
    struct child child = {0};

    rights_read(documents[_i], "dash", &words);
    redisReply *info = redis_server_query(server, "COMMAND INFO client|no-touch");
    bool known = info->elements == 1 && info->element[0]->type == REDIS_REPLY_ARRAY;
    freeReplyObject(info);
    if (known)
        string_list_add(&words, "+client|no-touch");
    rights_grant(server, &words);
    redis_server_command(server, "CONFIG SET maxmemory-policy allkeys-lru");
    produce(server, ACME, "1-1", 0.5);
    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" snapshot %s", url_of("dash", 0)), 0);
    child_free(&child);
    rights_were_enough(server);
    redisReply *stats = redis_server_query(server, "INFO commandstats");
    ck_assert_int_eq(strstr(stats->str, "cmdstat_client|no-touch:calls=") != NULL, known);
    freeReplyObject(stats);
    string_list_free(&words);
}
END_TEST

/* What is the same whoever asks, as the clock stands. */
static const char *const commands[] = {
    "snapshot --now 1970-01-01T00:00:10Z",
    "snapshot --now 1970-01-01T00:00:10Z -f json",
    "snapshot --now 1970-01-01T00:00:10Z -f csv",
    "snapshot --now 1970-01-01T00:00:10Z -f openmetrics",
    "snapshot --now 1970-01-01T00:00:10Z -t acme -t gone --exit-code",
    "export --since 1970-01-01",
    "export --since 1970-01-01 -f csv -t acme",
};

static void run_as(struct child *child, const char *command, const char *who, int db)
{
    child_run(child, "\"$DRIFTOP\" %s redis://%s127.0.0.1:%d/%d", command, who, server->port, db);
}

START_TEST(all_commands_say_the_same_with_the_least_rights_as_with_all)
{
    struct string_list words = {0};

    rights_read("README.md", "dash", &words);
    rights_grant(server, &words);
    add_entries(1000, 30);
    redis_server_command(server, "SET " PRODUCER_PREFIX "no-stream x");
    for (size_t i = 0; i < 2 * sizeof(commands) / sizeof(commands[0]); i++) {
        struct child least = {0}, full = {0};
        int db = i % 2 == 0 ? 0 : 3;
        run_as(&least, commands[i / 2], "dash:pw@", db);
        run_as(&full, commands[i / 2], "", db);
        ck_assert_str_eq(child_out(&least), child_out(&full));
        ck_assert_str_eq(child_err(&least), child_err(&full));
        child_free(&least);
        child_free(&full);
    }
    rights_were_enough(server);
    string_list_free(&words);
}
END_TEST

START_TEST(following_needs_no_more)
{
    struct string_list words = {0};
    struct child child = {0};

    rights_read("README.md", "dash", &words);
    rights_grant(server, &words);
    add_entries(1000, 3);
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-01 %s",
                url_of("dash", 0));
    child_expect_out(&child, "\"1000-3\"");
    add_entries(2000, 1);
    child_expect_out(&child, "\"2000-1\"");
    redis_server_command(server, "XADD " PRODUCER_PREFIX "late 3000-1 ws 1 we 2 dims []");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 128 + SIGTERM);
    ck_assert_str_eq(child_err(&child), "");
    child_free(&child);
    rights_were_enough(server);
    string_list_free(&words);
}
END_TEST

/* Returns how often the server was sent a command. */
static int calls_of(const char *name)
{
    redisReply *stats = redis_server_query(server, "INFO commandstats");
    char field[64];
    int calls = 0;

    snprintf(field, sizeof(field), "cmdstat_%s:calls=", name);
    const char *found = strstr(stats->str, field);
    if (found != NULL)
        calls = atoi(found + strlen(field));
    freeReplyObject(stats);
    return calls;
}

/* Reads the screen for a moment, and throws it away; also when the program has ended. */
static void look(int screen)
{
    struct pollfd ready = {.fd = screen, .events = POLLIN};
    char bytes[65536];

    if (poll(&ready, 1, 20) > 0 && read(screen, bytes, sizeof(bytes)) < 0)
        ck_assert_int_eq(errno, EIO);
}

/* It reads, and examines that Redis beside that, some seconds after it has begun. */
START_TEST(the_dashboard_needs_no_more)
{
    struct string_list words = {0};
    const struct winsize size = {.ws_row = 24, .ws_col = 80};
    char path[4096];
    char *url;
    int screen, status;

    rights_read("README.md", "dash", &words);
    rights_grant(server, &words);
    add_entries(1000, 30);
    redis_server_command(server, "XGROUP CREATE " ACME " ops 0");
    freeReplyObject(
        redis_server_query(server, "XREADGROUP GROUP ops driftop COUNT 3 STREAMS " ACME " >"));
    snprintf(path, sizeof(path), "%s", getenv("DRIFTOP"));
    url = strdup(url_of("dash", 0));
    pid_t pid = forkpty(&screen, NULL, NULL, &size);
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        setenv("TERM", "xterm", 1);
        execl(path, "driftop", "-r", "100ms", "-w", "1h", url, (char *)NULL);
        _exit(127);
    }
    while (calls_of("xread") < 3)
        look(screen);
    while (calls_of("xpending") == 0)
        look(screen);
    for (int infos = calls_of("info"); calls_of("info") == infos;)
        look(screen);
    ck_assert_int_eq(write(screen, "\r", 1), 1);
    add_entries(2000, 60);
    for (int polls = calls_of("xread"); calls_of("xread") < polls + 3;)
        look(screen);
    ck_assert_int_eq(write(screen, "rq", 2), 2);
    while (waitpid(pid, &status, WNOHANG) == 0)
        look(screen);
    ck_assert_int_eq(status, 0);
    close(screen);
    free(url);
    rights_were_enough(server);
    rights_were_used(server, COMMANDS_READING, "+type +xlen");
    string_list_free(&words);
}
END_TEST

/* What a user lacks, and how that is seen. */
static const struct lacking {
    const char *who;
    const char *right;
    const char *command;
    const char *says;
} lacks[] = {
    {"dash", "+client|setname", "snapshot", "not permitted to this user: CLIENT SETNAME\n"},
    {"dash", "+select", "snapshot", "SELECT: NOPERM"},
    {"dash", "+ping", "snapshot", "not permitted to this user: PING\n"},
    {"dash", "+info", "snapshot", "not permitted to this user: INFO\n"},
    {"dash", "+scan", "snapshot", "SCAN: NOPERM"},
    {"dash", "+type", "snapshot -t acme", "not permitted to this user: TYPE\n"},
    {"dash", "+xlen", "export", "not permitted to this user: XLEN\n"},
    {"dash", "+xrange", "export --since 1970-01-01", "acme: NOPERM"},
    {"dash", "+xrevrange", "snapshot", "acme: NOPERM"},
    {"dash", "+xinfo|stream", "snapshot", "not permitted to this user: XINFO STREAM\n"},
    {"dash", "%R~rag:telemetry:*", "snapshot", "acme: NOPERM"},
    {"sink", "+client|setname", "emit", "not permitted to this user: CLIENT SETNAME\n"},
    {"sink", "+select", "emit", "SELECT: NOPERM"},
    {"sink", "+ping", "emit", "not permitted to this user: PING\n"},
    {"sink", "+command|info", "emit", "not permitted to this user: COMMAND INFO\n"},
    {"sink", "+xadd", "emit", "NOPERM"},
    {"sink", "~rag:telemetry:*", "emit", "NOPERM"},
};

START_TEST(a_right_that_is_missing_is_named)
{
    const struct lacking *lacking = &lacks[_i];
    struct string_list words = {0};
    struct child child = {0};
    size_t left = 0;

    rights_read("README.md", lacking->who, &words);
    for (size_t i = 0; i < words.count; i++) {
        if (strcmp(words.items[i], lacking->right) != 0)
            words.items[left++] = words.items[i];
        else
            free(words.items[i]);
    }
    ck_assert_uint_eq(left, words.count - 1);
    words.count = left;
    rights_grant(server, &words);
    add_entries(1000, 30);
    int status = child_run(&child,
                           "echo '{\"tenant\":\"acme\",\"time_ms\":1000,\"ws\":\"1\",\"we\":\"2\","
                           "\"dims\":[]}' | \"$DRIFTOP\" %s redis://%s:pw@127.0.0.1:%d/%d",
                           lacking->command, lacking->who, server->port,
                           strcmp(lacking->right, "+select") == 0 ? 3 : 0);
    ck_assert_msg(status == 0 || status == 1, "%d: %s", status, child_err(&child));
    ck_assert_msg(strstr(child_err(&child), lacking->says) != NULL, "%s: %s", lacking->right,
                  child_err(&child));
    child_free(&child);
    string_list_free(&words);
}
END_TEST

/* Following goes on without XREAD, and says so. */
START_TEST(without_xread_following_goes_on)
{
    struct string_list words = {0};
    struct child child = {0};

    rights_read("README.md", "dash", &words);
    string_list_add(&words, "-xread");
    rights_grant(server, &words);
    add_entries(1000, 3);
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-01 %s",
                url_of("dash", 0));
    child_expect_out(&child, "\"1000-3\"");
    child_expect_err(&child, "not permitted to this user: XREAD\n");
    add_entries(2000, 1);
    child_expect_out(&child, "\"2000-1\"");
    child_free(&child);
    string_list_free(&words);
}
END_TEST

static bool ignore_report(void *context, const struct report *report,
                          const struct error *unreadable)
{
    (void)context;
    (void)report;
    (void)unreadable;
    return true;
}

START_TEST(writing_needs_what_the_documents_grant_and_no_more)
{
    struct string_list words = {0};
    struct child child = {0};
    struct sink_options options = sink_options_default();
    struct report found = {0};
    struct error error;

    rights_read(documents[_i], "sink", &words);
    rights_grant(server, &words);
    ck_assert_int_eq(child_run(&child,
                               "echo '{\"tenant\":\"acme\",\"time_ms\":1000,\"ws\":\"1\","
                               "\"we\":\"2\",\"dims\":[]}' | \"$DRIFTOP\" emit %s",
                               url_of("sink", 3)),
                     0);
    child_free(&child);
    rights_were_enough(server);
    options.url = server->tcp_url;
    struct sink *sink = sink_open(&options, &error);
    ck_assert_ptr_nonnull(sink);
    sink_latest(sink, SLICE("acme"), &found, &error);
    ck_assert(
        sink_window(sink, SLICE("acme"), (struct time_range){0, DAY}, ignore_report, NULL, &error));
    sink_close(sink);
    report_free(&found);
    rights_were_used(server, COMMANDS_SINK, "");
    string_list_free(&words);
}
END_TEST

START_TEST(the_documents_grant_what_a_cluster_needs_beside_that)
{
    struct string_list words = {0};
    struct buffer granted = {0}, listed = {0};

    rights_read(documents[_i], "NAME", &words);
    for (size_t i = 0; i < words.count; i++) {
        if (words.items[i][0] == '+')
            buffer_printf(&granted, "%s%s", granted.size > 0 ? " " : "", words.items[i]);
    }
    command_rights(COMMANDS_CLUSTER, &listed);
    ck_assert_str_eq(buffer_text(&granted), buffer_text(&listed));
    buffer_free(&granted);
    buffer_free(&listed);
    string_list_free(&words);
}
END_TEST

/* Sets what the manual grants on all three sentinels, to one who knows no more. */
static void set_watchers(struct sentinel_trio *trio, const struct string_list *words)
{
    redis_server_free(server);
    for (size_t i = 0; i < TRIO; i++) {
        server = trio->sentinels[i];
        rights_grant(server, words);
    }
    server = trio->data[0];
}

START_TEST(behind_sentinels_no_more_is_needed_than_the_manual_grants)
{
    struct sentinel_trio *trio = sentinel_trio_create(NULL);
    struct string_list watch = {0}, dash = {0};
    struct child child = {0};
    const char *hosts = strstr(trio->url, "://") + 3;
    char file[SCRATCH_SIZE];
    int status;

    rights_read("doc/driftop.1.in", "watch", &watch);
    set_watchers(trio, &watch);
    rights_make("reader", trio->url, &dash);
    rights_grant(server, &dash);
    add_entries(1000, 3);
    scratch_create(file);
    scratch_write(file, "password", "pw\n");
    ck_assert_int_eq(
        child_run(&child,
                  "chmod 600 %s/password; \"$DRIFTOP\" export --since 1970-01-01 --sentinel-user "
                  "watch --sentinel-password-file %s/password redis+sentinel://dash:pw@%s",
                  file, file, hosts),
        0);
    ck_assert_str_eq(child_err(&child), "");
    child_free(&child);
    status = child_run(&child,
                       "\"$DRIFTOP\" doctor -f json --sentinel-user watch "
                       "--sentinel-password-file %s/password redis+sentinel://dash:pw@%s",
                       file, hosts);
    ck_assert_msg(status <= 2, "%d: %s", status, child_err(&child));
    has_not(child_out(&child), "{\"id\":\"rights\"");
    child_free(&child);
    rights_were_enough(server);
    for (size_t i = 0; i < TRIO; i++) {
        server = trio->sentinels[i];
        rights_were_enough(server);
    }
    server = NULL;
    sentinel_trio_free(trio);
    string_list_free(&watch);
    string_list_free(&dash);
}
END_TEST

Suite *suite_rights(void)
{
    enum { DOCUMENTS = sizeof(documents) / sizeof(documents[0]) };
    Suite *suite = suite_create("rights");
    TCase *tcase = tcase_create("rights");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, the_documents_have_the_lines_that_are_made, 0, DOCUMENTS);
    tcase_add_loop_test(tcase, reading_needs_what_the_documents_grant_and_no_more, 0, DOCUMENTS);
    tcase_add_loop_test(tcase, a_cache_is_not_touched, 0, DOCUMENTS);
    tcase_add_loop_test(tcase, the_documents_grant_what_a_cluster_needs_beside_that, 0, DOCUMENTS);
    tcase_add_test(tcase, all_commands_say_the_same_with_the_least_rights_as_with_all);
    tcase_add_test(tcase, following_needs_no_more);
    tcase_add_test(tcase, the_dashboard_needs_no_more);
    tcase_add_loop_test(tcase, a_right_that_is_missing_is_named, 0,
                        (int)(sizeof(lacks) / sizeof(lacks[0])));
    tcase_add_test(tcase, without_xread_following_goes_on);
    tcase_add_loop_test(tcase, writing_needs_what_the_documents_grant_and_no_more, 0, DOCUMENTS);
    tcase_add_test(tcase, behind_sentinels_no_more_is_needed_than_the_manual_grants);
    suite_add_tcase(suite, tcase);
    return suite;
}
