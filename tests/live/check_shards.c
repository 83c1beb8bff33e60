/* Shards: which router has which, with several routers beside each other, of which one may stand
 * still while the others go on: each has a loop of its own that the test turns or not. */
#include "config.h"

#include "base/timestamp.h"
#include "live/suites.h"
#include "redis/client.h"
#include "route/shards.h"
#include "support/dice.h"
#include "support/redis_server.h"
#include "support/wait.h"

#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUTERS 4
#define SHARDS 8
#define LEASE 300
#define PATIENCE_MS 20000

struct router {
    uv_loop_t loop;
    struct client *client;
    struct shards *shards;
    bool open;
    bool stands; /* still: its loop is not turned */
    bool keeps;  /* shards that are wanted are not given back */
    bool closed;
    uint64_t epochs[SHARDS_MAX]; /* of those that are held; 0: not */
    unsigned held;
    unsigned restored;
    unsigned gains;
};

static struct redis_server *server;
static const char *url;
static struct router routers[ROUTERS];
static uint64_t greatest[SHARDS_MAX]; /* epoch that anybody ever got */
static bool may_go_back;              /* Redis may lose what it was told */

static void on_gained(void *context, unsigned shard, uint64_t epoch, bool restored)
{
    struct router *router = context;

    ck_assert_uint_eq(router->epochs[shard], 0);
    if (!may_go_back)
        ck_assert_uint_gt(epoch, greatest[shard]);
    greatest[shard] = epoch > greatest[shard] ? epoch : greatest[shard];
    router->epochs[shard] = epoch;
    router->held++;
    router->gains++;
    router->restored += restored;
}

static void on_lost(void *context, unsigned shard)
{
    struct router *router = context;

    ck_assert_uint_ne(router->epochs[shard], 0);
    router->epochs[shard] = 0;
    router->held--;
}

static void on_wanted(void *context, unsigned shard)
{
    struct router *router = context;

    ck_assert_uint_ne(router->epochs[shard], 0);
    if (router->keeps)
        return;
    on_lost(context, shard);
    shards_release(router->shards, shard);
}

static const struct shards_events shards_events = {on_gained, on_lost, on_wanted};

static void on_ready(void *context, size_t node)
{
    struct router *router = context;

    (void)node;
    if (router->shards != NULL)
        shards_ready(router->shards);
}

static void on_away(void *context, size_t node, const struct error *error)
{
    struct router *router = context;

    (void)node;
    (void)error;
    if (router->shards != NULL)
        shards_away(router->shards);
}

static const struct client_events client_events = {.ready = on_ready, .lost = on_away};

static void open_client(struct router *router)
{
    struct client_options options = {.commands = COMMANDS_ROUTE | COMMANDS_GREETING,
                                     .name = "router",
                                     .limits = redis_limits_default()};
    struct redis_url place;

    options.limits.backoff_min_ms = 5;
    options.limits.backoff_max_ms = 50;
    options.limits.reply_ms = 500;
    ck_assert(redis_url_parse(url, &place, NULL));
    router->client = client_open(&router->loop, &place, &options, &client_events, router);
    redis_url_free(&place);
}

static struct router *open_router(int number, const struct shards_options *more)
{
    struct router *router = &routers[number];
    struct shards_options options = *more;
    char name[32];

    *router = (struct router){.open = true};
    ck_assert_int_eq(uv_loop_init(&router->loop), 0);
    open_client(router);
    snprintf(name, sizeof(name), "host:%d:x", number);
    options.loop = &router->loop;
    options.client = router->client;
    options.group = "ops";
    options.router = name;
    options.lease_ms = LEASE;
    router->shards = shards_open(&options, &shards_events, router);
    return router;
}

static struct router *open_usual(int number)
{
    return open_router(number, &(struct shards_options){0});
}

static void on_closed(void *context)
{
    *(bool *)context = true;
}

static void turn_loop(uv_loop_t *loop)
{
    uv_run(loop, UV_RUN_NOWAIT);
}

