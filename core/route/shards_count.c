/* The shards: how many there are. */
#include "config.h"

#include "route/shards_private.h"

#include "base/integer.h"
#include "base/timestamp.h"
#include "route/route_key.h"

#include <stdio.h>

/* Takes another number of shards: all are others then. */
static void adopt(struct shards *shards, unsigned count)
{
    bool changes = shards->count != 0 && shards->count != count;

    for (unsigned i = 0; changes && i < shards->count; i++) {
        struct shard *shard = &shards->items[i];
        shard->mine = false;
        if (shard->state != SHARD_OTHERS) {
            shards_drop(shard);
            shard->to_give = true;
            shards_ask_lease(shard, "give");
        }
    }
    if (changes)
        shards->settle_ms = timestamp_boot() + shards->lease_ms;
    shards->count = count;
    if (count == shards->asked_count)
        shards->asked_count = 0;
}

/* Keeps the number that was asked for, or the usual one where none is kept. */
static void keep_count(struct shards *shards, unsigned count, bool only_if_none)
{
    struct buffer key = {0};
    char digits[16];

    route_key_of(shards->group, "shards", &key);
    snprintf(digits, sizeof(digits), "%u", count);
    const struct slice words[] = {
        SLICE("SET"), {buffer_text(&key), key.size}, slice_of(digits), SLICE("NX")};
    bool sent = shards_send(shards, words, only_if_none ? 4 : 3, shards_on_noted, shards);
    buffer_free(&key);
    if (sent)
        shards_ask_count(shards);
    else
        shards->turning = false;
}

static unsigned usual_count(const struct shards *shards)
{
    if (shards->asked_count != 0)
        return shards->asked_count;
    return shards->count != 0 ? shards->count : SHARDS_DEFAULT;
}

static void take_count(struct shards *shards, const struct reply *reply)
{
    uint64_t kept = 0;

    if (reply->nodes[0].type == REPLY_NIL) {
        if (shards->count != 0)
            shards_let_return(shards);
        keep_count(shards, usual_count(shards), true);
    } else if (!integer_parse(reply_text(reply, 0), SHARDS_MAX, &kept) || kept == 0) {
        error_set(&shards->noted, ERROR_STOP,
                  "driftop:%s:shards holds no number from 1 to %d (DEL it)", shards->group,
                  SHARDS_MAX);
        shards->turning = false;
    } else if (shards->asked_count != 0 && shards->asked_count != kept) {
        shards->settle_ms = timestamp_boot() + shards->lease_ms;
        keep_count(shards, shards->asked_count, false);
    } else {
        adopt(shards, (unsigned)kept);
        shards_beat(shards);
    }
}

static void on_count(void *context, const struct reply *reply, const struct error *error)
{
    struct shards *shards = context;

    (void)error;
    shards_note(shards, reply);
    if (!shards->closing && reply != NULL && reply->nodes[0].type != REPLY_ERROR)
        take_count(shards, reply);
    else if (!shards->closing && shards->count != 0)
        shards_beat(shards);
    else
        shards->turning = false;
    shards_answered(shards);
}

void shards_ask_count(struct shards *shards)
{
    struct buffer key = {0};

    route_key_of(shards->group, "shards", &key);
    const struct slice words[] = {SLICE("GET"), {buffer_text(&key), key.size}};
    bool sent = shards_send(shards, words, 2, on_count, shards);
    buffer_free(&key);
    if (sent)
        return;
    if (shards->count != 0)
        shards_beat(shards);
    else
        shards->turning = false;
}
