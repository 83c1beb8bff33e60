/* The router: the clock of Redis. */
#include "config.h"

#include "route/router_private.h"

#include "base/duration.h"
#include "source/redis/info_facts.h"

#define CLOCK_EVERY_MS MS_PER_MINUTE
#define CLOCK_IGNORED_MS 250 /* so much may be the way there and back */

int64_t router_now(const struct router *router)
{
    return timestamp_now() + router->clock_offset_ms;
}

static void took_clock(void *context, const struct reply *reply)
{
    struct router *router = context;
    struct info_facts facts = {0};
    struct slice reason;

    if (reply == NULL || requests_refused(reply, &reason))
        return;
    info_facts_read(&facts, reply_text(reply, 0));
    int64_t offset_ms = facts.clock_ms - timestamp_now();
    bool differs = offset_ms > CLOCK_IGNORED_MS || offset_ms < -CLOCK_IGNORED_MS;
    router->clock_offset_ms = facts.clock_ms > 0 && differs ? offset_ms : 0;
}

void router_ask_clock(struct router *router)
{
    const struct slice words[] = {SLICE("INFO"), SLICE("server")};

    router->clock_asked_ms = timestamp_monotonic();
    (void)requests_send(
        &router->requests,
        &(struct request){.words = words, .count = 2, .on_reply = took_clock, .context = router});
}

void router_look_at_clock(struct router *router)
{
    if (timestamp_monotonic() - router->clock_asked_ms >= CLOCK_EVERY_MS)
        router_ask_clock(router);
}