/* Ends a router's loop, whatever is on it. */
static void end_loop(struct router *router)
{
    bool closed = false;

    router->shards = NULL;
    client_close(router->client, on_closed, &closed);
    while (!closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    uv_run(&router->loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&router->loop), 0);
    router->open = false;
    router->held = 0;
    memset(router->epochs, 0, sizeof(router->epochs));
}

static void close_router(struct router *router)
{
    bool closed = false;

    shards_close(router->shards, 2000, on_closed, &closed);
    while (!closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    end_loop(router);
}

/* At no moment two routers may send of one shard; that which may is the one with the greatest
 * epoch, unless Redis went back. */
static void check_owners(void)
{
    for (unsigned shard = 0; shard < SHARDS_MAX; shard++) {
        unsigned owners = 0;
        for (int i = 0; i < ROUTERS; i++) {
            uint64_t epoch = 0;
            if (!routers[i].open || routers[i].shards == NULL ||
                !shards_may_send(routers[i].shards, shard, &epoch))
                continue;
            owners += may_go_back ? epoch == greatest[shard] : 1;
            if (!routers[i].stands) {
                ck_assert_uint_eq(epoch, routers[i].epochs[shard]);
            }
        }
        ck_assert_uint_le(owners, 1);
    }
}

static void turn(void)
{
    for (int i = 0; i < ROUTERS; i++) {
        if (routers[i].open && !routers[i].stands)
            turn_loop(&routers[i].loop);
        check_owners();
    }
    poll(NULL, 0, 1);
}

static unsigned held_by_all(void)
{
    unsigned held = 0;

    for (int i = 0; i < ROUTERS; i++)
        held += routers[i].open && !routers[i].stands ? routers[i].held : 0;
    return held;
}

#define WAIT(condition)                                                                            \
    for (int64_t end = timestamp_monotonic() + PATIENCE_MS; !(condition);) {                       \
        turn();                                                                                    \
        if (timestamp_monotonic() > end)                                                           \
            give_up(#condition);                                                                   \
    }

static void give_up(const char *condition)
{
    char text[400] = "";

    for (int i = 0; i < ROUTERS; i++) {
        if (routers[i].open)
            snprintf(text + strlen(text), sizeof(text) - strlen(text), " %d has %u (%.60s)", i,
                     routers[i].held, shards_trouble(routers[i].shards));
    }
    ck_abort_msg("%s:%s", condition, text);
}

static void begin(void)
{
    url = server->unix_url;
    if (redis_server_state(server) == REDIS_SERVER_FROZEN)
        redis_server_thaw(server); /* a test before has failed */
    redis_server_command(server, "CONFIG SET maxmemory 0");
    redis_server_command(server, "FLUSHALL");
}

static void end(void)
{
    for (int i = 0; i < ROUTERS; i++) {
        if (routers[i].open)
            close_router(&routers[i]);
    }
}

START_TEST(one_router_has_all)
{
    struct router *router = open_usual(0);

    ck_assert_uint_eq(shards_count(router->shards), 0);
    WAIT(router->held == SHARDS);
    ck_assert_uint_eq(shards_count(router->shards), SHARDS);
    ck_assert_ptr_null(shards_trouble(router->shards));
    ck_assert_uint_eq(router->restored, 0);
    ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:lease:0 driftop:ops:lease:7 "
                                                  "driftop:ops:epoch driftop:ops:routers"),
                     4);
}
END_TEST

START_TEST(two_that_begin_together_share)
{
    struct router *one = open_usual(0), *two = open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
}
END_TEST

START_TEST(who_joins_gets_its_part)
{
    struct router *one = open_usual(0);

    WAIT(one->held == SHARDS);
    struct router *two = open_usual(1);
    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    struct router *three = open_usual(2);
    WAIT(one->held + two->held + three->held == SHARDS && three->held >= 2 && one->held <= 3 &&
         two->held <= 3);
}
END_TEST

