/* The router: of what nothing is to be told now. */
#include "config.h"

#include "route/router_private.h"

#include "base/duration.h"
#include "route/route_key.h"

#define EVERY_MS (5 * MS_PER_SECOND)

static void took(void *context, const struct reply *reply)
{
    struct router *router = context;
    struct mute_list mutes = {0};

    router->asks_mutes = false;
    if (reply == NULL || reply->nodes[0].type != REPLY_ARRAY)
        return;
    for (size_t node = 1; node + 1 < reply->count; node += 2)
        (void)mute_take(&mutes, reply_text(reply, node), reply_text(reply, node + 1));
    mute_list_free(&router->mutes);
    router->mutes = mutes;
}

void router_ask_mutes(struct router *router)
{
    const struct slice words[] = {SLICE("HGETALL"), SLICE(ROUTE_MUTES_KEY)};
    int64_t now_ms = timestamp_monotonic();

    if (router->asks_mutes ||
        (router->mutes_asked_ms > 0 && now_ms - router->mutes_asked_ms < EVERY_MS))
        return;
    router->mutes_asked_ms = now_ms;
    router->asks_mutes = requests_send(
        &router->requests,
        &(struct request){.words = words, .count = 2, .on_reply = took, .context = router});
}
