/* The master that real sentinels name, as everything of driftop uses it: through kills, failovers
 * and silence of masters and sentinels. */
#include "config.h"

#include "live/client_user.h"
#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/certificates.h"
#include "support/child.h"
#include "support/die.h"
#include "support/runner.h"
#include "support/sentinel_trio.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACME PRODUCER_PREFIX "acme"
#define GLOBEX PRODUCER_PREFIX "globex"

static struct sentinel_trio *trio;
static struct watcher watcher;
static struct source_options options;

static void start_trio(void)
{
    trio = sentinel_trio_create(NULL);
    options = watcher_options();
}

static void stop_trio(void)
{
    sentinel_trio_free(trio);
}

/* Waits until the replicas have all that the master has. */
static void wait_replicated(struct redis_server *master)
{
    long long offset = redis_server_info(master, "replication", "master_repl_offset");

    for (int i = 0; i < TRIO; i++) {
        struct deadline deadline = deadline_in(PATIENCE_MS);
        if (trio->data[i] == master || trio->data[i]->pid == 0)
            continue;
        while (redis_server_info(trio->data[i], "replication", "master_repl_offset") < offset) {
            if (!deadline_pause(&deadline))
                die("a replica is behind");
        }
    }
}

static bool has_newest(struct watcher *of, void *context)
{
    return of->fleet.count > 0 &&
           watcher_tenant(of, "acme")->newest_id.ms == *(const uint64_t *)context;
}

static void expect_newest(uint64_t ms)
{
    WATCHER_WAIT(&watcher, has_newest, &ms);
}

static void open_watcher(void)
{
    produce_many(trio->data[0], ACME, 1000, 1000, 20);
    watcher_open(&watcher, trio->url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    wait_replicated(trio->data[0]);
}

/* Nothing was lost, and nobody was told that it was. */
static void expect_whole(size_t rows)
{
    const struct tenant *acme = watcher_tenant(&watcher, "acme");

    ck_assert_uint_eq(history_rows(&acme->history), rows);
    ck_assert_uint_eq(acme->notice_count, 0);
}

static void emit_more(int value)
{
    struct child child = {0};

    ck_assert_int_eq(
        child_run(
            &child,
            "echo '{\"tenant\":\"globex\",\"ws\":\"1\",\"we\":\"2\",\"dims\":[{\"name\":\"x\","
            "\"severity\":\"ok\",\"value\":%d}]}' | \"$DRIFTOP\" emit --timeout 20s %s",
            value, trio->url),
        0);
    child_free(&child);
}

static void expect_snapshot(const char *says)
{
    struct child child = {0};

    ck_assert_int_eq(child_run(&child, "\"$DRIFTOP\" snapshot -f json --timeout 20s %s", trio->url),
                     0);
    ck_assert_msg(strstr(child_out(&child), says) != NULL, "%s", child_out(&child));
    child_free(&child);
}

/* Killed, or stopped in the middle of something: the connection stays then. Emit and snapshot are
 * started while no master answers. */
START_TEST(a_master_that_is_gone_is_replaced_by_another)
{
    struct redis_server *first = trio->data[0];
    struct child follow = {0};

    emit_more(1);
    expect_snapshot("\"value\":1,");
    child_start(&follow, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-01 %s",
                trio->url);
    child_expect_out(&follow, "\"value\":1");
    open_watcher();
    if (_i == 0)
        redis_server_kill(first);
    else
        redis_server_freeze(first);
    emit_more(2);
    child_expect_out(&follow, "\"value\":2");
    expect_snapshot("\"value\":2,");
    struct redis_server *second = sentinel_trio_wait_for_another(trio, first);
    produce(second, ACME, "30000-0", 1);
    expect_newest(30000);
    expect_whole(21);
    /* The old one comes back, as a master at first. */
    if (_i == 0)
        redis_server_start(first);
    else
        redis_server_thaw(first);
    for (int i = 0; i < 5; i++)
        watcher_refresh(&watcher);
    produce(second, ACME, "31000-0", 1);
    expect_newest(31000);
    expect_whole(22);
    child_expect_out(&follow, "\"31000-0\"");
    child_signal(&follow, SIGTERM);
    ck_assert_int_eq(child_wait(&follow), 128 + SIGTERM);
    child_free(&follow);
    watcher_close(&watcher);
}
END_TEST

/* The one that was left goes on as a master for ten seconds, and its connections stay. */
START_TEST(a_master_is_left_once_another_one_is_named)
{
    open_watcher();
    struct redis_server *second = sentinel_trio_fail_over(trio);
    produce(trio->data[0], ACME, "29000-0", 1);
    produce(second, ACME, "30000-0", 1);
    expect_newest(30000);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    watcher_close(&watcher);
}
END_TEST

static bool has_note(struct watcher *of, void *context)
{
    const char *note = source_note(&of->source->status, source_note_id(NOTE_SENTINELS_AWAY));

    return (note != NULL) == *(const bool *)context;
}

static void expect_note(bool there)
{
    WATCHER_WAIT(&watcher, has_note, &there);
}

static bool has_emit(struct redis_server *server)
{
    redisReply *reply = redis_server_query(server, "CLIENT LIST");
    bool has = strstr(reply->str, "name=driftop-emit") != NULL;

    freeReplyObject(reply);
    return has;
}

/* What is handed in once emit is connected there is safe. */
static void wait_for_emit(struct redis_server *server)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (!has_emit(server)) {
        if (!deadline_pause(&deadline))
            die("emit did not come to the master");
    }
}