START_TEST(what_is_not_given_back_is_not_taken)
{
    struct router *one = open_usual(0);

    one->keeps = true;
    WAIT(one->held == SHARDS);
    struct router *two = open_usual(1);
    WAIT(shards_trouble(two->shards) != NULL &&
         strstr(shards_trouble(two->shards), "8 of 8 are with host:0:x") != NULL);
    ck_assert_uint_eq(two->held, 0);
    ck_assert_uint_eq(one->held, SHARDS);
    close_router(one);
    WAIT(two->held == SHARDS);
}
END_TEST

/* A router that is killed leaves its leases and its name behind. */
START_TEST(those_of_a_dead_router_go_to_the_others)
{
    struct router *one = open_usual(0), *two = open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    one->stands = true;
    WAIT(two->held == SHARDS);
    one->stands = false;
    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
}
END_TEST

START_TEST(who_closes_gives_all_back_at_once)
{
    struct router *one = open_usual(0), *two = open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    close_router(one);
    ck_assert_int_eq(redis_server_integer(server, "HEXISTS driftop:ops:routers host:0:x"), 0);
    WAIT(two->held == SHARDS);
    close_router(two);
    for (int i = 0; i < SHARDS; i++)
        ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:lease:%d", i), 0);
    ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:routers"), 0);
}
END_TEST

START_TEST(who_stood_still_may_not_send)
{
    struct router *router = open_usual(0);
    uint64_t epoch;

    WAIT(router->held == SHARDS);
    ck_assert(shards_may_send(router->shards, 3, &epoch));
    ck_assert_uint_eq(epoch, router->epochs[3]);
    ck_assert(!shards_may_send(router->shards, SHARDS, &epoch));
    deadline_pass(deadline_in(LEASE));
    for (unsigned i = 0; i < SHARDS; i++)
        ck_assert(!shards_may_send(router->shards, i, &epoch));
    WAIT(router->gains == 2 * SHARDS && router->held == SHARDS);
    ck_assert(shards_may_send(router->shards, 3, &epoch));
}
END_TEST

START_TEST(a_lost_connection_costs_nothing_while_the_lease_stands)
{
    struct router *router = open_usual(0);

    WAIT(router->held == SHARDS);
    redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
    for (int64_t stop = timestamp_monotonic() + 2 * LEASE; timestamp_monotonic() < stop;)
        turn();
    ck_assert_uint_eq(router->gains, SHARDS);
    ck_assert_uint_eq(router->held, SHARDS);
}
END_TEST

START_TEST(while_redis_is_away_all_is_lost_when_its_time_is_over)
{
    struct router *router = open_usual(0);

    WAIT(router->held == SHARDS);
    redis_server_freeze(server);
    WAIT(router->held == 0);
    WAIT(shards_trouble(router->shards) != NULL &&
         strcmp(shards_trouble(router->shards), "Redis is away") == 0);
    redis_server_thaw(server);
    WAIT(router->held == SHARDS);
    ck_assert_uint_eq(router->restored, 0);
}
END_TEST

START_TEST(data_that_is_lost_is_told)
{
    struct router *one = open_usual(0), *two = open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    may_go_back = true;
    redis_server_command(server, "FLUSHALL");
    WAIT(one->restored > 0 && two->restored > 0 && held_by_all() == SHARDS);
}
END_TEST

START_TEST(a_count_that_is_behind_is_outrun)
{
    struct router *router = open_usual(0);

    WAIT(router->held == SHARDS);
    uint64_t other = router->epochs[2] + (UINT64_C(7) << 20);
    shards_outrun(router->shards, 2, router->epochs[2] - 1); /* an older one: nothing is wrong */
    ck_assert_uint_ne(router->epochs[2], 0);
    shards_outrun(router->shards, 2, other);
    ck_assert_uint_eq(router->epochs[2], 0);
    WAIT(router->epochs[2] != 0);
    ck_assert_uint_gt(router->epochs[2], other);
    ck_assert_uint_eq(router->held, SHARDS);
}
END_TEST

