#include "config.h"

#include "soak/world.h"

#include "support/wait.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define COLUMNS 120
#define ROWS 40
#define LAST_WORDS_MS 100
#define FIRST_PAUSE_US 100 /* a dashboard looks about as often whether it is asked */

static void open_server(struct world *world)
{
    fast_clock_enter(&world->clock);
    world->server = redis_server_create(NULL);
    fast_clock_leave();
    world->reachable = true;
}

void world_close_user(struct screen_user *user)
{
    terminal_free(user->terminal);
    fast_clock_rest_close(&user->rest);
    *user = (struct screen_user){0};
}

void world_close(struct world *world)
{
    world_close_user(&world->user);
    producers_close(&world->producers);
    redis_server_free(world->server);
    fast_clock_close(&world->clock);
}

static void check_lives(const struct screen_user *user)
{
    siginfo_t ended = {0};

    ck_assert_msg(waitid(P_PID, (id_t)terminal_pid(user->terminal), &ended,
                         WEXITED | WNOHANG | WNOWAIT) == 0 &&
                      ended.si_pid == 0,
                  "the dashboard has ended with %d", ended.si_status);
}

static bool never(struct terminal *terminal, void *context)
{
    (void)terminal;
    (void)context;
    return false;
}

static void fail_to_rest(const struct screen_user *user)
{
    terminal_wait(user->terminal, never, NULL, LAST_WORDS_MS); /* prints what is there */
    check_lives(user);
    ck_abort_msg("the dashboard does not come to rest");
}

/* What it writes is read meanwhile, or it would wait for that. */
static void await_rest(struct screen_user *user)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);
    uint64_t asked = fast_clock_rest_ask(&user->rest);

    deadline.pause_us = FIRST_PAUSE_US;
    while (!fast_clock_rest_answered(&user->rest, asked)) {
        terminal_drain(user->terminal);
        if (!deadline_pause(&deadline))
            fail_to_rest(user);
    }
    terminal_drain(user->terminal);
}

/* When a server has answered us twice, what others had asked before was answered, too. */
static void await_server(struct world *world)
{
    for (int i = 0; world->reachable && i < 2; i++)
        freeReplyObject(redis_server_query(world->server, "PING"));
}

static void settle(struct world *world, struct screen_user *user)
{
    uint64_t turns;

    do {
        turns = fast_clock_rest_turns(&user->rest);
        await_server(world);
        await_rest(user);
    } while (fast_clock_rest_turns(&user->rest) != turns);
}

void world_open_user(struct world *world, struct screen_user *user, const char *name)
{
    const char *const argv[] = {getenv("DRIFTOP"),       "--utc", "-r", "4s",
                                world->server->unix_url, NULL};
    const char *environment[8];
    char state[SCRATCH_SIZE + 32];
    size_t count = 0;

    fast_clock_rest_open(&user->rest, &world->clock, name);
    while (user->rest.environment[count] != NULL) {
        environment[count] = user->rest.environment[count];
        count++;
    }
    snprintf(state, sizeof(state), "XDG_STATE_HOME=%s", world->state);
    environment[count++] = state;
    environment[count] = NULL;
    user->terminal = terminal_start(&(struct terminal_setup){
        .argv = argv, .columns = COLUMNS, .rows = ROWS, .environment = environment});
    ck_assert(terminal_wait_text(user->terminal, "live", PATIENCE_MS));
    settle(world, user);
}

void world_open(struct world *world, uint64_t seed, size_t tenants)
{
    *world = (struct world){.dice = {seed}};
    fast_clock_open(&world->clock);
    scratch_create(world->state);
    open_server(world);
    world->began_ms = fast_clock_now(&world->clock);
    producers_open(&world->producers, world->server, &world->dice, tenants, world->began_ms);
    world_open_user(world, &world->user, "dashboard");
}

void world_settle(struct world *world)
{
    settle(world, &world->user);
    if (world->beside != NULL)
        settle(world, world->beside);
}

/* What keys have begun is done first. */
void world_step(struct world *world)
{
    world_settle(world);
    fast_clock_put_forward(&world->clock, WORLD_STEP_MS);
    if (!world->quiet)
        producers_work(&world->producers, fast_clock_now(&world->clock), world->reachable);
    world_settle(world);
}

int64_t world_age(const struct world *world)
{
    return fast_clock_now(&world->clock) - world->began_ms;
}
