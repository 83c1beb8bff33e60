/* A router whose Redis, streams and group have something happen to them: nothing is lost without a
 * word, and nothing is told twice but under its own id. */
#include "config.h"

#include "base/timestamp.h"
#include "live/pager.h"
#include "live/suites.h"
#include "route/route_key.h"
#include "support/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ACME PAGER_PREFIX "acme"

static struct redis_server *server;
static struct pager pager;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void set_up_with_aof(void)
{
    static const char *const arguments[] = {"--appendonly", "yes", "--appendfsync", "always", NULL};
    const struct redis_server_setup setup = {.arguments = arguments};

    server = redis_server_create(&setup);
}

static void tear_down(void)
{
    redis_server_free(server);
}

/* A tenant with an alert that is told and saved. */
static void begin_with_an_alert(void)
{
    pager_begin(&pager, server);
    pager_reports(server, "acme", "odd");
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
}

static void then_it_resolves(size_t number)
{
    pager_reports(server, "acme", "oo");
    pager_messages(&pager, number + 1);
    pager_expect(&pager, number, "resolved", "acme");
    pager_settle(&pager, server);
    pager_end(&pager);
}

START_TEST(a_group_that_is_destroyed_is_made_again)
{
    begin_with_an_alert();
    redis_server_command(server, "XGROUP DESTROY " ACME " " PAGER_GROUP);
    then_it_resolves(1);
}
END_TEST

START_TEST(a_stream_that_is_made_again_goes_on)
{
    begin_with_an_alert();
    redis_server_command(server, "DEL " ACME);
    then_it_resolves(1);
}
END_TEST

START_TEST(a_stream_that_is_made_again_with_older_ids_is_read)
{
    begin_with_an_alert();
    redis_server_command(server, "DEL " ACME);
    redis_server_command(server, "SET driftop:" PAGER_GROUP ":born 1-0");
    pager_end(&pager);
    pager_report(server, "acme", "5-1", 'o');
    pager_report(server, "acme", "6-1", 'o');
    pager_begin(&pager, server);
    pager_messages(&pager, 1);
    pager_expect(&pager, 0, "resolved", "acme");
    pager_end(&pager);
}
END_TEST

static long searches(void)
{
    static const char field[] = "cmdstat_scan:calls=";
    redisReply *stats = redis_server_query(server, "INFO commandstats");
    const char *found = strstr(stats->str, field);
    long count = found != NULL ? strtol(found + strlen(field), NULL, 10) : 0;

    freeReplyObject(stats);
    return count;
}

/* That is seen without another search, which would come half a minute later. */
START_TEST(a_stream_that_is_deleted_closes_its_alerts_after_a_while)
{
    struct router_options options;

    pager_create(&pager);
    options = pager_options(&pager, server->unix_url);
    options.gone_after_ms = 1;
    pager_start(&pager, &options);
    pager_began(&pager, server);
    pager_reports(server, "acme", "odd");
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
    long before = searches();
    redis_server_command(server, "DEL " ACME);
    pager_messages(&pager, 2);
    pager_expect(&pager, 1, "gone", "acme");
    ck_assert_int_eq(searches(), before);
    pager_end(&pager);
}
END_TEST

START_TEST(a_key_of_another_type_is_told_and_read_when_it_is_a_stream_again)
{
    begin_with_an_alert();
    redis_server_command(server, "SET " ACME " x");
    pager_run(&pager, 300);
    redis_server_command(server, "DEL " ACME);
    pager_end(&pager);
}
END_TEST

START_TEST(after_a_flush_what_was_told_is_remembered)
{
    begin_with_an_alert();
    redis_server_command(server, "FLUSHALL");
    then_it_resolves(1);
}
END_TEST

START_TEST(a_redis_that_is_killed_comes_back_with_all)
{
    begin_with_an_alert();
    redis_server_kill(server);
    pager_run(&pager, 200);
    redis_server_start(server);
    then_it_resolves(1);
}
END_TEST

START_TEST(a_redis_that_comes_back_empty_is_told_again_what_was_told)
{
    begin_with_an_alert();
    redis_server_kill(server);
    redis_server_start(server);
    then_it_resolves(1);
}
END_TEST