START_TEST(the_number_of_shards_is_kept_and_may_be_changed)
{
    struct router *one = open_router(0, &(struct shards_options){.count = 3});

    WAIT(one->held == 3);
    struct router *two = open_usual(1);
    WAIT(shards_count(two->shards) == 3 && one->held + two->held == 3 && two->held > 0);
    struct router *three = open_router(2, &(struct shards_options){.count = 5});
    WAIT(shards_count(one->shards) == 5 && shards_count(two->shards) == 5 &&
         shards_count(three->shards) == 5 && held_by_all() == 5);
    redis_server_command(server, "SET driftop:ops:shards 0");
    WAIT(shards_trouble(one->shards) != NULL);
    ck_assert_str_eq(shards_trouble(one->shards),
                     "driftop:ops:shards holds no number from 1 to 64");
    redis_server_command(server, "SET driftop:ops:shards 5");
    WAIT(shards_trouble(one->shards) == NULL);
}
END_TEST

START_TEST(a_full_redis_keeps_leases)
{
    struct router *router = open_usual(0);

    WAIT(router->held == SHARDS);
    redis_server_command(server, "CONFIG SET maxmemory 1");
    for (int64_t stop = timestamp_monotonic() + 2 * LEASE; timestamp_monotonic() < stop;)
        turn();
    ck_assert_uint_eq(router->gains, SHARDS);
    ck_assert_uint_eq(router->held, SHARDS);
    WAIT(shards_trouble(router->shards) != NULL);
    ck_assert_msg(strncmp(shards_trouble(router->shards), "OOM ", 4) == 0, "%s",
                  shards_trouble(router->shards));
    redis_server_command(server, "CONFIG SET maxmemory 0");
    WAIT(shards_trouble(router->shards) == NULL);
}
END_TEST

START_TEST(one_that_is_for_once_takes_what_is_free_at_once)
{
    redis_server_command(server, "HSET driftop:ops:routers host:9:dead 17");
    redis_server_command(server, "SET driftop:ops:lease:3 host:9:dead PX %d", LEASE);
    struct router *router = open_router(0, &(struct shards_options){.all = true});
    int64_t start_ms = timestamp_monotonic();
    WAIT(router->held == SHARDS - 1);
    ck_assert_int_lt(timestamp_monotonic() - start_ms, 10 * LEASE);
    WAIT(router->held == SHARDS);
}
END_TEST

START_TEST(a_name_that_is_left_behind_is_buried)
{
    redis_server_command(server, "HSET driftop:ops:routers host:9:dead 17");
    redis_server_command(server, "HSET driftop:ops:status router:host:9:dead {}");
    struct router *router = open_usual(0);
    WAIT(router->held == SHARDS / 2);
    WAIT(router->held == SHARDS);
    WAIT(redis_server_integer(server, "HEXISTS driftop:ops:routers host:9:dead") == 0);
    WAIT(redis_server_integer(server, "EXISTS driftop:ops:status") == 0);
    ck_assert_int_eq(redis_server_integer(server, "HLEN driftop:ops:routers"), 1);
}
END_TEST

static void shut(void *context, unsigned shard, uint64_t epoch, bool restored)
{
    struct router *router = context;

    (void)shard;
    (void)epoch;
    (void)restored;
    if (!router->closed)
        shards_close(router->shards, 1000, on_closed, &router->closed);
}