static int lines_of(const char *text)
{
    int lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

START_TEST(without_sentinels_the_master_is_kept_and_that_is_said)
{
    struct child emit = {0};

    open_watcher();
    child_start(&emit, "mkfifo in; exec \"$DRIFTOP\" emit %s <>in", trio->url);
    wait_for_emit(trio->data[0]);
    expect_note(false);
    redis_server_kill(trio->sentinels[0]);
    redis_server_kill(trio->sentinels[1]);
    produce(trio->data[0], ACME, "30000-0", 1);
    expect_newest(30000);
    expect_note(false);
    redis_server_kill(trio->sentinels[2]);
    expect_note(true);
    child_expect_err(&emit, "none of 3 sentinels answers: sentinel 127.0.0.1:");
    produce(trio->data[0], ACME, "31000-0", 1);
    expect_newest(31000);
    ck_assert_int_eq(watcher.source->status.phase, SOURCE_LIVE);
    expect_whole(22);
    redis_server_start(trio->sentinels[1]);
    expect_note(false);
    child_expect_err(&emit, ": the sentinels answer again\n");
    ck_assert_int_eq(lines_of(child_err(&emit)), 2);
    watcher_close(&watcher);
    child_free(&emit);
}
END_TEST

/* Permits no replication any more, so that a replica that is promoted lacks what comes now. */
static void cut_replicas_off(void)
{
    redis_server_command(trio->data[0], "ACL SETUSER default -psync -sync");
    redis_server_command(trio->data[0], "CLIENT KILL TYPE replica");
}

/* What is told of a tenant. */
struct notice_text {
    const char *tenant;
    const char *text;
};

static bool has_notice(struct watcher *of, void *context)
{
    const struct notice_text *wanted = context;
    const struct tenant *tenant = watcher_tenant(of, wanted->tenant);

    for (size_t i = 0; i < tenant->notice_count; i++) {
        if (strstr(tenant->notices[i].text, wanted->text) != NULL)
            return true;
    }
    return false;
}

static void expect_notice(const char *tenant, const char *text)
{
    struct notice_text wanted = {tenant, text};

    WATCHER_WAIT(&watcher, has_notice, &wanted);
}

/* Of one tenant it lacks the newest reports, of another all. */
START_TEST(a_promoted_replica_that_was_behind_is_told)
{
    struct child child = {0};

    produce_many(trio->data[0], GLOBEX, 1000, 1000, 20);
    open_watcher();
    watcher_watch(&watcher, 0, "acme", "globex", NULL);
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-01 %s",
                trio->url);
    child_expect_out(&child, "\"20000-19\"");
    redis_server_command(trio->data[0], "DEL " GLOBEX);
    wait_replicated(trio->data[0]);
    cut_replicas_off();
    produce_many(trio->data[0], GLOBEX, 40000, 1000, 5);
    produce_many(trio->data[0], ACME, 40000, 1000, 6);
    expect_newest(45000);
    child_expect_out(&child, "\"45000-5\"");
    redis_server_kill(trio->data[0]);
    struct redis_server *second = sentinel_trio_wait_for_another(trio, trio->data[0]);
    expect_notice("acme", "the stream was reset: its newest entries are gone");
    expect_notice("globex", "the stream was reset: its server is back without it");
    child_expect_err(&child, "acme: the stream was reset: its newest entries are gone");
    produce(second, GLOBEX, "50000-0", 1);
    produce(second, ACME, "50001-0", 1);
    expect_newest(50001);
    child_expect_out(&child, "\"50000-0\"");
    child_expect_out(&child, "\"50001-0\"");
    child_expect_err(&child, "globex: the stream was ");
    ck_assert(strstr(child_err(&child), "trimming") == NULL);
    watcher_close(&watcher);
    child_free(&child);
}
END_TEST

