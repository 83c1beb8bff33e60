#include "config.h"

#include "doctor/leases.h"

#include "base/integer.h"
#include "base/memory.h"
#include "doctor/examination.h"
#include "route/route_key.h"

#include <stdlib.h>
#include <string.h>

/* --- which groups --- */

bool leases_concern(const struct examined_group *group)
{
    for (size_t i = 0; i < group->consumers_told; i++) {
        if (slice_is(group->consumers[i].name, ROUTE_CONSUMER))
            return true;
    }
    return false;
}

/* A destination's name, which stands in keys. */
static bool is_a_name(struct slice group)
{
    return group.size > 0 && memchr(group.data, ':', group.size) == NULL &&
           memchr(group.data, '\0', group.size) == NULL;
}

static void add(struct examination *examination, struct slice group)
{
    if (examination->leases_count == LEASES_GROUPS_MAX || !is_a_name(group) ||
        leases_of(examination, group) != NULL)
        return;
    examination->leases[examination->leases_count++] = (struct examined_leases){.group = group};
}

void leases_find(struct examination *examination)
{
    size_t size = LEASES_GROUPS_MAX * sizeof(*examination->leases);

    examination->leases = arena_alloc(&examination->arena, size);
    examination->leases_count = 0;
    for (size_t i = 0; i < examination->stream_count; i++) {
        const struct examined_stream *stream = &examination->streams[i];
        for (size_t k = 0; k < stream->group_count; k++) {
            if (leases_concern(&stream->groups[k]))
                add(examination, stream->groups[k].name);
        }
    }
}

const struct examined_leases *leases_of(const struct examination *examination, struct slice group)
{
    for (size_t i = 0; i < examination->leases_count; i++) {
        if (slice_equals(examination->leases[i].group, group))
            return &examination->leases[i];
    }
    return NULL;
}

enum whether lease_held(const struct examined_leases *leases, struct slice stream)
{
    return leases->shards > 0 ? leases->held[route_key_shard(stream, leases->shards)]
                              : WHETHER_UNKNOWN;
}

/* --- questions and answers --- */

bool lease_key(const struct examined_leases *leases, size_t number, struct buffer *key)
{
    if (number > leases->shards)
        return false;
    char *group = mem_strndup(leases->group.data, leases->group.size);
    if (number == 0)
        route_key_of(group, "shards", key);
    else
        route_key_lease(group, (unsigned)number - 1, key);
    free(group);
    return true;
}

static void take_count(struct examined_leases *leases, const struct reply *reply)
{
    uint64_t shards = 0;

    leases->is_routers = reply->nodes[0].type == REPLY_NIL ? WHETHER_NO : WHETHER_YES;
    if (integer_parse(reply_text(reply, 0), SHARDS_MAX, &shards))
        leases->shards = (unsigned)shards;
}

/* Where it is the command that is refused, that is known of all its requests. */
static bool refuses_key(struct slice text)
{
    return reply_error_is(text, "NOPERM") && !reply_refuses_command(text);
}

void lease_take(struct examined_leases *leases, size_t number, const struct reply *reply)
{
    switch (reply->nodes[0].type) {
    case REPLY_STRING:
    case REPLY_NIL:
        if (number == 0)
            take_count(leases, reply);
        else if (number <= SHARDS_MAX)
            leases->held[number - 1] =
                reply->nodes[0].type == REPLY_STRING ? WHETHER_YES : WHETHER_NO;
        break;
    case REPLY_ERROR:
        leases->refused = leases->refused || refuses_key(reply_text(reply, 0));
        break;
    default:
        break;
    }
}
