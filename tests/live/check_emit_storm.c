/* The storm: many reports of many tenants go through emit while Redis is killed and started again,
 * and so is emit, whose feeder sends again what was not answered for. Everything has to be in its
 * stream afterwards, in order, and what is there twice has to be recognisable. */
#include "config.h"

#include "live/feeder.h"
#include "live/suites.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>

#define REPORTS 100000
#define BLOWS 14 /* kills of Redis and of emit */
#define SEED 20261122

static void run_storm(struct feeder *feeder, struct redis_server *server)
{
    unsigned seed = SEED;

    for (long blow = 1; blow <= BLOWS; blow++) {
        long step = feeder->total / (BLOWS + 1);
        feeder_run(feeder, blow * step - (long)((unsigned)rand_r(&seed) % (unsigned)step),
                   FEEDER_PATIENCE_MS);
        if (blow % 3 == 0) {
            feeder_kill(feeder);
            continue;
        }
        redis_server_kill(server);
        feeder_run(feeder, feeder->total, (int64_t)((unsigned)rand_r(&seed) % 400));
        if (blow % 3 == 2)
            feeder_kill(feeder);
        redis_server_start(server);
    }
    feeder_end(feeder);
}

START_TEST(nothing_is_lost_and_all_is_in_order)
{
    static const char *const arguments[] = {"--appendonly", "yes", "--appendfsync", "always", NULL};
    const struct redis_server_setup setup = {.arguments = arguments};
    const char *size = getenv("STORM_REPORTS");
    struct redis_server *server = redis_server_create(&setup);
    struct feeder feeder = {.url = server->unix_url, .total = size != NULL ? atol(size) : REPORTS};

    feeder_start(&feeder);
    run_storm(&feeder, server);
    struct feeder_found found = feeder_look(&feeder);
    ck_assert_int_eq(found.missing, 0);
    ck_assert_int_le(found.duplicates, (long)BLOWS * 2 * (FEEDER_WINDOW + FEEDER_UNDER_WAY));
    printf("# storm: %ld reports, %d blows, %ld written twice\n", feeder.total, BLOWS,
           found.duplicates);
    free(found.is_missing);
    redis_server_free(server);
}
END_TEST

Suite *suite_emit_storm(void)
{
    Suite *suite = suite_create("emit_storm");
    TCase *tests = tcase_create("emit_storm");

    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, nothing_is_lost_and_all_is_in_order);
    suite_add_tcase(suite, tests);
    return suite;
}
