/* The lane: dead letters. */
#include "config.h"

#include "route/lane.h"

#include "base/memory.h"
#include "route/dead.h"
#include "route/router_private.h"

#include <stdlib.h>
#include <string.h>

struct lane_burial {
    struct route_lane *lane;
    unsigned term;
    char id[MESSAGE_ID_SIZE];
};

static void tell(const struct route_lane *lane, const char *id, const char *why)
{
    router_say(lane->reader->router, "%s: no dead letter of alert %s could be kept: %s",
               lane->reader->destination->name, id, why);
}

static void on_buried(void *context, const struct error *error)
{
    struct lane_burial *burial = context;
    struct route_lane *lane = burial->lane;

    if (error != NULL)
        tell(lane, burial->id, error->text);
    if (lane->term == burial->term) {
        lane->burials--;
        route_reader_queue(lane, QUEUE_SAVE);
    }
    free(burial);
    route_lane_release(lane);
}

void route_lane_bury(struct route_lane *lane, const struct message *message,
                     const struct outcome *outcome)
{
    struct lane_burial *burial = mem_zalloc(1, sizeof(*burial));

    burial->lane = lane;
    burial->term = lane->term;
    memcpy(burial->id, message->id, sizeof(burial->id));
    if (dead_bury(lane->reader->router->client, message, outcome, on_buried, burial)) {
        lane->burials++;
        route_lane_use(lane);
    } else {
        tell(lane, message->id, "Redis is away");
        free(burial);
    }
}
