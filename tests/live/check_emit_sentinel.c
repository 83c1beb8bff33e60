/* The storm behind sentinels: reports go through emit while the master is killed, comes back, and
 * is replaced while it lives. Each tenant's reports are in order afterwards, and nothing is missing
 * but what a master that was replaced answered for last. */
#include "config.h"

#include "live/feeder.h"
#include "live/suites.h"
#include "support/die.h"
#include "support/sentinel_trio.h"
#include "support/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Ends what was begun. */
static void check(const char *what, const struct feeder_loss *loss)
{
    feeder_run(&feeder, FEEDER_ALL, 300);
    feeder_end(&feeder);
    struct feeder_found found = feeder_look(&feeder);
    printf("# %s: %ld reports, %ld lost, %ld written twice\n", what, feeder.total, found.missing,
           found.duplicates);
    feeder_check_missing(&feeder, &found, loss, 1);
}

static void wait_for_another(void *master)
{
    sentinel_trio_wait_for_another(trio, master);
}

START_TEST(a_master_that_is_killed_takes_at_most_its_last_moment_with_it)
{
    struct redis_server *master = sentinel_trio_master(trio);

    feeder_run(&feeder, RATE / 2, FEEDER_PATIENCE_MS);
    struct feeder_loss loss = feeder_lose(&feeder);
    redis_server_kill(master);
    feeder_run_beside(&feeder, wait_for_another, master);
    feeder_run(&feeder, feeder.sent, FEEDER_PATIENCE_MS); /* emit has heard of it */
    redis_server_start(master);
    feeder_run(&feeder, feeder.sent + RATE / 4, FEEDER_PATIENCE_MS);
    check("kill -9 of the master", &loss);
}
END_TEST

static void fail_over(void *context)
{
    (void)context;
    sentinel_trio_fail_over(trio);
}

static bool is_replica(const struct redis_server *server)
{
    redisContext *connection = redis_server_connect(server);
    redisReply *role = redisCommand(connection, "ROLE"); /* NULL: a sentinel closed it meanwhile */
    bool is = role != NULL && role->elements > 0 && strcmp(role->element[0]->str, "slave") == 0;

    freeReplyObject(role);
    redisFree(connection);
    return is;
}

/* It takes no reports any more then. */
static void wait_until_replica(void *master)
{
    struct deadline deadline = deadline_in(FEEDER_PATIENCE_MS);

    while (!is_replica(master)) {
        if (!deadline_pause(&deadline))
            die("the old master did not become a replica");
    }
}

START_TEST(a_master_that_is_replaced_while_it_lives_is_left)
{
    struct redis_server *master = sentinel_trio_master(trio);

    feeder_run(&feeder, RATE / 2, FEEDER_PATIENCE_MS);
    struct feeder_loss loss = feeder_lose(&feeder);
    feeder_run_beside(&feeder, fail_over, NULL);
    feeder_run_beside(&feeder, wait_until_replica, master);
    loss.sent = feeder.sent;
    feeder_run(&feeder, feeder.sent, FEEDER_PATIENCE_MS);
    check("SENTINEL FAILOVER", &loss);
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
