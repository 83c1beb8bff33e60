/* Shards: which router has which, with several routers beside each other. */
#include "config.h"

#include "live/shard_routers.h"
#include "live/suites.h"
#include "support/dice.h"
#include "support/redis_server.h"
#include "support/wait.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static struct redis_server *server;

static void begin(void)
{
    routers_url = server->unix_url;
    if (redis_server_state(server) == REDIS_SERVER_FROZEN)
        redis_server_thaw(server); /* a test before has failed */
    redis_server_command(server, "CONFIG SET maxmemory 0");
    redis_server_command(server, "FLUSHALL");
}

START_TEST(one_router_has_all)
{
    struct router_probe *router = routers_open_usual(0);

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
    struct router_probe *one = routers_open_usual(0), *two = routers_open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
}
END_TEST

START_TEST(who_joins_gets_its_part)
{
    struct router_probe *one = routers_open_usual(0);

    WAIT(one->held == SHARDS);
    struct router_probe *two = routers_open_usual(1);
    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    struct router_probe *three = routers_open_usual(2);
    WAIT(one->held + two->held + three->held == SHARDS && three->held >= 2 && one->held <= 3 &&
         two->held <= 3);
}
END_TEST

START_TEST(what_is_not_given_back_is_not_taken)
{
    const struct shards_options patient = {.lease_ms = LONG_LEASE};
    struct router_probe *one = routers_open(0, &patient);

    one->keeps = true;
    WAIT(one->held == SHARDS);
    struct router_probe *two = routers_open(1, &patient);
    WAIT(shards_trouble(two->shards) != NULL &&
         strstr(shards_trouble(two->shards), "8 of 8 are with host:0:x") != NULL);
    ck_assert_uint_eq(two->held, 0);
    ck_assert_uint_eq(one->held, SHARDS);
    routers_close(one);
    WAIT(two->held == SHARDS);
}
END_TEST

/* A router that is killed leaves its leases and its name behind. */
START_TEST(those_of_a_dead_router_go_to_the_others)
{
    struct router_probe *one = routers_open_usual(0), *two = routers_open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    one->stands = true;
    WAIT(two->held == SHARDS);
    one->stands = false;
    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
}
END_TEST

START_TEST(who_closes_gives_all_back_at_once)
{
    struct router_probe *one = routers_open_usual(0), *two = routers_open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    routers_close(one);
    ck_assert_int_eq(redis_server_integer(server, "HEXISTS driftop:ops:routers host:0:x"), 0);
    WAIT(two->held == SHARDS);
    routers_close(two);
    for (int i = 0; i < SHARDS; i++)
        ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:lease:%d", i), 0);
    ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:routers"), 0);
}
END_TEST

START_TEST(who_stood_still_may_not_send)
{
    struct router_probe *router = routers_open_usual(0);
    uint64_t epoch;

    WAIT(router->held == SHARDS);
    WAIT(shards_may_send(router->shards, 3, &epoch));
    ck_assert_uint_eq(epoch, router->epochs[3]);
    ck_assert(!shards_may_send(router->shards, SHARDS, &epoch));
    deadline_pass(deadline_in(LEASE));
    for (unsigned i = 0; i < SHARDS; i++)
        ck_assert(!shards_may_send(router->shards, i, &epoch));
    WAIT(router->gains >= 2 * SHARDS && router->held == SHARDS);
    WAIT(shards_may_send(router->shards, 3, &epoch));
}
END_TEST

START_TEST(a_lost_connection_costs_nothing_while_the_lease_stands)
{
    struct router_probe *router = routers_open(0, &(struct shards_options){.lease_ms = LONG_LEASE});

    WAIT(router->held == SHARDS);
    for (int i = 0; i < 3; i++) {
        unsigned readies = router->readies;
        redis_server_command(server, "CLIENT KILL TYPE normal SKIPME yes");
        WAIT(router->readies > readies);
    }
    WAIT(shards_trouble(router->shards) == NULL);
    ck_assert_uint_eq(router->gains, SHARDS);
    ck_assert_uint_eq(router->held, SHARDS);
}
END_TEST

START_TEST(while_redis_is_away_all_is_lost_when_its_time_is_over)
{
    struct router_probe *router = routers_open_usual(0);

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
    struct router_probe *one = routers_open_usual(0), *two = routers_open_usual(1);

    WAIT(one->held == SHARDS / 2 && two->held == SHARDS / 2);
    routers_may_go_back = true;
    redis_server_command(server, "FLUSHALL");
    WAIT(one->restored > 0 && two->restored > 0 && routers_held() == SHARDS);
}
END_TEST

