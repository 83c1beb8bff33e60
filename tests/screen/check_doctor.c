/* The Redis is examined while the dashboard runs: what is found is told, cured and gone; and
 * nothing waits for it. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_MS 30000 /* patience for the first examination, which waits by itself */
#define TENANTS 3
#define EVICTED "1 error: streams can be evicted  x shows"

static const char *const evicting[] = {"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru",
                                       NULL};

static struct redis_server *server;

static void write_reports(void)
{
    for (int i = 0; i < TENANTS; i++)
        redis_server_command(server,
                             "XADD rag:telemetry:tenant-%d * ws 1 we 2 dims "
                             "[{\"name\":\"faithfulness\",\"severity\":\"ok\",\"value\":1}]",
                             i);
}

static void setup(void)
{
    server = redis_server_create(&(struct redis_server_setup){.arguments = evicting});
    write_reports();
}

static void teardown(void)
{
    redis_server_free(server);
}

/* Starts the dashboard and waits for the end of the examination that it makes by itself. */
static struct terminal *start_with(const char *url, const char *timeout)
{
    struct terminal *terminal = program_start(100, 30, "-r", "100ms", "--timeout", timeout, url);

    ck_assert(terminal_wait_text(terminal, EVICTED, FIRST_MS));
    return terminal;
}

static struct terminal *start(const char *url)
{
    return start_with(url, "5s");
}

/* Asks for an examination on the page. It stands still, as it could end before it is seen. */
static void begin(struct terminal *terminal)
{
    redis_server_freeze(server);
    terminal_type(terminal, "r");
    ck_assert(terminal_wait_text(terminal, " examining", PATIENCE_MS));
}

static void examine(struct terminal *terminal)
{
    begin(terminal);
    redis_server_thaw(server);
    ck_assert(terminal_wait_no_text(terminal, " examining", FIRST_MS));
}

static void expect_end(struct terminal *terminal)
{
    terminal_type(terminal, "\x1b\x1b\x1bq");
    program_expect_exit(terminal, 0);
    terminal_free(terminal);
}