/* A URL, an option, and what is said. */
static void expect_refusal(const char *url, const char *option, const char *says)
{
    struct child child = {0};

    ck_assert_int_ne(child_run(&child, "\"$DRIFTOP\" snapshot %s %s", option, url), 0);
    ck_assert_msg(strstr(child_err(&child), says) != NULL, "%s", child_err(&child));
    child_free(&child);
}

START_TEST(what_is_no_sentinel_or_no_name_is_said)
{
    char url[128], says[128];

    snprintf(url, sizeof(url), "redis+sentinel://127.0.0.1:%d/nosuch", trio->sentinels[0]->port);
    expect_refusal(url, "", "no master is called 'nosuch'; known: " TRIO_NAME "\n");
    snprintf(url, sizeof(url), "redis+sentinel://127.0.0.1:%d/" TRIO_NAME, trio->data[0]->port);
    snprintf(says, sizeof(says), "this is no sentinel: is it redis://127.0.0.1:%d?",
             trio->data[0]->port);
    expect_refusal(url, "", says);
}
END_TEST

/* To everything that is given the URL of one server. */
static const char *const askers[] = {
    "snapshot",
    "snapshot -t acme",
    "export --since 1970-01-01",
    "emit",
};

START_TEST(a_sentinel_that_is_taken_for_a_server_says_what_to_type)
{
    struct child child = {0};
    char says[128];

    snprintf(says, sizeof(says),
             "this is a sentinel: redis+sentinel://127.0.0.1:%d/NAME, with one of: " TRIO_NAME,
             trio->sentinels[0]->port);
    int status = child_run(&child,
                           "echo '{\"tenant\":\"acme\",\"ws\":\"1\",\"we\":\"2\",\"dims\":[]}' "
                           "| \"$DRIFTOP\" %s redis://127.0.0.1:%d",
                           askers[_i], trio->sentinels[0]->port);
    ck_assert_int_eq(status, 1);
    ck_assert_msg(strstr(child_err(&child), says) != NULL, "%s", child_err(&child));
    child_free(&child);
}
END_TEST