START_TEST(it_may_be_closed_within_its_events)
{
    static const struct shards_events events = {.gained = shut, .lost = on_lost};
    struct router *router = &routers[0];

    *router = (struct router){.open = true};
    ck_assert_int_eq(uv_loop_init(&router->loop), 0);
    open_client(router);
    struct shards_options options = {.loop = &router->loop,
                                     .client = router->client,
                                     .group = "ops",
                                     .router = "host:0:x",
                                     .lease_ms = LEASE};
    router->shards = shards_open(&options, &events, router);
    while (!router->closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    end_loop(router);
    ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:lease:0"), 0);
}
END_TEST

START_TEST(closing_does_not_wait_for_a_redis_that_is_silent)
{
    struct router *router = open_usual(0);
    bool closed = false;

    WAIT(router->held == SHARDS);
    redis_server_freeze(server);
    shards_close(router->shards, 50, on_closed, &closed);
    while (!closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    end_loop(router);
    redis_server_thaw(server);
}
END_TEST

/* Routers come, stand still, go and are killed at random, and connections are lost: whoever may
 * send is alone, and when all is calm every shard has an owner. SEED and SEQUENCES let it go on. */
static void act_at_random(struct dice *dice)
{
    int number = (int)dice_below(dice, ROUTERS);
    struct router *router = &routers[number];

    switch (dice_below(dice, 6)) {
    case 0:
    case 1:
        if (!router->open)
            open_usual(number);
        break;
    case 2:
        if (router->open && !router->stands)
            close_router(router);
        break;
    case 3:
        redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
        break;
    case 4:
        redis_server_command(server, "SCRIPT FLUSH");
        break;
    default:
        router->stands = router->open && !router->stands;
        break;
    }
}

static void run_sequence(uint64_t seed)
{
    struct dice dice = {.state = seed};

    begin();
    memset(greatest, 0, sizeof(greatest));
    for (int i = 0; i < 30; i++) {
        act_at_random(&dice);
        for (size_t turns = dice_below(&dice, 100); turns > 0; turns--)
            turn();
    }
    for (int i = 0; i < ROUTERS; i++)
        routers[i].stands = false;
    if (!routers[0].open)
        open_usual(0);
    WAIT(held_by_all() == SHARDS);
    end();
}

static uint64_t number_of(const char *variable, uint64_t usual)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : usual;
}

START_TEST(nobody_sends_of_what_another_may_send_of)
{
    uint64_t seed = number_of("SEED", 1), count = number_of("SEQUENCES", 2);

    for (uint64_t i = 0; i < count; i++)
        run_sequence(seed + i);
}
END_TEST

static void start(void)
{
    server = redis_server_create(&(struct redis_server_setup){.shared = true});
}

static void stop(void)
{
    redis_server_free(server);
}

Suite *suite_shards(void)
{
    Suite *suite = suite_create("shards");
    TCase *tests = tcase_create("shards");
    TCase *model = tcase_create("model");

    tcase_add_unchecked_fixture(tests, start, stop);
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, one_router_has_all);
    tcase_add_test(tests, two_that_begin_together_share);
    tcase_add_test(tests, who_joins_gets_its_part);
    tcase_add_test(tests, what_is_not_given_back_is_not_taken);
    tcase_add_test(tests, those_of_a_dead_router_go_to_the_others);
    tcase_add_test(tests, who_closes_gives_all_back_at_once);
    tcase_add_test(tests, who_stood_still_may_not_send);
    tcase_add_test(tests, a_lost_connection_costs_nothing_while_the_lease_stands);
    tcase_add_test(tests, while_redis_is_away_all_is_lost_when_its_time_is_over);
    tcase_add_test(tests, data_that_is_lost_is_told);
    tcase_add_test(tests, a_count_that_is_behind_is_outrun);
    tcase_add_test(tests, the_number_of_shards_is_kept_and_may_be_changed);
    tcase_add_test(tests, a_full_redis_keeps_leases);
    tcase_add_test(tests, one_that_is_for_once_takes_what_is_free_at_once);
    tcase_add_test(tests, a_name_that_is_left_behind_is_buried);
    tcase_add_test(tests, it_may_be_closed_within_its_events);
    tcase_add_test(tests, closing_does_not_wait_for_a_redis_that_is_silent);
    suite_add_tcase(suite, tests);

    tcase_add_unchecked_fixture(model, start, stop);
    tcase_set_timeout(model, 0);
    tcase_add_test(model, nobody_sends_of_what_another_may_send_of);
    suite_add_tcase(suite, model);
    return suite;
}
