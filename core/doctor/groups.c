#include "config.h"

#include "doctor/groups.h"

#include "route/route_key.h"

#include <inttypes.h>
#include <stdio.h>

/* With IDLE the server goes through all that is pending until it has found as many as are wanted:
 * where there are more entries than these, that takes longer than to list the first ones. */
#define SEARCHED_MAX 250
#define LISTED_MAX 100
#define LISTED_WORD "100"

static struct slice keep(struct arena *arena, struct slice text)
{
    return (struct slice){arena_copy(arena, text.data, text.size), text.size};
}

static struct slice text_of(const struct reply *reply, size_t map, const char *key)
{
    size_t node = reply_lookup(reply, map, key);

    return node < reply->count ? reply_text(reply, node) : (struct slice){0};
}

/* Returns false where it is missing, or nil. */
static bool number_of(const struct reply *reply, size_t map, const char *key, uint64_t *number)
{
    size_t node = reply_lookup(reply, map, key);

    if (node >= reply->count || reply->nodes[node].type != REPLY_INTEGER ||
        reply->nodes[node].integer < 0)
        return false;
    *number = (uint64_t)reply->nodes[node].integer;
    return true;
}

static bool is_array(const struct reply *reply, size_t node)
{
    return node < reply->count && reply->nodes[node].type == REPLY_ARRAY;
}

/* Returns how many elements the reply has, and false where it is none. */
static bool count_elements(const struct reply *reply, size_t *count)
{
    if (!is_array(reply, 0))
        return false;
    *count = (size_t)reply->nodes[0].integer;
    return true;
}

/* --- XINFO GROUPS --- */

static bool read_group(const struct reply *reply, size_t map, struct arena *arena,
                       struct examined_group *group)
{
    if (!is_array(reply, map))
        return false;
    *group = (struct examined_group){.name = keep(arena, text_of(reply, map, "name"))};
    number_of(reply, map, "consumers", &group->consumer_count);
    number_of(reply, map, "pending", &group->pending);
    group->read_known = number_of(reply, map, "entries-read", &group->read);
    group->lag_known = number_of(reply, map, "lag", &group->lag);
    group->consumers_known = group->consumer_count == 0;
    group->old_known = group->old_all = group->pending == 0;
    return stream_id_parse(text_of(reply, map, "last-delivered-id"), &group->delivered);
}

bool groups_read(const struct reply *reply, struct arena *arena, struct examined_group **groups,
                 size_t *count)
{
    size_t size;

    *count = 0;
    if (!count_elements(reply, &size))
        return false;
    *groups = arena_alloc(arena, (size + 1) * sizeof(**groups));
    for (size_t i = 0, node = 1; i < size; i++, node = reply->nodes[node].next) {
        if (!read_group(reply, node, arena, &(*groups)[i]))
            return false;
    }
    *count = size;
    return true;
}

/* --- XINFO CONSUMERS --- */

static bool read_consumer(const struct reply *reply, size_t map, struct arena *arena,
                          struct examined_consumer *consumer)
{
    uint64_t idle_ms = 0;

    if (!is_array(reply, map))
        return false;
    *consumer = (struct examined_consumer){.name = keep(arena, text_of(reply, map, "name"))};
    number_of(reply, map, "pending", &consumer->pending);
    number_of(reply, map, "idle", &idle_ms);
    consumer->idle_ms = (int64_t)idle_ms;
    return true;
}

bool consumers_read(const struct reply *reply, struct arena *arena, struct examined_group *group)
{
    size_t size;

    if (!count_elements(reply, &size))
        return false;
    size_t told = size < GROUP_CONSUMERS_MAX ? size : GROUP_CONSUMERS_MAX;
    struct examined_consumer *consumers = arena_alloc(arena, (told + 1) * sizeof(*consumers));
    for (size_t i = 0, node = 1; i < told; i++, node = reply->nodes[node].next) {
        if (!read_consumer(reply, node, arena, &consumers[i]))
            return false;
    }
    group->consumers = consumers;
    group->consumers_told = told;
    group->consumer_count = size;
    group->consumers_known = true;
    return true;
}

/* --- XPENDING --- */

static bool is_searched(const struct examined_group *group)
{
    return group->pending <= SEARCHED_MAX;
}

size_t pending_words(const struct examined_group *group, int64_t old_ms,
                     struct slice words[PENDING_WORDS_MAX], char text[static 32])
{
    size_t count = 0;

    if (group->pending == 0)
        return 0;
    if (is_searched(group)) {
        snprintf(text, 32, "%" PRId64, old_ms);
        words[count++] = SLICE("IDLE");
        words[count++] = slice_of(text);
    }
    words[count++] = SLICE("-");
    words[count++] = SLICE("+");
    words[count++] = SLICE(LISTED_WORD);
    return count;
}

static void take_old(struct examined_group *group, const struct reply *reply, size_t entry,
                     int64_t idle_ms, struct arena *arena)
{
    struct slice consumer = reply_text(reply, reply_child(reply, entry, 1));

    group->old++;
    if (slice_is(consumer, ROUTE_CONSUMER)) {
        group->old_routers++;
    } else if (group->old_consumer.data == NULL) {
        group->old_consumer = keep(arena, consumer);
        group->old_ms = idle_ms;
    }
}

bool pending_read(const struct reply *reply, struct arena *arena, int64_t old_ms,
                  struct examined_group *group)
{
    size_t size;

    if (!count_elements(reply, &size))
        return false;
    group->old = group->old_routers = 0;
    group->old_consumer = (struct slice){0};
    for (size_t entry = 1; entry < reply->count; entry = reply->nodes[entry].next) {
        size_t idle = is_array(reply, entry) ? reply_child(reply, entry, 2) : reply->count;
        if (idle >= reply->count || reply->nodes[idle].type != REPLY_INTEGER)
            return false;
        if (reply->nodes[idle].integer >= old_ms)
            take_old(group, reply, entry, reply->nodes[idle].integer, arena);
    }
    group->old_all = is_searched(group) && size < LISTED_MAX;
    group->old_known = true;
    return true;
}
