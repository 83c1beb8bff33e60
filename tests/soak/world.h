/* World: a server and its producers, a dashboard and who sits in front of it, and the clock by
 * which they live. Time goes on in steps, and never before all is done that was to be done: however
 * slow the machine is, nobody is late. */
#ifndef SOAK_WORLD_H
#define SOAK_WORLD_H

#include "soak/producers.h"
#include "support/fast_clock.h"
#include "support/terminal.h"

/* A dashboard of that world. */
struct screen_user {
    struct terminal *terminal;
    struct fast_clock_rest rest;
};

struct world {
    struct dice dice;
    struct fast_clock clock;
    struct redis_server *server;
    struct producers producers;
    struct screen_user user;
    struct screen_user *beside; /* a second dashboard; NULL: there is none */
    bool quiet;                 /* nobody reports anything */
    char state[SCRATCH_SIZE];   /* where dashboards keep what was said of tenants */
    bool reachable;             /* the server answers */
    int64_t began_ms;
};

void world_open(struct world *world, uint64_t seed, size_t tenants);
void world_close(struct world *world);

/* Opens a dashboard, by a name of its own. */
void world_open_user(struct world *world, struct screen_user *user, const char *name);
void world_close_user(struct screen_user *user);

/* Lets a step of time pass. */
#define WORLD_STEP_MS 4000 /* less than a server may take to reply, or each would be late */
void world_step(struct world *world);

/* Waits until the dashboards have nothing to do before time goes on. */
void world_settle(struct world *world);

/* Returns how long it has gone on. */
int64_t world_age(const struct world *world);

#endif
