/* The storm over a cluster: reports go through emit while masters are killed and stopped, replicas
 * promoted, slots moved, and emit killed. Afterwards each tenant's reports are in order, what is
 * there twice is the same, and nothing is missing but what was written last to a master that
 * was killed: replicas are asynchronous.
 *
 * A round has each blow once, by chance; the one that is always run leaves out the master that is
 * stopped, which has its own test (check_emit_cluster.c). By hand for longer: SEED=7 ROUNDS=20. */
#include "config.h"

#include "live/feeder.h"
#include "live/suites.h"
#include "support/cluster.h"
#include "support/dice.h"

#include <stdio.h>
#include <stdlib.h>

#define SEED 20261126
#define RATE 6000
#define SLOTS_MOVED 50
#define KILLS_MAX 1000

static struct redis_cluster *cluster;

static void share_cluster(void)
{
    cluster = redis_cluster_shared();
}

struct storm {
    struct redis_cluster *cluster;
    struct feeder feeder;
    struct dice dice;
    struct feeder_loss kills[KILLS_MAX];
    size_t kill_count;
    unsigned slot; /* what a blow is about */
    size_t to;
};

static void feed_for(struct storm *storm, int64_t ms)
{
    feeder_run(&storm->feeder, FEEDER_ALL, ms);
}

static void wait_until_well(void *context)
{
    const struct storm *storm = context;

    redis_cluster_wait(storm->cluster);
}

static size_t any_master(struct storm *storm)
{
    return redis_cluster_owner_of_slot(storm->cluster,
                                       (unsigned)dice_below(&storm->dice, CLUSTER_SLOTS));
}

/* All that was sent is answered for again. */
static void feed_until_answered(struct storm *storm)
{
    feeder_run(&storm->feeder, storm->feeder.sent, FEEDER_PATIENCE_MS);
}

static void kill_master(struct storm *storm)
{
    struct redis_server *master = storm->cluster->nodes[any_master(storm)];

    storm->kills[storm->kill_count++] = feeder_lose(&storm->feeder);
    redis_server_kill(master);
    feeder_run_beside(&storm->feeder, wait_until_well, storm);
    redis_server_start(master);
    feeder_run_beside(&storm->feeder, wait_until_well, storm);
}

static void freeze_master(struct storm *storm)
{
    struct redis_server *master = storm->cluster->nodes[any_master(storm)];

    redis_server_freeze(master);
    feeder_run_beside(&storm->feeder, wait_until_well, storm);
    feed_until_answered(storm);
    redis_server_thaw(master);
    feeder_run_beside(&storm->feeder, wait_until_well, storm);
}

static void promote(void *context)
{
    struct storm *storm = context;

    redis_cluster_promote(storm->cluster, redis_cluster_replica(storm->cluster, storm->to));
}

static void promote_replica(struct storm *storm)
{
    storm->to = any_master(storm);
    feeder_run_beside(&storm->feeder, promote, storm);
}

static void move(void *context)
{
    struct storm *storm = context;

    redis_cluster_move(storm->cluster, storm->slot, storm->slot + SLOTS_MOVED - 1, storm->to);
    redis_cluster_wait(storm->cluster);
}

static void move_slots(struct storm *storm)
{
    storm->slot = (unsigned)dice_below(&storm->dice, CLUSTER_SLOTS - SLOTS_MOVED);
    storm->to = any_master(storm);
    feeder_run_beside(&storm->feeder, move, storm);
}

/* Behind that nothing comes out of the spool that was answered for before. */
static void kill_emit(struct storm *storm)
{
    feeder_kill(&storm->feeder);
    feed_for(storm, 100);
    feed_until_answered(storm);
}

static const struct {
    const char *name;
    void (*strike)(struct storm *storm);
} blows[] = {
    {"kill -9 of a master", kill_master},
    {"CLUSTER FAILOVER", promote_replica},
    {"slots move", move_slots},
    {"kill -9 of emit", kill_emit},
    {"SIGSTOP of a master", freeze_master},
};

#define BLOWS (sizeof(blows) / sizeof(blows[0]))

static void run_round(struct storm *storm, size_t count)
{
    size_t order[BLOWS];

    for (size_t i = 0; i < count; i++) {
        size_t place = dice_below(&storm->dice, i + 1);
        order[i] = order[place];
        order[place] = i;
    }
    for (size_t i = 0; i < count; i++) {
        feed_for(storm, 100 + (int64_t)dice_below(&storm->dice, 200));
        fprintf(stderr, "# %ld answered: %s\n", storm->feeder.answered, blows[order[i]].name);
        blows[order[i]].strike(storm);
    }
}

static void check_streams(const struct storm *storm, long rounds)
{
    struct feeder_found found = feeder_look(&storm->feeder);

    printf("# cluster storm: %ld reports, %ld rounds, %ld lost by failovers, %ld written twice\n",
           storm->feeder.total, rounds, found.missing, found.duplicates);
    feeder_check_missing(&storm->feeder, &found, storm->kills, storm->kill_count);
}

static uint64_t number_of(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(nothing_is_lost_but_by_asynchronous_replicas_and_all_is_in_order)
{
    struct storm storm = {.dice.state = number_of("SEED", SEED), .feeder.rate = RATE};
    long rounds = (long)number_of("ROUNDS", 1);

    redis_cluster_renew(cluster);
    storm.cluster = cluster;
    storm.feeder.url = storm.cluster->url;
    feeder_start(&storm.feeder);
    ck_assert_int_le(rounds, KILLS_MAX);
    for (long round = 0; round < rounds; round++)
        run_round(&storm, getenv("ROUNDS") != NULL ? BLOWS : BLOWS - 1);
    feed_for(&storm, 200);
    feeder_end(&storm.feeder);
    check_streams(&storm, rounds);
}
END_TEST

Suite *suite_emit_cluster_storm(void)
{
    Suite *suite = suite_create("emit_cluster_storm");
    TCase *tests = tcase_create("emit_cluster_storm");

    tcase_set_timeout(tests, 600);
    tcase_add_unchecked_fixture(tests, share_cluster, NULL);
    tcase_add_test(tests, nothing_is_lost_but_by_asynchronous_replicas_and_all_is_in_order);
    suite_add_tcase(suite, tests);
    return suite;
}
