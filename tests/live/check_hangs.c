/* Every headless command ends by itself within --timeout, whatever the server does with any of the
 * commands that it is asked, and names the one that was not answered; none of them waits for a
 * refresh interval. */
#include "config.h"

#include "base/timestamp.h"
#include "headless/export.h"
#include "headless/snapshot.h"
#include "live/full_listener.h"
#include "live/producer.h"
#include "live/saboteur.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/proxy.h"

#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY(tenant) PRODUCER_PREFIX tenant

static struct redis_server *server;
static struct saboteur saboteur;

static void start(void)
{
    server = redis_server_create(NULL);
    produce_many(server, KEY("acme"), timestamp_now() - 9 * 60000, 60000, 10);
    produce_many(server, KEY("other"), timestamp_now() - 9 * 60000, 60000, 10);
    saboteur_start(&saboteur, server);
}

static void stop(void)
{
    saboteur_stop(&saboteur);
    redis_server_free(server);
}

#define REPORT                                                                                     \
    "echo '{\"tenant\":\"acme\",\"ws\":\"1\",\"we\":\"2\",\"time_ms\":1000,\"dims\":[]}' | "

/* Who is asked what. */
static const struct question {
    const char *begin;
    const char *options;
    const char *command;
} questions[] = {
    {"", "snapshot", "AUTH"},
    {"", "snapshot", "CLIENT"},
    {"", "snapshot", "SELECT"},
    {"", "snapshot", "PING"},
    {"", "snapshot", "INFO"},
    {"", "snapshot", "SCAN"},
    {"", "snapshot", "XINFO"},
    {"", "snapshot", "XREVRANGE"},
    {"", "snapshot -t acme -f json", "TYPE"},
    {"", "snapshot -f openmetrics", "XREVRANGE"},
    {"", "export", "AUTH"},
    {"", "export", "CLIENT"},
    {"", "export", "PING"},
    {"", "export", "SCAN"},
    {"", "export", "XREVRANGE"},
    {"", "export", "XRANGE"},
    {"", "export -t acme", "TYPE"},
    {"", "export --follow", "PING"},
    {"", "export --follow", "SCAN"},
    {REPORT, "emit", "AUTH"},
    {REPORT, "emit", "CLIENT"},
    {REPORT, "emit", "SELECT"},
    {REPORT, "emit", "PING"},
    {REPORT, "emit", "HELLO"},
    {REPORT, "emit", "COMMAND"},
    {REPORT, "emit", "XADD"},
};

enum { FAULTS = 8, FATAL = 5 };

/* What has to be said of each fault beside the command; NULL: it need not matter. The fatal ones
 * come first. */
static const struct {
    const char *name;
    const char *says;
} faults[FAULTS] = {
    {"silent", ""},
    {"half", ""},
    {"hangup", ""},
    {"garbage", "an HTTP server answers here, not Redis: \"HTTP/1.1 502 Bad Gateway\""},
    {"other", "is none that Redis gives"},
    {"error", NULL},
    {"slow", NULL},
    {"endless", NULL},
};

static void check_end(const struct question *question, size_t fault, struct child *child)
{
    int status = child_wait(child);
    const char *says = faults[fault].says;
    const char *command = fault == 3 ? "" : question->command;
    const char *said = child_err(child);

    ck_assert_msg(status == 0 || status == 1, "%s %s %s: status %d, %s", question->options,
                  question->command, faults[fault].name, status, said);
    if (says == NULL)
        return;
    ck_assert_msg(status == 1 && strstr(said, says) != NULL && strstr(said, command) != NULL,
                  "%s %s %s: status %d, %s", question->options, question->command,
                  faults[fault].name, status, said);
    if (says[0] == '\0' && question->begin[0] == '\0')
        ck_assert_msg((strstr(said, "-t NAME needs no SCAN") != NULL) ==
                          (strcmp(command, "SCAN") == 0),
                      "%s %s: %s", question->command, faults[fault].name, said);
}

