/* The spool beside a reference in memory: random sequences of what is done with it and to it.
 *
 * SEED=N SEQUENCES=N CK_RUN_SUITE=model ./check_spool_disk tries others than `make check`; a
 * difference names its seed. */
#include "config.h"

#include "spool/disk.h"
#include "spool/suites.h"
#include "spool/world.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define SEQUENCES 3000
#define STEPS 80
#define CALLS_MAX 100000 /* of one step: more would be spinning */

static char parent[SCRATCH_SIZE];

static void limit_files(size_t bytes)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
        ck_abort_msg("getrlimit");
    limit.rlim_cur = bytes > 0 ? bytes : limit.rlim_max;
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        ck_abort_msg("setrlimit");
}

static void heal_disk(void)
{
    limit_files(0);
    disk_fail(0, 0);
}

/* The disk begins, or ceases, to fail. */
static void change_disk(struct world *world)
{
    static const struct {
        unsigned calls;
        int reason;
    } failures[] = {
        {DISK_WRITE | DISK_CREATE, ENOSPC},
        {DISK_OPEN | DISK_CREATE, EMFILE},
        {DISK_OPEN, EACCES},
        {DISK_READ, EIO},
        {DISK_REMOVE, EACCES},
        {DISK_SYNC, EIO},
        {DISK_WRITE | DISK_TRUNCATE, EIO},
        {DISK_WRITE | DISK_CREATE | DISK_REMOVE, EROFS},
    };
    size_t count = sizeof(failures) / sizeof(failures[0]);
    size_t which = dice_below(&world->dice, 2 * count);

    heal_disk();
    if (which == count)
        limit_files(64 + dice_below(&world->dice, 1000));
    if (which > count)
        return;
    world->touched = true;
    world->harmed = true;
    if (which < count)
        disk_fail(failures[which].calls, failures[which].reason);
    world->repeats = world->blind = true; /* the position may not be written */
}

static void begin_again(struct world *world, bool killed)
{
    if (killed)
        world_kill(world);
    else
        world_close(world);
    world_open(world, true);
    for (int tries = 0; world->spool == NULL; tries++) {
        heal_disk();
        world_mend(world);
        world_open(world, tries == 0);
    }
}

static void work(struct world *world)
{
    struct error error;
    size_t times = 1 + dice_below(&world->dice, 8);

    switch (dice_below(&world->dice, 4)) {
    case 0:
        while (times-- > 0)
            world_store(world);
        break;
    case 1:
        while (times-- > 0)
            world_read(world);
        break;
    case 2:
        while (times-- > 0)
            world_acknowledge(world);
        break;
    default:
        spool_sync(world->spool, &error);
        if (dice_once_in(&world->dice, 2))
            spool_retry(world->spool);
    }
}

/* Every second sequence is left in peace, so that something is told of what was not done. */
static void step(struct world *world, bool peaceful)
{
    size_t what = dice_below(&world->dice, 100);

    if (what < 80 || (peaceful && what >= 94)) {
        work(world);
    } else if (what < 87) {
        begin_again(world, false);
    } else if (what < 91) {
        begin_again(world, true);
    } else if (what < 94 || what >= 99) {
        if (peaceful)
            return;
        heal_disk();
        if (dice_once_in(&world->dice, 2))
            world_kill(world);
        else
            world_close(world);
        world_harm(world);
        begin_again(world, false);
    } else if (what < 97) {
        heal_disk();
        world_harm(world);
    } else {
        change_disk(world);
    }
}

static void run(uint64_t seed)
{
    static struct world world;
    bool peaceful = seed % 3 == 0;

    memset(&world, 0, sizeof(world));
    world.seed = seed;
    world.dice.state = seed;
    world.left = world.was = UINT64_MAX;
    world.options.max_bytes = 1000 + dice_below(&world.dice, 60000);
    world.options.full = dice_once_in(&world.dice, 3) ? SPOOL_DROP_OLDEST : SPOOL_REFUSE;
    snprintf(world.path, sizeof(world.path), "%s/spool", parent);
    world_open(&world, false);
    for (int i = 0; i < STEPS; i++) {
        uint64_t before = disk_calls;
        step(&world, peaceful);
        world_check(&world);
        world_must(&world, disk_calls - before < CALLS_MAX, "it spins");
    }
    heal_disk();
    world_end(&world);
    disk_remove(world.path);
}

static unsigned long number_from(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

START_TEST(whatever_is_done_to_the_files_the_rest_arrives_and_the_gone_is_told)
{
    unsigned long first = number_from("SEED", 1);
    unsigned long count = number_from("SEQUENCES", SEQUENCES);

    signal(SIGXFSZ, SIG_IGN);
    scratch_create(parent);
    for (unsigned long i = 0; i < count; i++)
        run(first + i);
    printf("# model of the spool: %lu sequences\n", count);
}
END_TEST

Suite *suite_model(void)
{
    Suite *suite = suite_create("model");
    TCase *tests = tcase_create("model");

    tcase_set_timeout(tests, 36000);
    tcase_add_test(tests, whatever_is_done_to_the_files_the_rest_arrives_and_the_gone_is_told);
    suite_add_tcase(suite, tests);
    return suite;
}
