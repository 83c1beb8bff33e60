/* The storm behind sentinels: reports go through emit while the master is killed, comes back, and
 * is replaced while it lives. Each tenant's reports are in order afterwards, and nothing is missing
 * but what a master that was replaced answered for last. */
#include "config.h"

#include "live/feeder.h"
#include "live/suites.h"
#include "support/die.h"
#include "support/sentinel_trio.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RATE 6000

static struct sentinel_trio *trio;
static struct feeder feeder;

/* A replica that has just been in sync gets nothing more until it has said so: up to a second. */
static void wait_for_replicas(void)
{
    redis_server_command(trio->data[0], "SET first 1");
    redis_server_command(trio->data[0], "WAIT %d %d", TRIO - 1, FEEDER_PATIENCE_MS);
}

static void set_up(void)
{
    trio = sentinel_trio_create(NULL);
    wait_for_replicas();
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

static bool is_a(const struct redis_server *server, const char *role)
{
    redisContext *connection = redis_server_connect(server);
    redisReply *reply = redisCommand(connection, "ROLE"); /* NULL: a sentinel closed it meanwhile */
    bool is = reply != NULL && reply->elements > 0 && strcmp(reply->element[0]->str, role) == 0;

    freeReplyObject(reply);
    redisFree(connection);
    return is;
}

/* The sentinels may not have heard of it yet. */
static void wait_for_promotion(void *context)
{
    struct deadline deadline = deadline_in(FEEDER_PATIENCE_MS);

    (void)context;
    while (!is_a(trio->data[1], "master") && !is_a(trio->data[2], "master")) {
        if (!deadline_pause(&deadline))
            die("no replica was promoted");
    }
}

/* It comes back without its data, says that it is the master, and is named as one for a moment, or
 * is not any more. */
START_TEST(a_master_that_is_killed_takes_at_most_its_last_moment_with_it)
{
    struct redis_server *master = sentinel_trio_master(trio);

    feeder_run(&feeder, RATE / 2, FEEDER_PATIENCE_MS);
    struct feeder_loss loss = feeder_lose(&feeder);
    redis_server_kill(master);
    feeder_run_beside(&feeder, _i == 0 ? wait_for_promotion : wait_for_another, master);
    redis_server_start(master);
    feeder_run_beside(&feeder, wait_for_another, master);
    feeder_run(&feeder, feeder.sent + RATE / 4, FEEDER_PATIENCE_MS);
    check("kill -9 of the master", &loss);
}
END_TEST

/* Its connections were closed meanwhile, and what it asks first is the master that came back. */
START_TEST(emit_that_was_stopped_meanwhile_is_not_taken_in)
{
    struct redis_server *master = sentinel_trio_master(trio);

    feeder_run(&feeder, feeder.sent, FEEDER_PATIENCE_MS);
    struct feeder_loss loss = feeder_lose(&feeder);
    kill(feeder.pid, SIGSTOP);
    redis_server_kill(master);
    sentinel_trio_wait_for_another(trio, master);
    redis_server_start(master);
    kill(feeder.pid, SIGCONT);
    feeder_run(&feeder, feeder.sent + RATE / 4, FEEDER_PATIENCE_MS);
    check("emit stopped while the master is killed", &loss);
}
END_TEST

static void fail_over(void *context)
{
    (void)context;
    sentinel_trio_fail_over(trio);
}

/* It takes reports for ten seconds more. Those that come once the sentinels name the other one are
 * safe; and before that they wait, so that there are few that are not. */
START_TEST(a_master_that_is_replaced_while_it_lives_is_left)
{
    feeder_run(&feeder, RATE / 2, FEEDER_PATIENCE_MS);
    struct feeder_loss loss = feeder_lose(&feeder);
    feeder_run_beside(&feeder, fail_over, NULL);
    loss.sent = feeder.sent;
    feeder_run(&feeder, feeder.sent + RATE / 2, FEEDER_PATIENCE_MS);
    check("SENTINEL FAILOVER", &loss);
}
END_TEST

Suite *suite_emit_sentinel(void)
{
    Suite *suite = suite_create("emit_sentinel");
    TCase *tests = tcase_create("emit_sentinel");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, a_master_that_is_killed_takes_at_most_its_last_moment_with_it, 0, 2);
    tcase_add_test(tests, emit_that_was_stopped_meanwhile_is_not_taken_in);
    tcase_add_test(tests, a_master_that_is_replaced_while_it_lives_is_left);
    suite_add_tcase(suite, tests);
    return suite;
}