START_TEST(it_ends_in_time_and_names_what_was_not_answered)
{
    const struct question *question = &questions[_i];
    size_t count = strstr(question->options, "--follow") != NULL ? FATAL : FAULTS;
    struct child children[FAULTS] = {0};

    for (size_t i = 0; i < count; i++)
        child_start(&children[i],
                    "%s\"$DRIFTOP\" %s --timeout 1s redis://%s.%s:x@127.0.0.1:%d/%d",
                    question->begin, question->options, question->command, faults[i].name,
                    saboteur.port, strcmp(question->command, "SELECT") == 0 ? 3 : 0);
    for (size_t i = 0; i < count; i++) {
        check_end(question, i, &children[i]);
        child_free(&children[i]);
    }
}
END_TEST

static void ask(struct child *child, const char *options, const char *who)
{
    child_run(child, "\"$DRIFTOP\" %s --timeout 1s redis://%s:x@127.0.0.1:%d", options, who,
              saboteur.port);
}

START_TEST(a_scan_without_an_end_ends)
{
    static const char *const commands[] = {"snapshot", "export", "export --follow"};
    struct child child = {0};

    ask(&child, commands[_i], "SCAN.endless");
    ck_assert_ptr_nonnull(strstr(
        child_err(&child),
        "nothing came of SCAN in 1s; -t NAME needs no SCAN, and --timeout waits for longer"));
    child_free(&child);
}
END_TEST

START_TEST(a_named_tenant_needs_no_scan)
{
    struct child child = {0};

    ask(&child, "snapshot -t acme --exit-code", "SCAN.silent");
    ck_assert_ptr_nonnull(strstr(child_out(&child), "1 ok of 1"));
    child_free(&child);
}
END_TEST

START_TEST(a_connection_that_hangs_ends_in_time)
{
    static const char *const commands[] = {"snapshot", "export", "export --follow"};
    struct full_listener full;
    struct child child = {0};

    full_listener_open(&full);
    ck_assert_int_eq(
        child_run(&child, "\"$DRIFTOP\" %s --timeout 300ms %s", commands[_i], full.url), 1);
    ck_assert_ptr_nonnull(strstr(child_err(&child), ": no answer in 300ms; --timeout"));
    child_free(&child);
    full_listener_close(&full);
}
END_TEST

/* Whoever was well once goes on by itself when what is in between does. */
START_TEST(what_was_well_once_goes_on_behind_an_http_page)
{
    struct redis_server *own = redis_server_create(NULL);
    struct proxy proxy;
    struct child child = {0};

    proxy_start(&proxy, own->socket_path);
    redis_server_command(own, "XADD rag:telemetry:acme 1000-1 ws 1 we 2 dims []");
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-01 %s",
                proxy.tcp_url);
    child_expect_out(&child, "\"1000-1\"");
    proxy_set(&proxy, PROXY_HTML, 1);
    child_expect_err(&child, "an HTTP server answers here, not Redis: \"HTTP/1.");
    proxy_set(&proxy, PROXY_NONE, 1);
    redis_server_command(own, "XADD rag:telemetry:acme 2000-1 ws 1 we 2 dims []");
    child_expect_out(&child, "\"2000-1\"");
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 128 + SIGTERM);
    child_free(&child);
    proxy_stop(&proxy);
    redis_server_free(own);
}
END_TEST

/* A fleet that once made a snapshot wait for the next refresh: what is to be done before it runs,
 * separated by "|"; NOW is a moment ago. */
