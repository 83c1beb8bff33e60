/* Soak: a dashboard that runs for a day, which passes in minutes, over a server whose tenants come,
 * report, fall silent, are deleted and made again, in front of somebody who looks at all of it.
 * In the end it takes what it took after the first hour, and shows what one shows that was opened a
 * moment ago.
 *
 * Some hours of it are part of the tests. A day is `make soak`; by hand, in the build directory:
 *   SEED=7 SOAK_HOURS=24 SOAK_TENANTS=3000 ./check_soak */
#include "config.h"

#include "soak/fresh.h"
#include "soak/measure.h"
#include "soak/onlooker.h"
#include "soak/weather.h"
#include "support/runner.h"

#include "base/duration.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOURS 3
#define TENANTS 150
#define CALM_MS (3 * MS_PER_MINUTE)
#define SOME_BYTES (1 << 20)
#define PATIENCE_S 900 /* for an hour of it */

static struct world world;
static struct onlooker onlooker;
static struct weather weather;
static bool is_open;
static bool settles; /* nobody goes, and the server is well, so that both are forgotten */

static uint64_t number_of(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void open_world(size_t tenants)
{
    onlooker = (struct onlooker){0};
    weather = (struct weather){0};
    is_open = true;
    settles = false;
    world_open(&world, number_of("SEED", 1), tenants);
}

static void tear_down(void)
{
    if (is_open)
        world_close(&world);
    is_open = false;
}

static void step(void)
{
    if (!settles)
        weather_change(&weather, &world);
    onlooker_act(&onlooker, &world);
    world_step(&world);
}

/* Nothing happens but that reports come. */
static void be_calm(int64_t ms)
{
    int64_t end_ms = world_age(&world) + ms;

    while (world_age(&world) < end_ms)
        world_step(&world);
}

static struct measure measure(void)
{
    weather_clear(&weather, &world);
    onlooker_go_home(&world, &world.user);
    be_calm(CALM_MS);
    struct measure taken = measure_take(&world.user);
    fprintf(stderr,
            "# %2" PRId64 " h: heap %" PRIu64 " KiB, resident %" PRIu64
            " KiB, %zu descriptors, %" PRId64 " ms CPU; %" PRIu64 " reports, %" PRIu64
            " deleted, %" PRIu64 " faults, %" PRIu64 " keys, %" PRIu64 " tenants, %" PRIu64
            " windows, %" PRIu64 " examinations\n",
            (world_age(&world) + MS_PER_MINUTE) / MS_PER_HOUR, taken.heap / 1024,
            taken.resident / 1024, taken.descriptors, taken.cpu_ms, world.producers.reports,
            world.producers.deleted, weather.happened, onlooker.keys, onlooker.tenants,
            onlooker.windows, onlooker.examinations);
    return taken;
}

/* What is kept of tenants, and what the heap is cut into, is not the same at all times. */
static uint64_t most(uint64_t first)
{
    return first + first / 4 + SOME_BYTES;
}

static void compare(const struct measure *first, const struct measure *last)
{
    ck_assert_uint_le(last->heap, most(first->heap));
    ck_assert_uint_le(last->resident, most(first->resident));
    ck_assert_uint_eq(last->descriptors, first->descriptors);
}

static struct measure go_on_to(int64_t hour)
{
    while (world_age(&world) < hour * MS_PER_HOUR - 2 * CALM_MS)
        step();
    return measure();
}

static void settle(void)
{
    settles = true;
    weather_clear(&weather, &world);
    producers_stay(&world.producers, fast_clock_now(&world.clock));
}

/* The last hour is not measured: all tenants are there, and more is held of them. */
START_TEST(after_a_day_it_is_as_after_the_first_hour)
{
    int64_t hours = (int64_t)number_of("SOAK_HOURS", HOURS);

    open_world(number_of("SOAK_TENANTS", TENANTS));
    struct measure first = go_on_to(1);
    struct measure last = first;
    for (int64_t hour = 2; hour < hours; hour++)
        last = go_on_to(hour);
    compare(&first, &last);
    settle();
    go_on_to(hours);
    be_calm(CALM_MS);
    fresh_compare(&world);
}
END_TEST

static void expect(const char *text)
{
    char *screen = terminal_text(world.user.terminal);

    ck_assert_msg(strstr(screen, text) != NULL, "no \"%s\":\n%s", text, screen);
    free(screen);
}

START_TEST(a_tenant_that_is_gone_is_forgotten_after_an_hour)
{
    struct producer *producer;
    char name[PRODUCER_NAME_SIZE];

    open_world(3);
    producers_stay(&world.producers, fast_clock_now(&world.clock));
    producer = &world.producers.all[1];
    producer->next_ms = INT64_MAX;
    producer_name(producer, name);
    redis_server_command(world.server, "DEL rag:telemetry:%s", name);
    be_calm(2 * MS_PER_MINUTE);
    expect("gone since");
    be_calm(56 * MS_PER_MINUTE);
    expect("gone since");
    be_calm(4 * MS_PER_MINUTE);
    expect("2 tenants, all judged");
    producer->next_ms = fast_clock_now(&world.clock);
    be_calm(2 * MS_PER_MINUTE);
    expect("3 tenants, all judged");
}
END_TEST

static Suite *suite_soak(void)
{
    Suite *suite = suite_create("soak");
    TCase *cases = tcase_create("soak");

    tcase_set_timeout(cases, (double)number_of("SOAK_HOURS", HOURS) * PATIENCE_S);
    tcase_add_checked_fixture(cases, NULL, tear_down);
    tcase_add_test(cases,
                   unless(fast_clock_lacks(), a_tenant_that_is_gone_is_forgotten_after_an_hour));
    tcase_add_test(cases, unless(fast_clock_lacks(), after_a_day_it_is_as_after_the_first_hour));
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    static suite_fn *const suites[] = {suite_soak};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    return run_suites(suites, 1);
}
