/* The storm behind sentinels: reports go through emit while the master is killed, comes back, and
 * is replaced while it lives. Each tenant's reports are in order afterwards, and nothing is missing
 * but what a master that was replaced answered for in the second before that, or until emit had
 * left. */
#include "config.h"

#include "live/feeder.h"
#include "live/suites.h"
#include "support/sentinel_trio.h"

#include <stdio.h>
#include <stdlib.h>

#define RATE 6000

static struct sentinel_trio *trio;
static struct feeder feeder;

static void set_up(void)
{
    trio = sentinel_trio_create(NULL);
    feeder = (struct feeder){.url = trio->url, .rate = RATE};
    feeder_start(&feeder);
    feeder_run(&feeder, FEEDER_ALL, 300);
}

static void tear_down(void)
{
    sentinel_trio_free(trio);
}

/* Ends what was begun. Reports from `first` to before `end` may be lost. */
static void check(const char *what, long first, long end)
{
    feeder_run(&feeder, FEEDER_ALL, 300);
    feeder_end(&feeder);
    struct feeder_found found = feeder_look(&feeder);
    printf("# %s: %ld reports, %ld lost, %ld written twice\n", what, feeder.total, found.missing,
           found.duplicates);
    for (long i = 0; i < feeder.total; i++) {
        if (found.is_missing[i] && (i < first || i >= end))
            ck_abort_msg("report %ld is lost", i);
    }
    free(found.is_missing);
}

static void wait_for_another(void *master)
{
    sentinel_trio_wait_for_another(trio, master);
}

START_TEST(a_master_that_is_killed_takes_at_most_its_last_moment_with_it)
{
    struct redis_server *master = sentinel_trio_master(trio);
    long first = feeder.answered;

    feeder_run(&feeder, FEEDER_ALL, 1000);
    redis_server_kill(master);
    feeder_run(&feeder, FEEDER_ALL, 100);
    long end = feeder.answered;
    feeder_run_beside(&feeder, wait_for_another, master);
    redis_server_start(master);
    feeder_run(&feeder, feeder.sent, FEEDER_PATIENCE_MS);
    check("kill -9 of the master", first, end);
}
END_TEST

static void fail_over(void *context)
{
    (void)context;
    sentinel_trio_fail_over(trio);
}

START_TEST(a_master_that_is_replaced_while_it_lives_is_left)
{
    long first = feeder.answered;

    feeder_run(&feeder, FEEDER_ALL, 1000);
    feeder_run_beside(&feeder, fail_over, NULL);
    feeder_run(&feeder, FEEDER_ALL, 1000);
    long end = feeder.answered;
    feeder_run(&feeder, FEEDER_ALL, 1000);
    check("SENTINEL FAILOVER", first, end);
}
END_TEST

Suite *suite_emit_sentinel(void)
{
    Suite *suite = suite_create("emit_sentinel");
    TCase *tests = tcase_create("emit_sentinel");

    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_master_that_is_killed_takes_at_most_its_last_moment_with_it);
    tcase_add_test(tests, a_master_that_is_replaced_while_it_lives_is_left);
    suite_add_tcase(suite, tests);
    return suite;
}
