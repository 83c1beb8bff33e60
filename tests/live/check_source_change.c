/* The Redis source: what happens to a stream besides new entries is noticed and shown. */
#include "config.h"

#include "base/duration.h"
#include "judge/verdict.h"
#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/redis_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ACME PRODUCER_PREFIX "acme"

static struct redis_server *server;
static struct watcher watcher;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    watcher_close(&watcher);
    redis_server_free(server);
}

/* Opens and loads all of "acme". */
static struct tenant *load_acme(void)
{
    struct source_options options = watcher_options();

    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    return watcher_tenant(&watcher, "acme");
}

static const struct notice *newest_notice(const struct tenant *tenant)
{
    return &tenant->notices[(tenant->notice_count - 1) % TENANT_NOTICES];
}

static bool has_notice(struct watcher *of, void *context)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    return tenant->notice_count > 0 &&
           newest_notice(tenant)->kind == *(const enum notice_kind *)context;
}

static void wait_notice(enum notice_kind kind)
{
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, has_notice, &kind);
}

static bool has_rows(struct watcher *of, void *context)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    return history_is_loaded(&tenant->history) &&
           history_rows(&tenant->history) == *(const size_t *)context;
}

static void wait_rows(size_t rows)
{
    WATCHER_WAIT(&watcher, has_rows, &rows);
}

START_TEST(a_deleted_stream_is_gone_and_empty)
{
    produce_many(server, ACME, 1000, 1000, 10);
    struct tenant *tenant = load_acme();
    redis_server_command(server, "DEL " ACME);
    wait_notice(NOTICE_GONE);
    ck_assert(!tenant->has_report);
    ck_assert_int_eq(tenant->gone_ms, newest_notice(tenant)->time_ms);
    ck_assert_uint_eq(history_rows(&tenant->history), 0);
    ck_assert_uint_eq(tenant->entries, 0);
    watcher_refresh(&watcher);
    ck_assert_uint_eq(tenant->notice_count, 1);
}
END_TEST

static bool bare_is_gone(struct watcher *of, void *unused)
{
    const struct tenant *tenant = watcher_tenant(of, "bare");

    (void)unused;
    return !tenant->has_report && tenant->notice_count == 1;
}

START_TEST(the_next_scan_misses_a_stream_that_nobody_watches)
{
    produce(server, ACME, "1-0", 1);
    produce(server, PRODUCER_PREFIX "bare", "1-0", 1);
    load_acme();
    redis_server_command(server, "DEL " PRODUCER_PREFIX "bare");
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, bare_is_gone, NULL);
}
END_TEST

START_TEST(an_expired_stream_is_gone_too)
{
    produce_many(server, ACME, 1000, 1000, 10);
    load_acme();
    redis_server_command(server, "PEXPIRE " ACME " 1");
    wait_notice(NOTICE_GONE);
}
END_TEST

START_TEST(a_stream_that_comes_back_is_followed_from_its_beginning)
{
    produce_many(server, ACME, 1000, 1000, 10);
    struct tenant *tenant = load_acme();
    redis_server_command(server, "DEL " ACME);
    wait_notice(NOTICE_GONE);
    produce(server, ACME, "5-0", 1);
    wait_notice(NOTICE_RESET);
    wait_rows(1);
    produce(server, ACME, "6-0", 2);
    wait_rows(2);
    ck_assert_uint_eq(tenant->newest_id.ms, 6);
}
END_TEST

START_TEST(a_stream_made_again_with_lower_ids_is_read_anew)
{
    produce_many(server, ACME, 100000, 1000, 10);
    struct tenant *tenant = load_acme();
    redis_server_command(server, "DEL " ACME);
    produce_many(server, ACME, 1000, 1000, 3);
    wait_notice(NOTICE_RESET);
    wait_rows(3);
    ck_assert_uint_eq(tenant->newest_id.ms, 3000);
    produce(server, ACME, "4000-0", 9);
    wait_rows(4);
}
END_TEST

START_TEST(a_stream_made_again_with_higher_ids_is_read_anew)
{
    produce_many(server, ACME, 1000, 1000, 10);
    load_acme();
    watcher_refresh(&watcher); /* how many entries were added is learned */
    redis_server_command(server, "MULTI");
    redis_server_command(server, "DEL " ACME);
    redis_server_command(server, "XADD " ACME " 20000-0 dims []");
    redis_server_command(server, "EXEC");
    wait_notice(NOTICE_RESET);
    wait_rows(1);
}
END_TEST

