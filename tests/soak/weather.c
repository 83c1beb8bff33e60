#include "config.h"

#include "soak/weather.h"

#include "base/duration.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LONGEST_MS (2 * MS_PER_MINUTE)
#define FILLED_MS (90 * MS_PER_MINUTE)
#define ONCE_IN_STEPS 225 /* a quarter of an hour */

struct bad_weather {
    void (*begin)(struct world *world);
    void (*end)(struct world *world); /* NULL: it is over at once */
};

static void close_connections(struct world *world)
{
    producers_hang_up(&world->producers);
    freeReplyObject(redis_server_query(world->server, "CLIENT KILL TYPE normal"));
}

static void freeze(struct world *world)
{
    redis_server_freeze(world->server);
    world->reachable = false;
}

static void thaw(struct world *world)
{
    redis_server_thaw(world->server);
    world->reachable = true;
}

/* What it holds is there again when it comes back. */
static void die(struct world *world)
{
    producers_hang_up(&world->producers);
    freeReplyObject(redis_server_query(world->server, "SAVE"));
    redis_server_kill(world->server);
    world->reachable = false;
}

static void come_back(struct world *world)
{
    fast_clock_enter(&world->clock);
    redis_server_start(world->server);
    fast_clock_leave();
    world->reachable = true;
}

static void forget_all(struct world *world)
{
    freeReplyObject(redis_server_query(world->server, "FLUSHALL"));
}

static const struct bad_weather all[] = {{close_connections, NULL},
                                         {close_connections, NULL},
                                         {close_connections, NULL},
                                         {freeze, thaw},
                                         {freeze, thaw},
                                         {die, come_back},
                                         {die, come_back},
                                         {forget_all, NULL}};

void weather_clear(struct weather *weather, struct world *world)
{
    if (weather->now != NULL && weather->now->end != NULL)
        weather->now->end(world);
    weather->now = NULL;
}

/* What was measured once is compared with later: it is not to be less than usual. */
static bool is_filled(const struct world *world)
{
    return world_age(world) > FILLED_MS;
}

void weather_change(struct weather *weather, struct world *world)
{
    int64_t now_ms = fast_clock_now(&world->clock);

    if (weather->now != NULL && now_ms >= weather->until_ms)
        weather_clear(weather, world);
    if (weather->now != NULL || !dice_once_in(&world->dice, ONCE_IN_STEPS))
        return;
    weather->now = &all[dice_below(&world->dice, COUNT(all))];
    if (weather->now->begin == forget_all && !is_filled(world))
        weather->now = &all[0];
    weather->until_ms = now_ms + (int64_t)dice_below(&world->dice, LONGEST_MS);
    weather->now->begin(world);
    weather->happened++;
}