/* --- a Redis that loses its data while no lease lasts --- */

#define TENANTS 12

static struct pager other; /* a second router; none where it has no loop */

static size_t of_both(void)
{
    return pager_count(&pager) + (other.router != NULL ? pager_count(&other) : 0);
}

static bool run_other(void)
{
    if (other.router != NULL)
        uv_run(&other.loop, UV_RUN_NOWAIT);
    return true;
}

static bool both_have(struct pager *of, void *count)
{
    (void)of;
    return run_other() && of_both() >= *(size_t *)count;
}

static void run_both(int64_t ms)
{
    for (int64_t end = timestamp_monotonic() + ms; timestamp_monotonic() < end; run_other())
        uv_run(&pager.loop, UV_RUN_ONCE);
}

static void report_all(const char *severities)
{
    char tenant[16];

    for (int i = 0; i < TENANTS; i++) {
        snprintf(tenant, sizeof(tenant), "t%d", i);
        pager_reports(server, tenant, severities);
    }
}

static bool are_shared(struct pager *of, void *unused)
{
    redisReply *leases[] = {redis_server_query(server, "GET driftop:" PAGER_GROUP ":lease:0"),
                            redis_server_query(server, "GET driftop:" PAGER_GROUP ":lease:1")};
    bool both = leases[0]->type == REDIS_REPLY_STRING && leases[1]->type == REDIS_REPLY_STRING;
    bool shared = run_other() && both && strcmp(leases[0]->str, leases[1]->str) != 0;

    (void)of;
    (void)unused;
    freeReplyObject(leases[0]);
    freeReplyObject(leases[1]);
    return shared;
}

static bool both_are_settled(struct pager *of, void *unused)
{
    bool settled = run_other() && router_counts(of->router).waiting == 0;

    (void)unused;
    for (int i = 0; i < TENANTS && settled; i++) {
        char tenant[16];
        snprintf(tenant, sizeof(tenant), "t%d", i);
        settled = pager_pending(server, tenant) == 0;
    }
    return settled;
}

static bool says_that_all_is_known(struct pager *of, void *unused)
{
    (void)unused;
    return run_other() && pager_was_told(of, "Redis has lost what was told") &&
           pager_was_told(of, "; 0 are not");
}

/* Each of all alerts that were told is resolved, once, by whoever told it. */
static void lose_all_for(int64_t ms)
{
    report_all("odd");
    PAGER_WAIT(&pager, both_have, &(size_t){TENANTS});
    PAGER_WAIT(&pager, both_are_settled, NULL);
    redis_server_kill(server);
    run_both(ms);
    redis_server_start(server);
    PAGER_WAIT(&pager, says_that_all_is_known, NULL); /* and the streams are known to be gone */
    report_all("ooo");
    PAGER_WAIT(&pager, both_have, &(size_t){2 * TENANTS});
    run_both(2 * PAGER_LEASE_MS);
    ck_assert_uint_eq(of_both(), 2 * TENANTS);
    for (size_t i = 0; i < pager_count(&pager); i++) {
        cJSON *message = pager_message(&pager, i);
        bool first = i < pager_count(&pager) / 2;
        ck_assert_str_eq(message_text(message, "edge"), first ? "firing" : "resolved");
        cJSON_Delete(message);
    }
}

START_TEST(data_that_is_lost_for_longer_than_a_lease_is_remembered)
{
    pager_begin(&pager, server);
    lose_all_for(3 * PAGER_LEASE_MS);
    pager_end(&pager);
}
END_TEST

static const int64_t outages[] = {100, 3 * PAGER_LEASE_MS};

/* Each takes again what it had, and remembers. */
START_TEST(data_that_is_lost_under_two_routers_is_remembered_by_each)
{
    pager_begin(&pager, server);
    pager_open(&other, server->unix_url);
    PAGER_WAIT(&pager, are_shared, NULL);
    run_both(PAGER_LEASE_MS); /* until each has seen it */
    lose_all_for(outages[_i]);
    pager_close(&pager, 2000);
    pager_end(&other);
    pager_end(&pager);
}
END_TEST