/* How many entries were ever added is learned with the first look. */
START_TEST(a_stream_made_again_soon_after_the_start_is_read_anew)
{
    produce_many(server, ACME, 1000, 1000, 50);
    load_acme();
    redis_server_command(server, "MULTI");
    redis_server_command(server, "DEL " ACME);
    for (int i = 0; i < 3; i++)
        redis_server_command(server, "XADD " ACME " %d-0 dims []", 90000 + i);
    redis_server_command(server, "EXEC");
    wait_notice(NOTICE_RESET);
    wait_rows(3);
}
END_TEST

static bool has_value(struct watcher *of, void *context)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    return tenant->dimension_count == 1 &&
           tenant->dimensions[0].newest.value == *(const double *)context;
}

/* IDs and counters are as they were. Nobody asks. */
START_TEST(a_stream_made_again_with_the_same_ids_is_read_anew)
{
    double value = 77;

    produce(server, ACME, "1000-0", 1);
    produce(server, ACME, "2000-0", 2);
    load_acme();
    redis_server_command(server, "DEL " ACME);
    produce(server, ACME, "1000-0", 1);
    produce(server, ACME, "2000-0", value);
    WATCHER_WAIT(&watcher, has_value, &value);
    wait_rows(2);
}
END_TEST

static bool is_bad_in_the_middle(struct watcher *of, void *unused)
{
    const struct span *live = history_live(&watcher_tenant(of, "acme")->history);

    (void)unused;
    return live != NULL && live->rows == 3 && span_sample(live, 1, 0).value == 99;
}

START_TEST(an_entry_in_the_middle_that_was_rewritten_is_found_when_somebody_asks)
{
    produce_many(server, ACME, 1000, 1000, 3);
    load_acme();
    redis_server_command(server, "DEL " ACME);
    produce(server, ACME, "1000-0", 0);
    produce(server, ACME, "2000-1", 99);
    produce(server, ACME, "3000-2", 2);
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, is_bad_in_the_middle, NULL);
}
END_TEST

static bool holds_the_copy(struct watcher *of, void *unused)
{
    const struct span *live = history_live(&watcher_tenant(of, "acme")->history);

    (void)unused;
    return live != NULL && live->rows == 3 && span_id(live, 1).ms == 1500;
}

/* An older copy is put back and grows: it counts as what it replaces. */
START_TEST(an_older_copy_that_grows_is_read_anew)
{
    produce(server, ACME, "1000-0", 1);
    redis_server_command(server, "COPY " ACME " older");
    produce(server, ACME, "2000-0", 2);
    load_acme();
    redis_server_command(server, "MULTI");
    redis_server_command(server, "RENAME older " ACME);
    redis_server_command(server, "XADD " ACME " 1500-0 x y");
    redis_server_command(server, "EXEC");
    produce(server, ACME, "3000-0", 3);
    WATCHER_WAIT(&watcher, holds_the_copy, NULL);
    wait_rows(3);
}
END_TEST

static bool is_empty(struct watcher *of, void *unused)
{
    const struct tenant *tenant = watcher_tenant(of, "acme");

    (void)unused;
    return !tenant->has_report && tenant->entries == 0 && history_rows(&tenant->history) == 0;
}

START_TEST(a_stream_trimmed_to_nothing_is_empty)
{
    produce_many(server, ACME, 1000, 1000, 10);
    load_acme();
    redis_server_command(server, "XTRIM " ACME " MAXLEN 0");
    WATCHER_WAIT(&watcher, is_empty, NULL);
    produce(server, ACME, "90000-0", 1);
    wait_rows(1);
}
END_TEST

static bool acme_has_failed(struct watcher *of, void *unused)
{
    (void)unused;
    return watcher_tenant(of, "acme")->failed;
}

START_TEST(a_key_that_becomes_a_stream_again_is_followed_at_once)
{
    produce_many(server, ACME, 1000, 1000, 10);
    load_acme();
    redis_server_command(server, "SET " ACME " text");
    WATCHER_WAIT(&watcher, acme_has_failed, NULL);
    redis_server_command(server, "DEL " ACME);
    produce_many(server, ACME, 1000, 1000, 4);
    wait_rows(4);
    ck_assert(!watcher_tenant(&watcher, "acme")->failed);
}
END_TEST