START_TEST(a_count_that_is_behind_is_outrun)
{
    struct router_probe *router = routers_open(0, &(struct shards_options){.lease_ms = LONG_LEASE});

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
    struct router_probe *one = routers_open(0, &(struct shards_options){.count = 3});

    WAIT(one->held == 3);
    struct router_probe *two = routers_open_usual(1);
    WAIT(shards_count(two->shards) == 3 && one->held + two->held == 3 && two->held > 0);
    struct router_probe *three = routers_open(2, &(struct shards_options){.count = 5});
    WAIT(shards_count(one->shards) == 5 && shards_count(two->shards) == 5 &&
         shards_count(three->shards) == 5 && routers_held() == 5);
    redis_server_command(server, "SET driftop:ops:shards 0");
    WAIT(shards_trouble(one->shards) != NULL);
    ck_assert_str_eq(shards_trouble(one->shards),
                     "driftop:ops:shards holds no number from 1 to 64 (DEL it)");
    redis_server_command(server, "SET driftop:ops:shards 5");
    WAIT(shards_trouble(one->shards) == NULL);
}
END_TEST

START_TEST(a_full_redis_keeps_leases)
{
    struct router_probe *router = routers_open(0, &(struct shards_options){.lease_ms = LONG_LEASE});

    WAIT(router->held == SHARDS);
    redis_server_command(server, "CONFIG SET maxmemory 1");
    WAIT(shards_trouble(router->shards) != NULL);
    ck_assert_msg(strncmp(shards_trouble(router->shards), "OOM ", 4) == 0, "%s",
                  shards_trouble(router->shards));
    ck_assert_uint_eq(router->gains, SHARDS);
    ck_assert_uint_eq(router->held, SHARDS);
    redis_server_command(server, "CONFIG SET maxmemory 0");
    WAIT(shards_trouble(router->shards) == NULL);
    ck_assert_uint_eq(router->gains, SHARDS);
}
END_TEST

START_TEST(one_that_is_for_once_takes_what_is_free_at_once)
{
    redis_server_command(server, "HSET driftop:ops:routers host:9:dead 17");
    redis_server_command(server, "SET driftop:ops:lease:3 host:9:dead PX %d", LEASE);
    struct router_probe *router = routers_open(0, &(struct shards_options){.all = true});
    WAIT(router->held == SHARDS - 1);
    WAIT(router->held == SHARDS);
}
END_TEST

START_TEST(a_name_that_is_left_behind_is_buried)
{
    redis_server_command(server, "HSET driftop:ops:routers host:9:dead 17");
    redis_server_command(server, "HSET driftop:ops:status router:host:9:dead {}");
    struct router_probe *router = routers_open_usual(0);
    WAIT(router->held == SHARDS / 2);
    WAIT(router->held == SHARDS);
    WAIT(redis_server_integer(server, "HEXISTS driftop:ops:routers host:9:dead") == 0);
    WAIT(redis_server_integer(server, "EXISTS driftop:ops:status") == 0);
    ck_assert_int_eq(redis_server_integer(server, "HLEN driftop:ops:routers"), 1);
}
END_TEST

static void shut(void *context, unsigned shard, uint64_t epoch, bool restored)
{
    struct router_probe *router = context;

    (void)shard;
    (void)epoch;
    (void)restored;
    if (!router->closed)
        shards_close(router->shards, 1000, routers_note_closed, &router->closed);
}