START_TEST(any_of_several_sentinels_will_do)
{
    char url[192];
    struct client_user user;

    snprintf(url, sizeof(url), "redis+sentinel://127.0.0.1:1,127.0.0.1:%d,127.0.0.1:%d/" TRIO_NAME,
             trio->data[0]->port, trio->sentinels[2]->port);
    user_open(&user, url, COMMANDS_READING);
    user_wait_ready(&user);
    snprintf(url, sizeof(url), "redis://127.0.0.1:%d/0", trio->data[0]->port);
    ck_assert_str_eq(client_node(user.client, 0).name, url);
    ck_assert_str_eq(user_ask(&user, "XLEN k"), "0");
    user_close(&user);
}
END_TEST

/* A sentinel that was told names hands out names. */
START_TEST(a_master_may_have_a_name)
{
    static const char *const arguments[] = {"--sentinel", NULL};
    struct redis_server *data = redis_server_create(NULL);
    char text[256];
    struct child child = {0};

    snprintf(text, sizeof(text),
             "sentinel resolve-hostnames yes\nsentinel announce-hostnames yes\n"
             "sentinel monitor cache localhost %d 1\n",
             data->port);
    struct redis_server *sentinel = redis_server_create(
        &(struct redis_server_setup){.configuration = text, .arguments = arguments});
    produce(data, ACME, "1000-0", 1);
    ck_assert_int_eq(child_run(&child,
                               "\"$DRIFTOP\" export redis+sentinel://127.0.0.1:%d/cache"
                               " --since 1970-01-01",
                               sentinel->port),
                     0);
    ck_assert_ptr_nonnull(strstr(child_out(&child), "\"1000-0\""));
    child_free(&child);
    redis_server_free(sentinel);
    redis_server_free(data);
}
END_TEST

/* It is in the configuration of the sentinel, and nobody is there. */
START_TEST(a_master_that_cannot_be_reached_is_said_with_its_name)
{
    static const char *const arguments[] = {"--sentinel", NULL};
    char url[128];
    struct redis_server *sentinel = redis_server_create(&(struct redis_server_setup){
        .configuration = "sentinel monitor cache 127.0.0.1 1 1\n", .arguments = arguments});

    snprintf(url, sizeof(url), "redis+sentinel://127.0.0.1:%d/cache", sentinel->port);
    expect_refusal(url, "--timeout 300ms", "master 'cache': connect 127.0.0.1:1: ");
    redis_server_free(sentinel);
}
END_TEST

/* As one of them that is wrong may. */
START_TEST(a_replica_that_is_named_as_the_master_is_not_taken_for_it)
{
    static const char *const arguments[] = {"--sentinel", NULL};
    char text[128], url[128];

    snprintf(text, sizeof(text), "sentinel monitor cache 127.0.0.1 %d 1\n", trio->data[1]->port);
    struct redis_server *sentinel = redis_server_create(
        &(struct redis_server_setup){.configuration = text, .arguments = arguments});
    snprintf(url, sizeof(url), "redis+sentinel://127.0.0.1:%d/cache", sentinel->port);
    expect_refusal(url, "--timeout 300ms",
                   "the sentinels name it as the master, but it is a slave");
    redis_server_free(sentinel);
}
END_TEST

START_TEST(both_passwords_are_given_in_their_own_ways)
{
    static const struct sentinel_trio_setup setup = {.password = "data",
                                                     .sentinel_password = "watch"};
    struct sentinel_trio *locked = sentinel_trio_create(&setup);
    char directory[SCRATCH_SIZE], option[SCRATCH_SIZE + 64];
    struct child child = {0};

    scratch_create(directory);
    scratch_write(directory, "data", "data\n");
    scratch_write(directory, "watch", "watch\n");
    expect_refusal(locked->url, "", "this sentinel wants a password: --sentinel-password-file");
    ck_assert_int_eq(child_run(&child, "chmod 600 %s/*", directory), 0);
    child_free(&child);
    snprintf(option, sizeof(option), "--sentinel-password-file %s/watch", directory);
    expect_refusal(locked->url, option, "this server wants a password: set REDISCLI_AUTH");
    snprintf(option, sizeof(option), "--sentinel-password-file %s/data", directory);
    expect_refusal(locked->url, option, "refuses this user name or password (WRONGPASS)");
    produce(locked->data[0], ACME, "1000-0", 1);
    ck_assert_int_eq(child_run(&child,
                               "\"$DRIFTOP\" export --since 1970-01-01 --password-file %s/data "
                               "--sentinel-user default --sentinel-password-file %s/watch %s",
                               directory, directory, locked->url),
                     0);
    ck_assert_ptr_nonnull(strstr(child_out(&child), "\"1000-0\""));
    child_free(&child);
    sentinel_trio_free(locked);
}
END_TEST

