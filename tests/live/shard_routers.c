#include "config.h"

#include "live/shard_routers.h"
#include "support/loop_end.h"

#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

const char *routers_url;
struct router_probe routers[ROUTERS];
uint64_t routers_greatest[SHARDS_MAX];
bool routers_may_go_back;

static void on_gained(void *context, unsigned shard, uint64_t epoch, bool restored)
{
    struct router_probe *router = context;

    ck_assert_uint_eq(router->epochs[shard], 0);
    if (!routers_may_go_back)
        ck_assert_uint_gt(epoch, routers_greatest[shard]);
    routers_greatest[shard] = epoch > routers_greatest[shard] ? epoch : routers_greatest[shard];
    router->epochs[shard] = epoch;
    router->held++;
    router->gains++;
    router->restored += restored;
}

void routers_note_lost(void *context, unsigned shard)
{
    struct router_probe *router = context;

    ck_assert_uint_ne(router->epochs[shard], 0);
    router->epochs[shard] = 0;
    router->held--;
}

static void on_wanted(void *context, unsigned shard)
{
    struct router_probe *router = context;

    ck_assert_uint_ne(router->epochs[shard], 0);
    if (router->keeps)
        return;
    routers_note_lost(context, shard);
    shards_release(router->shards, shard);
}

static const struct shards_events shards_events = {on_gained, routers_note_lost, on_wanted, NULL};

static void on_ready(void *context, size_t node)
{
    struct router_probe *router = context;

    (void)node;
    router->readies++;
    if (router->shards != NULL)
        shards_ready(router->shards);
}

static void on_away(void *context, size_t node, const struct error *error)
{
    struct router_probe *router = context;

    (void)node;
    (void)error;
    if (router->shards != NULL)
        shards_away(router->shards);
}

static const struct client_events client_events = {.ready = on_ready, .lost = on_away};

void routers_open_client(struct router_probe *router)
{
    struct client_options options = {.commands = COMMANDS_ROUTE | COMMANDS_GREETING,
                                     .name = "router",
                                     .limits = redis_limits_default()};
    struct redis_url place;

    options.limits.backoff_min_ms = 5;
    options.limits.backoff_max_ms = 50;
    options.limits.reply_ms = 500;
    ck_assert(redis_url_parse(routers_url, &place, NULL));
    router->client = client_open(&router->loop, &place, &options, &client_events, router);
    redis_url_free(&place);
}

struct router_probe *routers_open(int number, const struct shards_options *more)
{
    struct router_probe *router = &routers[number];
    struct shards_options options = *more;
    char name[32];

    *router = (struct router_probe){.open = true};
    ck_assert_int_eq(uv_loop_init(&router->loop), 0);
    routers_open_client(router);
    snprintf(name, sizeof(name), "host:%d:x", number);
    options.loop = &router->loop;
    options.client = router->client;
    options.group = "ops";
    options.router = more->router != NULL ? more->router : name;
    options.lease_ms = more->lease_ms != 0 ? more->lease_ms : LEASE;
    router->shards = shards_open(&options, &shards_events, router);
    return router;
}

struct router_probe *routers_open_usual(int number)
{
    return routers_open(number, &(struct shards_options){0});
}

void routers_note_closed(void *context)
{
    *(bool *)context = true;
}

static void turn_loop(uv_loop_t *loop)
{
    uv_run(loop, UV_RUN_NOWAIT);
}

/* Ends a router's loop, whatever is on it. */
void routers_end_loop(struct router_probe *router)
{
    bool closed = false;

    router->shards = NULL;
    client_close(router->client, routers_note_closed, &closed);
    while (!closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    loop_end(&router->loop);
    router->open = false;
    router->held = 0;
    memset(router->epochs, 0, sizeof(router->epochs));
}

void routers_close(struct router_probe *router)
{
    bool closed = false;

    shards_close(router->shards, 2000, routers_note_closed, &closed);
    while (!closed)
        uv_run(&router->loop, UV_RUN_ONCE);
    routers_end_loop(router);
}

/* At no moment two routers may send of one shard; that which may is the one with the
 * routers_greatest epoch, unless Redis went back. */
static void check_owners(void)
{
    for (unsigned shard = 0; shard < SHARDS_MAX; shard++) {
        unsigned owners = 0;
        for (int i = 0; i < ROUTERS; i++) {
            uint64_t epoch = 0;
            if (!routers[i].open || routers[i].shards == NULL ||
                !shards_may_send(routers[i].shards, shard, &epoch))
                continue;
            owners += routers_may_go_back ? epoch == routers_greatest[shard] : 1;
            if (!routers[i].stands) {
                ck_assert_uint_eq(epoch, routers[i].epochs[shard]);
            }
        }
        ck_assert_uint_le(owners, 1);
    }
}

void routers_turn(void)
{
    for (int i = 0; i < ROUTERS; i++) {
        if (routers[i].open && !routers[i].stands)
            turn_loop(&routers[i].loop);
        check_owners();
    }
    poll(NULL, 0, 1);
}

unsigned routers_held(void)
{
    unsigned held = 0;

    for (int i = 0; i < ROUTERS; i++)
        held += routers[i].open && !routers[i].stands ? routers[i].held : 0;
    return held;
}

void routers_give_up(const char *condition)
{
    char text[400] = "";

    for (int i = 0; i < ROUTERS; i++) {
        if (routers[i].open)
            snprintf(text + strlen(text), sizeof(text) - strlen(text), " %d has %u (%.60s)", i,
                     routers[i].held, shards_trouble(routers[i].shards));
    }
    ck_abort_msg("%s:%s", condition, text);
}

void routers_close_all(void)
{
    for (int i = 0; i < ROUTERS; i++) {
        if (routers[i].open)
            routers_close(&routers[i]);
    }
}