static void name_tenant_of_shard(unsigned shard, char *tenant, size_t size)
{
    char key[64];

    for (unsigned number = 0;; number++) {
        snprintf(tenant, size, "t%u", number);
        snprintf(key, sizeof(key), PAGER_PREFIX "%s", tenant);
        if (route_key_shard(slice_of(key), 2) == shard)
            return;
    }
}

/* Whoever comes back knows less than who had it meanwhile. */
START_TEST(what_is_remembered_of_before_another_router_is_not_used)
{
    char tenant[16];

    name_tenant_of_shard(1, tenant, sizeof(tenant));
    pager_begin(&pager, server);
    pager_reports(server, tenant, "odd");
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
    pager_open(&other, server->unix_url);
    PAGER_WAIT(&pager, are_shared, NULL);
    run_both(PAGER_LEASE_MS); /* until each has seen it */
    pager_reports(server, tenant, "oo");
    PAGER_WAIT(&pager, both_have, &(size_t){2});
    run_both(PAGER_LEASE_MS);
    pager_close(&other, 2000);
    redis_server_command(server, "FLUSHALL");
    pager_run(&pager, 3 * PAGER_LEASE_MS);
    pager_reports(server, tenant, "oodd");
    pager_messages(&pager, 2);
    pager_expect(&pager, 1, "firing", tenant);
    pager_end(&other);
    pager_end(&pager);
}
END_TEST

/* Whoever wrote them is gone: they are that router's history. */
START_TEST(pending_entries_are_judged_with_the_entries_before_them)
{
    pager_begin(&pager, server);
    pager_reports(server, "acme", "ood");
    pager_settle(&pager, server);
    pager_end(&pager);
    pager_reports(server, "acme", "doo");
    freeReplyObject(
        redis_server_query(server, "XREADGROUP GROUP " PAGER_GROUP " driftop STREAMS " ACME " >"));
    pager_open(&pager, server->unix_url);
    pager_messages(&pager, 2);
    pager_expect(&pager, 0, "firing", "acme");
    pager_expect(&pager, 1, "resolved", "acme");
    pager_settle(&pager, server);
    pager_end(&pager);
}
END_TEST

/* Some of them are acknowledged, as those that made no edge are. */
START_TEST(entries_between_pending_ones_are_only_read)
{
    redisReply *read;

    pager_begin(&pager, server);
    pager_reports(server, "acme", "oo");
    pager_settle(&pager, server);
    pager_end(&pager);
    pager_reports(server, "acme", "odoodd");
    read =
        redis_server_query(server, "XREADGROUP GROUP " PAGER_GROUP " driftop STREAMS " ACME " >");
    for (size_t i = 0; i < 5; i++)
        redis_server_command(server, "XACK " ACME " " PAGER_GROUP " %s",
                             read->element[0]->element[1]->element[i]->element[0]->str);
    freeReplyObject(read);
    pager_open(&pager, server->unix_url);
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
    pager_end(&pager);
}
END_TEST

START_TEST(pending_entries_that_were_trimmed_are_told_as_lost)
{
    pager_begin(&pager, server);
    pager_reports(server, "acme", "oo");
    pager_settle(&pager, server);
    pager_end(&pager);
    pager_reports(server, "acme", "ooooo");
    freeReplyObject(
        redis_server_query(server, "XREADGROUP GROUP " PAGER_GROUP " driftop STREAMS " ACME " >"));
    redis_server_command(server, "XTRIM " ACME " MAXLEN = 2");
    pager_open(&pager, server->unix_url);
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
    cJSON *message = pager_message(&pager, 0);
    ck_assert_str_eq(message_text(message, "edge"), "lost");
    ck_assert_double_eq(message_number(message, "lost"), 3);
    cJSON_Delete(message);
    pager_end(&pager);
}
END_TEST

