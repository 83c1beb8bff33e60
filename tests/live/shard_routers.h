/* Shard routers: several routers with shards beside each other, each with a loop of its own that
 * the test turns or not, and at each turn the rule that holds: of no shard two may send. */
#ifndef LIVE_SHARD_ROUTERS_H
#define LIVE_SHARD_ROUTERS_H

#include "base/timestamp.h"
#include "redis/client.h"
#include "route/shards.h"
#include "support/wait.h"

#include <stdbool.h>

#define ROUTERS 4
#define SHARDS 8
#define LEASE 200
#define LONG_LEASE 1500 /* where none may be lost because the machine is busy */

struct router_probe {
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
    unsigned readies; /* of nodes */
};

extern const char *routers_url;
extern struct router_probe routers[ROUTERS];
extern uint64_t routers_greatest[SHARDS_MAX]; /* epoch that anybody ever got */
extern bool routers_may_go_back;              /* Redis may lose what it was told */

/* Opens a router of that number, with what `more` says beside the usual. */
struct router_probe *routers_open(int number, const struct shards_options *more);
struct router_probe *routers_open_usual(int number);
void routers_open_client(struct router_probe *router);

/* Gives all back and ends it; ends its loop alone, once its shards are closed. */
void routers_close(struct router_probe *router);
void routers_end_loop(struct router_probe *router);
void routers_close_all(void);

/* Sets the bool that is its context. */
void routers_note_closed(void *context);
void routers_note_lost(void *context, unsigned shard);

/* Turns the loop of each that does not stand still, and looks whether two may send of one. */
void routers_turn(void);

/* Returns how many shards those have that do not stand still. */
unsigned routers_held(void);

/* Fails the test with what each router says. */
void routers_give_up(const char *condition);

/* Lets all of them go on until a condition holds. */
#define WAIT(condition)                                                                            \
    for (int64_t end = timestamp_monotonic() + PATIENCE_MS; !(condition);) {                       \
        routers_turn();                                                                            \
        if (timestamp_monotonic() > end)                                                           \
            routers_give_up(#condition);                                                           \
    }

#endif