START_TEST(an_error_is_told_unasked)
{
    struct terminal *terminal = start(server->unix_url);

    terminal_type(terminal, "x");
    ck_assert(terminal_wait_text(terminal, "CONFIG SET maxmemory-policy", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, " 3 streams, just now, again in 10m", PATIENCE_MS));
    terminal_type(terminal, "\x1b");
    ck_assert(terminal_wait_text(terminal, "1 error, seen  x", PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

START_TEST(what_was_cured_is_gone_with_the_next_examination)
{
    struct terminal *terminal = start(server->unix_url);

    terminal_type(terminal, "x");
    examine(terminal);
    ck_assert(terminal_wait_text(terminal, "EVIDENCE  maxmemory-policy allkeys-lru", PATIENCE_MS));
    redis_server_command(server, "CONFIG SET maxmemory-policy noeviction");
    examine(terminal);
    ck_assert(terminal_wait_no_text(terminal, "EVIDENCE  maxmemory-policy", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "DOCTOR  0 errors", PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

START_TEST(what_is_a_finding_is_read_again)
{
    char directory[SCRATCH_SIZE];
    char path[SCRATCH_SIZE + 16];

    scratch_create(directory);
    scratch_write(directory, "a.conf", "");
    snprintf(path, sizeof(path), "%s/a.conf", directory);
    struct terminal *terminal = program_start(100, 30, "--config", path, server->unix_url);
    ck_assert(terminal_wait_text(terminal, EVICTED, FIRST_MS));
    scratch_write(directory, "a.conf", "[doctor]\nskip = evictable\n");
    terminal_type(terminal, ":reload\r");
    ck_assert(terminal_wait_text(terminal, "the configuration was read again", PATIENCE_MS));
    ck_assert(terminal_wait_no_text(terminal, "1 error", FIRST_MS));
    terminal_type(terminal, "x");
    ck_assert(terminal_wait_text(terminal, "DOCTOR  0 errors", FIRST_MS));
    expect_end(terminal);
}
END_TEST

START_TEST(a_finding_about_a_stream_leads_to_its_tenant)
{
    struct terminal *terminal = start(server->unix_url);

    redis_server_command(server, "CONFIG SET maxmemory-policy noeviction");
    redis_server_command(server, "EXPIRE rag:telemetry:tenant-1 5000");
    terminal_type(terminal, "x");
    examine(terminal);
    ck_assert(terminal_wait_text(terminal, "PERSIST rag:telemetry:tenant-1", PATIENCE_MS));
    terminal_type(terminal, "\r");
    ck_assert(terminal_wait_text(terminal, " tenant-1  ok", PATIENCE_MS));
    terminal_type(terminal, "\x1b");
    ck_assert(terminal_wait_text(terminal, "PERSIST rag:telemetry:tenant-1", PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

/* Keys and the end are answered while a server that hangs is examined, however long it may. */
START_TEST(nothing_waits_for_an_examination)
{
    struct terminal *terminal = start_with(server->unix_url, "1h");

    terminal_type(terminal, "x");
    begin(terminal);
    terminal_type(terminal, "\x1b?");
    ck_assert(terminal_wait_text(terminal, "On the fleet", PATIENCE_MS));
    terminal_type(terminal, "\x1bx");
    ck_assert(terminal_wait_text(terminal, " examining", PATIENCE_MS));
    expect_end(terminal);
    redis_server_thaw(server);
}
END_TEST

START_TEST(a_redis_that_goes_away_meanwhile_is_examined_when_it_is_back)
{
    struct terminal *terminal = start(server->unix_url);

    terminal_type(terminal, "x");
    begin(terminal);
    redis_server_kill(server);
    ck_assert(terminal_wait_text(terminal, "could not be examined", FIRST_MS));
    ck_assert(terminal_wait_text(terminal, " AWAY ", PATIENCE_MS));
    terminal_type(terminal, "r");
    ck_assert(terminal_wait_text(terminal, "it will be examined once Redis", PATIENCE_MS));
    redis_server_start(server);
    write_reports();
    ck_assert(terminal_wait_text(terminal, "EVIDENCE  maxmemory-policy allkeys-lru", FIRST_MS));
    expect_end(terminal);
}
END_TEST

static long long refusals(void)
{
    redisReply *reply = redis_server_query(server, "INFO errorstats");
    const char *count = strstr(reply->str, "errorstat_NOPERM:count=");
    long long refused = count != NULL ? atoll(count + strlen("errorstat_NOPERM:count=")) : 0;

    freeReplyObject(reply);
    return refused;
}

/* Neither by ACL DRYRUN, which this user may not ask, nor by itself. */
START_TEST(what_was_refused_is_not_asked_again)
{
    char url[sizeof(server->tcp_url) + 16];

    redis_server_command(server, "ACL SETUSER dash on >secret resetkeys %%R~rag:* -@all "
                                 "+client|setname +ping +info +scan "
                                 "+type +xrange +xrevrange +xlen +xread +xinfo|stream");
    snprintf(url, sizeof(url), "redis://dash:secret@127.0.0.1:%d/0", server->port);
    struct terminal *terminal = start(url);
    terminal_type(terminal, "x");
    examine(terminal);
    ck_assert(terminal_wait_text(terminal, "EVIDENCE  maxmemory-policy allkeys-lru", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, " not checked", PATIENCE_MS));
    long long before = refusals();
    examine(terminal);
    ck_assert_int_eq(refusals(), before);
    ck_assert(terminal_wait_text(terminal, " not checked", PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

/* A picture has what is found without waiting. */
START_TEST(a_snapshot_of_the_page_has_what_is_found)
{
    const char *const argv[] = {
        "sh",
        "-c",
        "picture=$(\"$0\" snapshot -f ansi --screen doctor --size 80x24 \"$1\") && "
        "printf '%s' \"$picture\" && exec cat",
        program_path(),
        server->unix_url,
        NULL};
    struct terminal *terminal =
        terminal_start(&(struct terminal_setup){.argv = argv, .columns = 80, .rows = 24});

    ck_assert(terminal_wait_text(terminal, "EVIDENCE  maxmemory-policy allkeys-lru", PATIENCE_MS));
    terminal_free(terminal);
}
END_TEST

Suite *suite_doctor(void)
{
    if (redis_server_program() == NULL)
        return skipped_suite("doctor", "no redis-server or valkey-server found");
    Suite *suite = suite_create("doctor");
    TCase *tcase = tcase_create("doctor");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_error_is_told_unasked);
    tcase_add_test(tcase, what_was_cured_is_gone_with_the_next_examination);
    tcase_add_test(tcase, what_is_a_finding_is_read_again);
    tcase_add_test(tcase, a_finding_about_a_stream_leads_to_its_tenant);
    tcase_add_test(tcase, nothing_waits_for_an_examination);
    tcase_add_test(tcase, a_redis_that_goes_away_meanwhile_is_examined_when_it_is_back);
    tcase_add_test(tcase, what_was_refused_is_not_asked_again);
    tcase_add_test(tcase, a_snapshot_of_the_page_has_what_is_found);
    suite_add_tcase(suite, tcase);
    return suite;
}