START_TEST(entries_that_were_trimmed_before_they_were_read_are_told_as_lost)
{
    pager_begin(&pager, server);
    pager_reports(server, "acme", "oooo");
    pager_settle(&pager, server);
    pager_end(&pager);
    pager_reports(server, "acme", "oooooooooo");
    redis_server_command(server, "XTRIM " ACME " MAXLEN = 3");
    pager_open(&pager, server->unix_url);
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
    cJSON *message = pager_message(&pager, 0);
    ck_assert_str_eq(message_text(message, "edge"), "lost");
    ck_assert_double_eq(message_number(message, "lost"), 7);
    cJSON_Delete(message);
    pager_end(&pager);
}
END_TEST

/* Nobody sleeps between the first and the last of them. */
START_TEST(entries_that_go_while_it_runs_are_counted)
{
    pager_begin(&pager, server);
    pager_reports(server, "acme", "oooo");
    pager_settle(&pager, server);
    pager_run(&pager, 200);
    pager_reports(server, "acme", "oooooooooooooooooooo");
    redis_server_command(server, "XTRIM " ACME " MAXLEN = 3");
    pager_messages(&pager, 1);
    cJSON *message = pager_message(&pager, 0);
    ck_assert_str_eq(message_text(message, "edge"), "lost");
    ck_assert_double_eq(message_number(message, "lost"), 17);
    cJSON_Delete(message);
    pager_end(&pager);
}
END_TEST

START_TEST(trimming_what_was_read_loses_nothing)
{
    pager_begin(&pager, server);
    pager_reports(server, "acme", "oooooooo");
    pager_settle(&pager, server);
    redis_server_command(server, "XTRIM " ACME " MAXLEN = 1");
    pager_reports(server, "acme", "oo");
    pager_settle(&pager, server);
    redis_server_command(server, "XTRIM " ACME " MAXLEN = 0");
    pager_end(&pager);
    pager_open(&pager, server->unix_url);
    pager_reports(server, "acme", "oo");
    pager_settle(&pager, server);
    pager_run(&pager, 300);
    ck_assert_uint_eq(pager_count(&pager), 0);
    pager_end(&pager);
}
END_TEST

/* As after a failover to a replica that was behind: entries come again, and what was told because
 * of them is forgotten. */
START_TEST(a_redis_that_goes_back_is_told_again_and_nobody_else)
{
    const char *told = "{" ACME "}:driftop:" PAGER_GROUP;

    begin_with_an_alert();
    long long fields = redis_server_integer(server, "HLEN %s", told);
    redis_server_command(server, "DEL %s", told);
    redis_server_command(server, "XGROUP SETID " ACME " " PAGER_GROUP " 0");
    freeReplyObject(redis_server_query(server, "CLIENT KILL TYPE normal SKIPME yes"));
    pager_settle(&pager, server);
    ck_assert_int_eq(redis_server_integer(server, "HLEN %s", told), fields);
    ck_assert_uint_eq(pager_count(&pager), 1);
    then_it_resolves(1);
}
END_TEST

START_TEST(an_unreadable_entry_costs_no_neighbour)
{
    pager_begin(&pager, server);
    pager_reports(server, "acme", "od");
    redis_server_command(server, "XADD " ACME " * some thing");
    pager_reports(server, "acme", "d");
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
    ck_assert(pager_was_told(&pager, "is no report"));
    pager_end(&pager);
}
END_TEST

/* --- a destination that takes nothing --- */

static bool waits(struct pager *of, void *count)
{
    return router_counts(of->router).waiting >= *(size_t *)count;
}

static void take_the_file_away(void)
{
    char path[sizeof(pager.path) + 8];

    snprintf(path, sizeof(path), "%s.away", pager.directory);
    ck_assert_int_eq(rename(pager.directory, path), 0);
}

static void give_the_file_back(void)
{
    char path[sizeof(pager.path) + 8];

    snprintf(path, sizeof(path), "%s.away", pager.directory);
    ck_assert_int_eq(rename(path, pager.directory), 0);
}

START_TEST(what_waits_at_the_end_is_told_by_the_next_router)
{
    size_t one = 1;

    pager_begin(&pager, server);
    take_the_file_away();
    pager_reports(server, "acme", "odd");
    PAGER_WAIT(&pager, waits, &one);
    pager_close(&pager, 100);
    ck_assert_int_eq(pager_pending(server, "acme"), 1);
    give_the_file_back();
    const struct router_options options = pager_options(&pager, server->unix_url);
    pager_start(&pager, &options);
    pager_messages(&pager, 1);
    then_it_resolves(1);
}
END_TEST