START_TEST(it_may_be_closed_within_its_events)
{
    static const struct shards_events events = {.gained = shut, .lost = routers_note_lost};
    struct router_probe *router = &routers[0];

    *router = (struct router_probe){.open = true};
    ck_assert_int_eq(uv_loop_init(&router->loop), 0);
    routers_open_client(router);
    struct shards_options options = {.loop = &router->loop,
                                     .client = router->client,
                                     .group = "ops",
                                     .router = "host:0:x",
                                     .lease_ms = LEASE};
    router->shards = shards_open(&options, &events, router);
    while (!router->closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    routers_end_loop(router);
    ck_assert_int_eq(redis_server_integer(server, "EXISTS driftop:ops:lease:0"), 0);
}
END_TEST

START_TEST(closing_does_not_wait_for_a_redis_that_is_silent)
{
    struct router_probe *router = routers_open_usual(0);
    bool closed = false;

    WAIT(router->held == SHARDS);
    redis_server_freeze(server);
    shards_close(router->shards, 50, routers_note_closed, &closed);
    while (!closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    routers_end_loop(router);
    redis_server_thaw(server);
}
END_TEST

/* Routers come, stand still, go and are killed at random, and connections are lost: whoever may
 * send is alone, and when all is calm every shard has an owner. SEED and SEQUENCES let it go on. */
static void act_at_random(struct dice *dice)
{
    int number = (int)dice_below(dice, ROUTERS);
    struct router_probe *router = &routers[number];

    switch (dice_below(dice, 6)) {
    case 0:
    case 1:
        if (!router->open)
            routers_open_usual(number);
        break;
    case 2:
        if (router->open && !router->stands)
            routers_close(router);
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
    memset(routers_greatest, 0, sizeof(routers_greatest));
    for (int i = 0; i < 30; i++) {
        act_at_random(&dice);
        for (size_t turns = dice_below(&dice, 100); turns > 0; turns--)
            routers_turn();
    }
    for (int i = 0; i < ROUTERS; i++)
        routers[i].stands = false;
    if (!routers[0].open)
        routers_open_usual(0);
    WAIT(routers_held() == SHARDS);
    routers_close_all();
}

static uint64_t number_of(const char *variable, uint64_t usual)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : usual;
}

START_TEST(nobody_sends_of_what_another_may_send_of)
{
    uint64_t seed = number_of("SEED", 1), count = number_of("SEQUENCES", 1);

    for (uint64_t i = 0; i < count; i++)
        run_sequence(seed + i);
}
END_TEST

/* What a router of a process of its own may send of: from when to when it said so. */
struct claim {
    unsigned shard;
    uint64_t epoch;
    int64_t first_ms;
    int64_t last_ms;
};

#define CLAIMS 4096

struct claims {
    _Atomic size_t count;
    struct claim items[CLAIMS];
};

/* Notes that a shard may be sent of: the clock was read before that was asked. */
static void claim(struct claims *claims, struct claim *own[SHARDS_MAX], unsigned shard,
                  uint64_t epoch, int64_t now_ms)
{
    if (own[shard] == NULL || own[shard]->epoch != epoch) {
        size_t place = claims->count++;
        if (place >= CLAIMS)
            _exit(1);
        own[shard] = &claims->items[place];
        *own[shard] = (struct claim){shard, epoch, now_ms, now_ms};
    }
    own[shard]->last_ms = now_ms;
}

/* A router in a process of its own, until that is killed. */
static _Noreturn void live(int number, struct claims *claims)
{
    struct claim *own[SHARDS_MAX] = {0};
    char name[32];

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(name, sizeof(name), "host:%d:%ld", number, (long)getpid());
    struct router_probe *router = routers_open(0, &(struct shards_options){.router = name});
    for (;;) {
        deadline_pass(deadline_in(1)); /* behind a stop this is asked first */
        for (unsigned shard = 0; shard < SHARDS; shard++) {
            int64_t now_ms = timestamp_boot();
            uint64_t epoch;
            if (shards_may_send(router->shards, shard, &epoch))
                claim(claims, own, shard, epoch, now_ms);
        }
        uv_run(&router->loop, UV_RUN_NOWAIT);
    }
}

/* Claims of one shard do not overlap, and the later one has the greater epoch. */
static void check_claims(const struct claims *claims)
{
    ck_assert_uint_lt(claims->count, CLAIMS);
    for (size_t i = 0; i < claims->count; i++) {
        for (size_t other = 0; other < claims->count; other++) {
            const struct claim *a = &claims->items[i], *b = &claims->items[other];
            if (a->shard == b->shard && a->epoch < b->epoch && a->last_ms > b->first_ms)
                ck_abort_msg("shard %u: epoch %llu was sent of until %lld, %llu from %lld on",
                             a->shard, (unsigned long long)a->epoch, (long long)a->last_ms,
                             (unsigned long long)b->epoch, (long long)b->first_ms);
        }
    }
}

static void act_on_process(struct dice *dice, pid_t *processes, struct claims *claims)
{
    int number = (int)dice_below(dice, ROUTERS);

    if (processes[number] == 0) {
        processes[number] = fork();
        ck_assert_int_ge(processes[number], 0);
        if (processes[number] == 0)
            live(number, claims);
    } else if (dice_once_in(dice, 4)) {
        kill(processes[number], SIGKILL);
        while (waitpid(processes[number], NULL, 0) < 0 && errno == EINTR)
            continue;
        processes[number] = 0;
    } else {
        kill(processes[number], dice_once_in(dice, 2) ? SIGSTOP : SIGCONT);
    }
}

/* The same with processes that are stopped and killed. SEED and STEPS let it go on. */
START_TEST(processes_that_are_stopped_and_killed_never_send_of_one_shard)
{
    struct dice dice = {.state = number_of("SEED", 1)};
    struct claims *claims =
        mmap(NULL, sizeof(*claims), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t processes[ROUTERS] = {0};

    ck_assert_ptr_ne(claims, MAP_FAILED);
    begin();
    for (uint64_t i = 0; i < number_of("STEPS", 30); i++) {
        act_on_process(&dice, processes, claims);
        deadline_pass(deadline_in((int64_t)dice_below(&dice, LEASE / 2)));
    }
    for (int i = 0; i < ROUTERS; i++) {
        if (processes[i] == 0)
            continue;
        kill(processes[i], SIGKILL);
        while (waitpid(processes[i], NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    ck_assert_uint_gt(claims->count, SHARDS);
    check_claims(claims);
    munmap(claims, sizeof(*claims));
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
    tcase_add_checked_fixture(tests, begin, routers_close_all);
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
    tcase_add_test(model, processes_that_are_stopped_and_killed_never_send_of_one_shard);
    suite_add_tcase(suite, model);
    return suite;
}