START_TEST(tls_is_spoken_with_the_sentinels_and_with_the_master)
{
    struct certificates certificates;
    const struct redis_server_tls tls = {.certificates = &certificates};
    struct child child = {0};
    char option[SCRATCH_SIZE + 64], url[128], lines[32];

    certificates_create(&certificates);
    struct sentinel_trio *secure = sentinel_trio_create(&(struct sentinel_trio_setup){.tls = &tls});
    produce(secure->data[0], ACME, "1000-0", 1);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(child_run(&child,
                                   "\"$DRIFTOP\" export --since 1970-01-01 --cacert %s/ca.crt %s",
                                   certificates.directory, secure->url),
                         0);
        snprintf(lines, sizeof(lines), "\"%d000-0\"", i + 1);
        ck_assert_ptr_nonnull(strstr(child_out(&child), lines));
        child_free(&child);
        if (i == 0)
            produce(sentinel_trio_fail_over(secure), ACME, "2000-0", 1);
    }
    snprintf(option, sizeof(option), "--cacert %s/other_ca.crt", certificates.directory);
    expect_refusal(secure->url, option, "sentinel 127.0.0.1:");
    snprintf(option, sizeof(option), "--cacert %s/ca.crt", certificates.directory);
    snprintf(url, sizeof(url), "rediss+sentinel://127.0.0.1:%d/" TRIO_NAME, secure->data[0]->port);
    expect_refusal(url, option, "this is no sentinel: is it rediss://127.0.0.1:");
    sentinel_trio_free(secure);
}
END_TEST

Suite *suite_sentinel(void)
{
    Suite *suite = suite_create("sentinel");
    TCase *own = tcase_create("own trio");

    tcase_add_checked_fixture(own, start_trio, stop_trio);
    tcase_add_loop_test(own, a_master_that_is_gone_is_replaced_by_another, 0, 2);
    tcase_add_test(own, a_master_is_left_once_another_one_is_named);
    tcase_add_test(own, without_sentinels_the_master_is_kept_and_that_is_said);
    tcase_add_test(own, a_promoted_replica_that_was_behind_is_told);
    suite_add_tcase(suite, own);

    TCase *shared = tcase_create("one trio");
    tcase_add_unchecked_fixture(shared, start_trio, stop_trio);
    tcase_add_test(shared, what_is_no_sentinel_or_no_name_is_said);
    tcase_add_loop_test(shared, a_sentinel_that_is_taken_for_a_server_says_what_to_type, 0,
                        (int)(sizeof(askers) / sizeof(askers[0])));
    tcase_add_test(shared, any_of_several_sentinels_will_do);
    tcase_add_test(shared, a_master_may_have_a_name);
    tcase_add_test(shared, a_master_that_cannot_be_reached_is_said_with_its_name);
    tcase_add_test(shared, a_replica_that_is_named_as_the_master_is_not_taken_for_it);
    tcase_add_test(shared, unless(certificates_missing(),
                                  tls_is_spoken_with_the_sentinels_and_with_the_master));
    tcase_add_test(shared, both_passwords_are_given_in_their_own_ways);
    suite_add_tcase(suite, shared);
    return suite;
}