static const struct fleet_case {
    const char *commands;
    const char *options;
    int status;
} fleets[] = {
    {"XADD rag:telemetry:one * ws 1 we 2 dims []", "", 0},
    {"XADD rag:telemetry:one 1-1 ws 1 we 2 dims []", "", 0},
    {"XADD rag:telemetry:one 1-1 ws 1 we 2 dims []", "-t one", 0},
    {"XADD rag:telemetry:one 1-1 ws 1 we 2 dims []|XADD rag:telemetry:two * ws 1 we 2 dims []", "",
     0},
    {"XADD rag:telemetry:one * ws 1 we 2 dims []|XADD rag:telemetry:one * ws 1 we 2 dims []",
     "--until now-1m", 0},
    {"XADD rag:telemetry:one 1-1 f v|XDEL rag:telemetry:one 1-1", "", 0},
    {"XADD rag:telemetry:one 1-1 f v|XDEL rag:telemetry:one 1-1", "-t one", 0},
    {"XADD rag:telemetry:one 1-1 foo bar", "", 0},
    {"XADD rag:telemetry:one 9999999999999-1 ws 1 we 2 dims []", "", 0},
    {"SET rag:telemetry:one x", "", 0},
    {"SET rag:telemetry:one x", "-t one", 1},
    {"PING", "", 0},
    {"PING", "-t one", 1},
    {"XADD ragvitals:reports * ws 1 we 2 dims []", "", 0},
    {"XADD rag:telemetry:one * ws 1 we 2 dims []", "-t one -t gone", 1},
    {"XADD rag:telemetry:one * ws 1 we 2 dims []", "-w 7d --exclude one", 0},
};

/* Has the server do what a line says, with commands that are parted by "|". */
static void run_line(const struct redis_server *of, const char *line)
{
    redisContext *admin = redis_server_connect(of);
    char *copy = strdup(line), *rest = copy;

    for (char *command = strsep(&rest, "|"); command != NULL; command = strsep(&rest, "|")) {
        redisReply *reply = redisCommand(admin, command);
        ck_assert(reply != NULL && reply->type != REDIS_REPLY_ERROR);
        freeReplyObject(reply);
    }
    free(copy);
    redisFree(admin);
}

/* Runs a command line of words as the program would, but for a refresh that never comes. */
static int run_without_refresh(const char *line, char *url)
{
    static const struct format *const formats[] = {&snapshot_text_format.format,
                                                   &export_ndjson_format.format, NULL};
    static const struct command *const commands[] = {&snapshot_command, &export_command, NULL};
    static const struct program program = {.commands = commands, .formats = formats};
    struct options options;
    struct error error;
    char *argv[16] = {(char[]){"driftop"}};
    char *copy = strdup(line), *rest = copy;
    int argc = 1;

    for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
        if (word[0] != '\0')
            argv[argc++] = word;
    }
    argv[argc++] = url;
    ck_assert_msg(options_parse(&program, argc, argv, &options, &error), "%s", error.text);
    options.refresh_ms = MS_PER_HOUR;
    int status = options.command->run(&options);
    options_free(&options);
    free(copy);
    return status;
}

START_TEST(nothing_waits_for_a_refresh)
{
    const struct fleet_case *fleet = &fleets[_i];
    struct redis_server *own = redis_server_create(NULL);

    run_line(own, fleet->commands);
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
    for (size_t i = 0; i < 2; i++) {
        char line[128];
        snprintf(line, sizeof(line), "%s %s", i == 0 ? "snapshot" : "export", fleet->options);
        ck_assert_int_eq(run_without_refresh(line, own->tcp_url), fleet->status);
    }
    redis_server_free(own);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *suite_hangs(void)
{
    Suite *suite = suite_create("hangs");
    TCase *spoiled = tcase_create("spoiled");
    TCase *own = tcase_create("own server");

    tcase_add_unchecked_fixture(spoiled, start, stop);
    tcase_add_loop_test(spoiled, it_ends_in_time_and_names_what_was_not_answered, 0,
                        COUNT_OF(questions));
    tcase_add_loop_test(spoiled, a_scan_without_an_end_ends, 0, 3);
    tcase_add_test(spoiled, a_named_tenant_needs_no_scan);
    suite_add_tcase(suite, spoiled);
    tcase_add_loop_test(own, a_connection_that_hangs_ends_in_time, 0, 3);
    tcase_add_test(own, what_was_well_once_goes_on_behind_an_http_page);
    tcase_add_loop_test(own, nothing_waits_for_a_refresh, 0, COUNT_OF(fleets));
    suite_add_tcase(suite, own);
    return suite;
}
