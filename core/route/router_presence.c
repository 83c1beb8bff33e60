/* The router: whether Redis is there, and what is said of it. */
#include "config.h"

#include "route/router_private.h"

#include "base/duration.h"

#define QUIET_MS MS_PER_MINUTE
#define AWAY_TOLD_MS (5 * MS_PER_SECOND)

bool router_may_be_silent(const struct router *router)
{
    return !router->lost_some &&
           (router->back_ms == 0 || timestamp_monotonic() - router->back_ms >= QUIET_MS);
}

static bool is_away(const struct router *router)
{
    return client_status(router->client).presence != CLIENT_READY;
}

static void come_back(struct router *router)
{
    if (router->lost_some)
        router->back_ms = timestamp_monotonic();
    if (router->told_away)
        router_say(router, "Redis is back");
    router->lost_some = false;
    router->told_away = false;
}

/* What is over before anybody could look is not told: a planned failover, say. */
void router_tell_presence(struct router *router)
{
    int64_t away_ms = timestamp_monotonic() - router->away_ms;

    if (router->lost_some && !is_away(router))
        come_back(router);
    if (!router->lost_some || router->told_away || (router->was_ready && away_ms < AWAY_TOLD_MS))
        return;
    router->told_away = true;
    router_say(router, "Redis is away: %s", router->away.text);
}

void router_note_ready(struct router *router)
{
    router->was_ready = true;
    if (!is_away(router))
        come_back(router);
}

/* A node that holds nothing any more is none that is away. */
void router_note_lost(struct router *router, const struct error *error)
{
    bool away = is_away(router);

    if (away && !router->lost_some)
        router->away_ms = timestamp_monotonic();
    router->away = *error;
    router->lost_some = router->lost_some || away;
    router_tell_presence(router);
}
