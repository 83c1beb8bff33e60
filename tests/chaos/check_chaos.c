/* Chaos: by seed, one fault after the other befalls servers and networks while all that driftop can
 * do goes on; after each of them all of it must be as if nothing had happened.
 *
 * It goes on for a minute; CHAOS_SECONDS says otherwise, SEED (a number) begins with another one,
 * and CHAOS_FAULT names the only fault that happens. Each fault is told on standard error, so that
 * a failure can be had again:
 *   CHAOS_SECONDS=600 SEED=7 ./check_chaos */
#include "config.h"

#include "chaos/agreement.h"
#include "chaos/faults.h"
#include "support/runner.h"
#include "support/wait.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS 60
#define STAGE_FAULTS 12 /* then it begins anew, over the other kind of socket */
#define FAULT_MOST_MS 1500
#define PATIENCE_S 300 /* beyond the time that is asked for */

static struct stage stage;
static bool open;
static size_t happened;

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void tear_down(void)
{
    if (open)
        stage_close(&stage);
    open = false;
}

static const struct fault *choose(void)
{
    const char *only = getenv("CHAOS_FAULT");
    const struct fault *fault = &faults[dice_below(&stage.dice, fault_count)];

    for (size_t i = 0; only != NULL && i < fault_count; i++) {
        if (strcmp(faults[i].name, only) == 0)
            fault = &faults[i];
    }
    return fault;
}

static void suffer(const struct fault *fault)
{
    char id[48];
    int left_ms = (int)dice_below(&stage.dice, FAULT_MOST_MS);

    fault->begin(&stage);
    for (; fault->end != NULL && left_ms > 0; left_ms -= 100) {
        if (!fault->silent)
            stage_produce(&stage, 1 + dice_below(&stage.dice, 3), id);
        stage_give(&stage, dice_below(&stage.dice, 4));
        stage_run(&stage, 100);
    }
    if (fault->end != NULL)
        fault->end(&stage);
}

static void check_all(void)
{
    char id[48];

    stage_produce(&stage, 1 + dice_below(&stage.dice, 12), id);
    stage_give(&stage, 1 + dice_below(&stage.dice, 5));
    agreement_check(&stage, id);
    stage_check_programs(&stage);
}

static void run_stage(uint64_t seed, int64_t end_us)
{
    fprintf(stderr, "# seed %" PRIu64 "\n", seed);
    stage_open(&stage, seed);
    open = true;
    check_all();
    for (int i = 0; i < STAGE_FAULTS && wait_clock_us() < end_us; i++) {
        const struct fault *fault = choose();
        fprintf(stderr, "# %s\n", fault->name);
        suffer(fault);
        check_all();
        happened++;
    }
    tear_down();
}

START_TEST(after_each_fault_all_is_as_the_servers_have_it)
{
    uint64_t seed = number_of("SEED", 1);
    int64_t end_us = wait_clock_us() + (int64_t)number_of("CHAOS_SECONDS", SECONDS) * 1000000;

    while (wait_clock_us() < end_us)
        run_stage(seed++, end_us);
    fprintf(stderr, "# %zu faults, without a difference\n", happened);
}
END_TEST

static Suite *suite_chaos(void)
{
    Suite *suite = suite_create("chaos");
    TCase *cases = tcase_create("chaos");

    tcase_set_timeout(cases, (double)number_of("CHAOS_SECONDS", SECONDS) + PATIENCE_S);
    tcase_add_checked_fixture(cases, NULL, tear_down);
    tcase_add_test(cases, after_each_fault_all_is_as_the_servers_have_it);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    static suite_fn *const suites[] = {suite_chaos};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    return run_suites(suites, 1);
}