START_TEST(a_swap_of_databases_shows_the_others_streams)
{
    produce_many(server, ACME, 1000, 1000, 10);
    redis_server_command(server, "SWAPDB 0 1");
    produce_many(server, ACME, 1000, 1000, 7);
    load_acme();
    redis_server_command(server, "SWAPDB 0 1");
    wait_rows(10);
    redis_server_command(server, "SWAPDB 0 1");
    wait_rows(7);
}
END_TEST

START_TEST(a_moved_last_id_is_told_once)
{
    produce_many(server, ACME, 1000, 1000, 3);
    struct tenant *tenant = load_acme();
    redis_server_command(server, "XSETID " ACME " 777000-5");
    wait_notice(NOTICE_ID_SET);
    ck_assert_ptr_nonnull(strstr(newest_notice(tenant)->text, "777000-5"));
    watcher_refresh(&watcher);
    ck_assert_uint_eq(tenant->notice_count, 1);
    ck_assert_uint_eq(history_rows(&tenant->history), 3);
    produce(server, ACME, "777001-0", 4);
    wait_rows(4);
}
END_TEST

START_TEST(a_deleted_entry_is_no_notice)
{
    produce_many(server, ACME, 1000, 1000, 3);
    struct tenant *tenant = load_acme();
    redis_server_command(server, "XDEL " ACME " 3000-2");
    wait_rows(2);
    ck_assert_uint_eq(tenant->notice_count, 0);
    ck_assert_uint_eq(tenant->entries, 2);
    ck_assert_uint_eq(tenant->newest_id.ms, 2000);
}
END_TEST

START_TEST(trimming_of_what_is_shown_is_told_once)
{
    produce_many(server, ACME, 1000, 1000, 30);
    struct tenant *tenant = load_acme();
    redis_server_command(server, "XTRIM " ACME " MAXLEN 2");
    wait_notice(NOTICE_TRIMMED);
    ck_assert_ptr_nonnull(strstr(newest_notice(tenant)->text, "28 entries were trimmed"));
    watcher_refresh(&watcher);
    ck_assert_uint_eq(tenant->notice_count, 1);
    ck_assert_uint_eq(tenant->entries, 2);
    ck_assert_uint_eq(history_rows(&tenant->history), 2);
}
END_TEST

START_TEST(entries_that_were_trimmed_unread_are_counted)
{
    produce_many(server, ACME, 1000, 1000, 10);
    struct tenant *tenant = load_acme();
    watcher_refresh(&watcher);
    redis_server_command(server, "MULTI");
    for (int i = 0; i < 7; i++)
        redis_server_command(server, "XADD " ACME " MAXLEN 2 %d-0 dims []", 90000 + i);
    redis_server_command(server, "EXEC");
    wait_rows(2);
    wait_notice(NOTICE_TRIMMED);
    ck_assert_str_eq(newest_notice(tenant)->text, "5 entries were trimmed before they were read");
    watcher_refresh(&watcher);
    ck_assert_uint_eq(tenant->notice_count, 1);
}
END_TEST

static bool has_pages(struct watcher *of, void *unused)
{
    (void)unused;
    return of->source->status.reports_loaded > 0;
}

START_TEST(trimming_between_the_pages_is_noticed)
{
    struct source_options options = watcher_options();

    produce_many(server, ACME, 1000, 1000, 20000);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, has_pages, NULL);
    redis_server_command(server, "XTRIM " ACME " MAXLEN 100");
    WATCHER_WAIT(&watcher, is_loaded, NULL);

    struct tenant *tenant = watcher_tenant(&watcher, "acme");
    /* What was read of the others leaves the history when it is found to be gone. */
    ck_assert_uint_ge(history_rows(&tenant->history), 100);
    ck_assert_uint_lt(history_rows(&tenant->history), 20000);
    ck_assert(history_is_loaded(&tenant->history));
    wait_notice(NOTICE_TRIMMED);
    ck_assert_str_eq(newest_notice(tenant)->text, "entries were trimmed while the window was read");
}
END_TEST

START_TEST(trimming_into_the_window_is_noticed)
{
    struct source_options options = watcher_options();

    produce_many(server, ACME, 1000, 1000, 20000);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 2000000, "acme", NULL);
    WATCHER_WAIT(&watcher, has_pages, NULL);
    redis_server_command(server, "XTRIM " ACME " MAXLEN 100");
    wait_notice(NOTICE_TRIMMED);
}
END_TEST

START_TEST(a_quiet_load_of_many_pages_is_no_notice)
{
    produce_many(server, ACME, 1000, 1000, 5000);
    struct tenant *tenant = load_acme();
    watcher_refresh(&watcher);
    ck_assert_uint_eq(tenant->notice_count, 0);
}
END_TEST

