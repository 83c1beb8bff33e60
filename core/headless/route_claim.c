/* --claim: entries that somebody else has read in the groups of destinations, and not acknowledged.
 * Nobody would ever judge them: routers look for those of their own. */
#include "config.h"

#include "headless/route_private.h"

#include "base/buffer.h"
#include "headless/complain.h"
#include "headless/status.h"
#include "headless/stream_list.h"
#include "route/route_key.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One stream in one group. */
struct claim {
    char next[48]; /* where the next round begins; "0-0": there is none */
    uint64_t taken;
    bool has_others; /* a consumer that is not ours has entries */
};

static void take_claimed(void *context, const struct reply *reply)
{
    struct claim *claim = context;
    struct slice next = reply_text(reply, reply_child(reply, 0, 0));
    size_t entries = reply_child(reply, 0, 1);

    snprintf(claim->next, sizeof(claim->next), "%.*s", (int)next.size, next.data);
    if (entries < reply->count)
        claim->taken += (uint64_t)reply->nodes[entries].integer;
}

/* The summary of XPENDING: count, least, greatest, and who has how many. */
static void take_pending(void *context, const struct reply *reply)
{
    struct claim *claim = context;
    size_t consumers = reply_child(reply, 0, 3);

    for (size_t i = 0; consumers < reply->count; i++) {
        size_t consumer = reply_child(reply, consumers, i);
        if (consumer >= reply->count)
            return;
        struct slice name = reply_text(reply, reply_child(reply, consumer, 0));
        claim->has_others = claim->has_others || !slice_is(name, ROUTE_CONSUMER);
    }
}

static bool claim_all(struct errand *errand, const struct listed_stream *stream, const char *group,
                      struct claim *claim, struct error *error)
{
    const struct slice key = {stream->key, stream->size};

    snprintf(claim->next, sizeof(claim->next), "0-0");
    do {
        const struct slice words[] = {SLICE("XAUTOCLAIM"),   key,          slice_of(group),
                                      SLICE(ROUTE_CONSUMER), SLICE("0"),   slice_of(claim->next),
                                      SLICE("COUNT"),        SLICE("100"), SLICE("JUSTID")};
        if (!errand_fetch(errand, words, 9, take_claimed, claim, error))
            return error_prefix(error, "%s", stream->tenant);
    } while (strcmp(claim->next, "0-0") != 0);
    return true;
}

/* A stream without the group has nothing to be claimed. */
static bool claim_stream(struct errand *errand, const struct listed_stream *stream,
                         const char *group, uint64_t *taken, struct error *error)
{
    const struct slice words[] = {SLICE("XPENDING"), {stream->key, stream->size}, slice_of(group)};
    struct claim claim = {.taken = 0};

    errand_ask(errand, &(struct errand_question){.words = words,
                                                 .count = 3,
                                                 .target = CLIENT_OWNER,
                                                 .may_fail = true,
                                                 .answer = take_pending,
                                                 .context = &claim});
    bool good = errand_wait(errand, error) &&
                (!claim.has_others || claim_all(errand, stream, group, &claim, error));
    *taken += claim.taken;
    return good;
}

static bool claim_for(struct errand *errand, const struct stream_list *streams,
                      const struct destination *destination, struct error *error)
{
    uint64_t taken = 0;
    bool good = true;

    for (size_t i = 0; i < streams->count && good; i++) {
        if (destination_has_tenant(destination, streams->items[i].tenant))
            good = claim_stream(errand, &streams->items[i], destination->name, &taken, error);
    }
    if (good)
        printf("%s: %" PRIu64 " %s taken over%s\n", destination->name, taken,
               taken == 1 ? "entry was" : "entries were",
               taken > 0 ? "; judged when a router takes the stream next" : "");
    return good;
}

int route_claim(const struct options *options, struct destination_list *list)
{
    struct stream_list streams = {0};
    struct errand errand = {0};
    struct error error;
    bool good = errand_open(&errand, options, &error) &&
                stream_list_find(&streams, &errand, options, &error);

    for (size_t i = 0; i < list->count && good; i++)
        good = claim_for(&errand, &streams, &list->items[i], &error);
    errand_close(&errand);
    stream_list_free(&streams);
    if (good)
        return status_of_output();
    complain("%s", error.text);
    return STATUS_FAILED;
}
