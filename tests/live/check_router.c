/* A router from end to end: streams of a Redis in, lines of a file out; what is saved, and what
 * whoever goes on with it knows. */
#include "config.h"

#include "live/pager.h"
#include "live/suites.h"

#include <stdio.h>
#include <string.h>

static struct redis_server *server;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

/* Has a router read all that is there, and ends it. */
static void run_once(void)
{
    struct pager pager;

    pager_begin(&pager, server);
    pager_settle(&pager, server);
    pager_end(&pager);
}

START_TEST(an_alert_is_told_and_resolved)
{
    struct pager pager;

    pager_begin(&pager, server);
    pager_reports(server, "acme", "oodd");
    pager_messages(&pager, 1);
    pager_expect(&pager, 0, "firing", "acme");
    pager_reports(server, "acme", "oo");
    pager_messages(&pager, 2);
    pager_expect(&pager, 1, "resolved", "acme");
    pager_settle(&pager, server);
    ck_assert_int_eq(pager_pending(server, "acme"), 0);
    pager_end(&pager);
}
END_TEST

START_TEST(what_was_told_is_not_told_again_by_the_next_router)
{
    struct pager pager;

    run_once();
    pager_begin(&pager, server);
    pager_reports(server, "acme", "oodd");
    pager_messages(&pager, 1);
    pager_settle(&pager, server);
    pager_close(&pager, 2000);
    pager_reports(server, "acme", "d");
    const struct router_options options = pager_options(&pager, server->unix_url);
    pager_start(&pager, &options);
    pager_reports(server, "acme", "oo");
    pager_messages(&pager, 2);
    pager_expect(&pager, 1, "resolved", "acme");
    pager_end(&pager);
}
END_TEST

START_TEST(both_messages_of_an_incident_have_one_id)
{
    struct pager pager;

    pager_begin(&pager, server);
    pager_reports(server, "acme", "ddoo");
    pager_messages(&pager, 2);
    cJSON *first = pager_message(&pager, 0), *second = pager_message(&pager, 1);
    ck_assert_str_eq(message_text(first, "id"), message_text(second, "id"));
    ck_assert_str_eq(message_text(first, "key"), message_text(second, "key"));
    cJSON_Delete(first);
    cJSON_Delete(second);
    pager_end(&pager);
}
END_TEST

START_TEST(a_stream_that_appears_is_read_from_its_first_entry)
{
    struct pager pager;

    pager_begin(&pager, server);
    pager_reports(server, "first", "o");
    pager_settle(&pager, server);
    pager_reports(server, "second", "dd");
    pager_messages(&pager, 1);
    pager_expect(&pager, 0, "firing", "second");
    pager_end(&pager);
}
END_TEST

/* Last week is not paged for. */
START_TEST(a_new_group_begins_when_it_is_made)
{
    struct pager pager;

    pager_report(server, "acme", "1-1", 'd');
    pager_report(server, "acme", "2-1", 'd');
    pager_begin(&pager, server);
    pager_settle(&pager, server);
    pager_reports(server, "other", "dd");
    pager_messages(&pager, 1);
    pager_expect(&pager, 0, "firing", "other");
    pager_end(&pager);
}
END_TEST

START_TEST(entries_in_front_of_the_group_are_part_of_the_window)
{
    struct pager pager;

    pager_report(server, "acme", "1-1", 'd');
    pager_begin(&pager, server);
    pager_settle(&pager, server);
    pager_reports(server, "acme", "d");
    pager_messages(&pager, 1);
    pager_end(&pager);
}
END_TEST

static bool is_over(struct pager *pager, void *unused)
{
    (void)unused;
    return pager->ended;
}

START_TEST(once_drains_and_ends)
{
    struct pager pager;

    run_once();
    pager_reports(server, "acme", "dddoood");
    pager_create(&pager);
    struct router_options options = pager_options(&pager, server->unix_url);
    options.once = true;
    pager_start(&pager, &options);
    PAGER_WAIT(&pager, is_over, NULL);
    ck_assert_int_eq(pager.error.class, ERROR_NONE);
    ck_assert_uint_eq(pager_count(&pager), 2);
    ck_assert_int_eq(pager_pending(server, "acme"), 0);
    pager_end(&pager);
}
END_TEST

START_TEST(once_without_streams_ends)
{
    struct pager pager;

    pager_create(&pager);
    struct router_options options = pager_options(&pager, server->unix_url);
    options.once = true;
    pager_start(&pager, &options);
    PAGER_WAIT(&pager, is_over, NULL);
    ck_assert_int_eq(pager.error.class, ERROR_NONE);
    pager_end(&pager);
}
END_TEST