START_TEST(a_stream_deleted_between_the_pages_is_gone)
{
    struct source_options options = watcher_options();

    produce_many(server, ACME, 1000, 1000, 20000);
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    watcher_watch(&watcher, 0, "acme", NULL);
    WATCHER_WAIT(&watcher, has_pages, NULL);
    redis_server_command(server, "DEL " ACME);
    wait_notice(NOTICE_GONE);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "acme")->history), 0);
    produce(server, ACME, "*", 1);
    wait_rows(1);
}
END_TEST

START_TEST(an_id_in_the_future_is_told)
{
    char id[48];

    produce_many(server, ACME, 1000, 1000, 3);
    struct tenant *tenant = load_acme();
    snprintf(id, sizeof(id), "%" PRId64 "-0", timestamp_now() + 2 * MS_PER_HOUR);
    produce(server, ACME, id, 1);
    wait_notice(NOTICE_SKEW);
    ck_assert_ptr_nonnull(strstr(newest_notice(tenant)->text, "ahead"));
    ck_assert_int_gt(tenant->ahead_ms, 2 * MS_PER_HOUR - MS_PER_MINUTE);
    struct tenant_verdict verdict = {0};
    int64_t now_ms = source_now(watcher.source);
    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(now_ms));
    ck_assert_int_eq(verdict.newest_ms, stream_id_time(tenant->newest_id));
    ck_assert_int_lt(verdict_age(&verdict, now_ms), MS_PER_MINUTE);
    verdict_free(&verdict);
    produce(server, ACME, "*", 2);
    wait_rows(5);
    ck_assert_uint_eq(tenant->notice_count, 1);
}
END_TEST

/* Clocks are never quite the same. */
START_TEST(an_id_a_little_ahead_is_told_by_nobody)
{
    char id[48];

    produce_many(server, ACME, 1000, 1000, 3);
    struct tenant *tenant = load_acme();
    snprintf(id, sizeof(id), "%" PRId64 "-0", timestamp_now() + 1000);
    produce(server, ACME, id, 1);
    wait_rows(4);
    ck_assert_uint_eq(tenant->notice_count, 0);
    ck_assert_int_eq(tenant->ahead_ms, 0);
}
END_TEST

Suite *suite_source_change(void)
{
    Suite *suite = suite_create("source_change");
    TCase *cases = tcase_create("changes");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_deleted_stream_is_gone_and_empty);
    tcase_add_test(cases, the_next_scan_misses_a_stream_that_nobody_watches);
    tcase_add_test(cases, an_expired_stream_is_gone_too);
    tcase_add_test(cases, a_stream_that_comes_back_is_followed_from_its_beginning);
    tcase_add_test(cases, a_stream_made_again_with_lower_ids_is_read_anew);
    tcase_add_test(cases, a_stream_made_again_with_higher_ids_is_read_anew);
    tcase_add_test(cases, a_stream_made_again_soon_after_the_start_is_read_anew);
    tcase_add_test(cases, a_stream_made_again_with_the_same_ids_is_read_anew);
    tcase_add_test(cases, an_entry_in_the_middle_that_was_rewritten_is_found_when_somebody_asks);
    tcase_add_test(cases, an_older_copy_that_grows_is_read_anew);
    tcase_add_test(cases, a_stream_trimmed_to_nothing_is_empty);
    tcase_add_test(cases, a_key_that_becomes_a_stream_again_is_followed_at_once);
    tcase_add_test(cases, a_swap_of_databases_shows_the_others_streams);
    tcase_add_test(cases, a_moved_last_id_is_told_once);
    tcase_add_test(cases, a_deleted_entry_is_no_notice);
    tcase_add_test(cases, trimming_of_what_is_shown_is_told_once);
    tcase_add_test(cases, entries_that_were_trimmed_unread_are_counted);
    tcase_add_test(cases, trimming_between_the_pages_is_noticed);
    tcase_add_test(cases, trimming_into_the_window_is_noticed);
    tcase_add_test(cases, a_quiet_load_of_many_pages_is_no_notice);
    tcase_add_test(cases, a_stream_deleted_between_the_pages_is_gone);
    tcase_add_test(cases, an_id_in_the_future_is_told);
    tcase_add_test(cases, an_id_a_little_ahead_is_told_by_nobody);
    suite_add_tcase(suite, cases);
    return suite;
}