static bool says_unsaved(struct pager *of, void *unused)
{
    (void)unused;
    return pager_was_told(of, "not saved");
}

START_TEST(without_memory_alerts_are_sent_and_saved_later)
{
    size_t one = 1;

    pager_begin(&pager, server);
    take_the_file_away();
    pager_reports(server, "acme", "odd");
    PAGER_WAIT(&pager, waits, &one);
    redis_server_command(server, "CONFIG SET maxmemory 1");
    give_the_file_back();
    PAGER_WAIT(&pager, says_unsaved, NULL);
    pager_messages(&pager, 1);
    redis_server_command(server, "CONFIG SET maxmemory 0");
    pager_settle(&pager, server);
    pager_close(&pager, 2000);
    const struct router_options options = pager_options(&pager, server->unix_url);
    pager_start(&pager, &options);
    then_it_resolves(1);
}
END_TEST

START_TEST(a_backlog_is_told_whole_and_in_order)
{
    size_t many = 64;

    pager_begin(&pager, server);
    take_the_file_away();
    for (size_t i = 0; i < 100; i++)
        pager_reports(server, "acme", "ddoo");
    PAGER_WAIT(&pager, waits, &many);
    give_the_file_back();
    pager_messages(&pager, 200);
    for (size_t i = 0; i < 200; i++)
        pager_expect(&pager, i, i % 2 == 0 ? "firing" : "resolved", "acme");
    pager_settle(&pager, server);
    pager_end(&pager);
}
END_TEST

Suite *suite_router_faults(void)
{
    Suite *suite = suite_create("router_faults");
    TCase *streams = tcase_create("streams");
    TCase *aof = tcase_create("aof");

    tcase_add_checked_fixture(streams, set_up, tear_down);
    tcase_add_test(streams, a_group_that_is_destroyed_is_made_again);
    tcase_add_test(streams, a_stream_that_is_made_again_goes_on);
    tcase_add_test(streams, a_stream_that_is_made_again_with_older_ids_is_read);
    tcase_add_test(streams, a_stream_that_is_deleted_closes_its_alerts_after_a_while);
    tcase_add_test(streams, a_key_of_another_type_is_told_and_read_when_it_is_a_stream_again);
    tcase_add_test(streams, after_a_flush_what_was_told_is_remembered);
    tcase_add_test(streams, a_redis_that_comes_back_empty_is_told_again_what_was_told);
    tcase_add_test(streams, data_that_is_lost_for_longer_than_a_lease_is_remembered);
    tcase_add_loop_test(streams, data_that_is_lost_under_two_routers_is_remembered_by_each, 0,
                        sizeof(outages) / sizeof(outages[0]));
    tcase_add_test(streams, what_is_remembered_of_before_another_router_is_not_used);
    tcase_add_test(streams, without_memory_alerts_are_sent_and_saved_later);
    tcase_add_test(streams, pending_entries_are_judged_with_the_entries_before_them);
    tcase_add_test(streams, entries_between_pending_ones_are_only_read);
    tcase_add_test(streams, pending_entries_that_were_trimmed_are_told_as_lost);
    tcase_add_test(streams, entries_that_were_trimmed_before_they_were_read_are_told_as_lost);
    tcase_add_test(streams, entries_that_go_while_it_runs_are_counted);
    tcase_add_test(streams, trimming_what_was_read_loses_nothing);
    tcase_add_test(streams, a_redis_that_goes_back_is_told_again_and_nobody_else);
    tcase_add_test(streams, an_unreadable_entry_costs_no_neighbour);
    tcase_add_test(streams, what_waits_at_the_end_is_told_by_the_next_router);
    tcase_add_test(streams, a_backlog_is_told_whole_and_in_order);
    suite_add_tcase(suite, streams);
    tcase_add_checked_fixture(aof, set_up_with_aof, tear_down);
    tcase_add_test(aof, a_redis_that_is_killed_comes_back_with_all);
    suite_add_tcase(suite, aof);
    return suite;
}