static bool has_settled(struct pager *pager, void *count)
{
    return pager->settled >= *(uint64_t *)count;
}

START_TEST(a_dry_run_changes_nothing)
{
    struct pager pager;
    uint64_t two = 2;

    pager_create(&pager);
    struct router_options options = pager_options(&pager, server->unix_url);
    options.dry_run = true;
    pager_start(&pager, &options);
    pager_reports(server, "acme", "o");
    pager_run(&pager, 200);
    pager_reports(server, "acme", "ddoo");
    PAGER_WAIT(&pager, has_settled, &two);
    ck_assert_int_eq(redis_server_integer(server, "DBSIZE"), 1);
    redisReply *groups = redis_server_query(server, "XINFO GROUPS " PAGER_PREFIX "acme");
    ck_assert_uint_eq(groups->elements, 0);
    freeReplyObject(groups);
    ck_assert_uint_eq(pager_count(&pager), 0);
    pager_end(&pager);
}
END_TEST

/* --- time --- */

static struct rule_section soon = {.name = "soon", .silent_ms = 1500};

START_TEST(a_silence_is_told_and_ends)
{
    struct pager pager;

    pager_create(&pager);
    pager.destination.rules.sections = &soon;
    pager.destination.rules.count = 1;
    const struct router_options options = pager_options(&pager, server->unix_url);
    pager_start(&pager, &options);
    pager_began(&pager, server);
    pager_reports(server, "acme", "oo");
    pager_messages(&pager, 1);
    pager_expect(&pager, 0, "silent", "acme");
    pager_settle(&pager, server);
    pager_reports(server, "acme", "o");
    pager_messages(&pager, 2);
    pager_expect(&pager, 1, "back", "acme");
    pager_settle(&pager, server);
    pager_end(&pager);
}
END_TEST

START_TEST(what_is_muted_is_told_when_that_is_over)
{
    struct pager pager;

    pager_begin(&pager, server);
    redis_server_command(server, "HSET driftop:mutes acme %s",
                         "{\"until_ms\": 99999999999999, \"why\": \"a test\"}");
    pager_reports(server, "acme", "odd");
    pager_settle(&pager, server);
    ck_assert_uint_eq(pager_count(&pager), 0);
    redis_server_command(server, "DEL driftop:mutes");
    pager_run(&pager, 200);
    pager_reports(server, "acme", "d");
    pager_messages(&pager, 1);
    pager_expect(&pager, 0, "firing", "acme");
    pager_end(&pager);
}
END_TEST

START_TEST(the_status_says_what_was_done)
{
    struct pager pager;
    const char *status = "driftop:" PAGER_GROUP ":status";

    pager_begin(&pager, server);
    pager_reports(server, "acme", "odd");
    pager_messages(&pager, 1);
    pager_run(&pager, 1200);
    redisReply *accepted = redis_server_query(server, "HGET %s accepted", status);
    redisReply *beat = redis_server_query(server, "HEXISTS %s router:%s", status, pager.name);
    ck_assert_str_eq(accepted->str, "1");
    ck_assert_int_eq(beat->integer, 1);
    freeReplyObject(accepted);
    freeReplyObject(beat);
    pager_close(&pager, 2000);
    ck_assert_int_eq(redis_server_integer(server, "HEXISTS %s router:%s", status, pager.name), 0);
    pager_end(&pager);
}
END_TEST

Suite *suite_router(void)
{
    Suite *suite = suite_create("router");
    TCase *tests = tcase_create("router");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_alert_is_told_and_resolved);
    tcase_add_test(tests, what_was_told_is_not_told_again_by_the_next_router);
    tcase_add_test(tests, both_messages_of_an_incident_have_one_id);
    tcase_add_test(tests, a_stream_that_appears_is_read_from_its_first_entry);
    tcase_add_test(tests, a_new_group_begins_when_it_is_made);
    tcase_add_test(tests, entries_in_front_of_the_group_are_part_of_the_window);
    tcase_add_test(tests, once_drains_and_ends);
    tcase_add_test(tests, once_without_streams_ends);
    tcase_add_test(tests, a_dry_run_changes_nothing);
    tcase_add_test(tests, a_silence_is_told_and_ends);
    tcase_add_test(tests, what_is_muted_is_told_when_that_is_over);
    tcase_add_test(tests, the_status_says_what_was_done);
    suite_add_tcase(suite, tests);
    return suite;
}
