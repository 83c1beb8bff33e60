#include "config.h"

#include "route/route_key.h"

#include "redis/cluster_slot.h"

#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define PREFIX "driftop:"

void route_key_of(const char *group, const char *name, struct buffer *out)
{
    buffer_printf(out, PREFIX "%s:%s", group, name);
}

void route_key_lease(const char *group, unsigned shard, struct buffer *out)
{
    buffer_printf(out, PREFIX "%s:lease:%u", group, shard);
}

static bool has_byte(struct slice text, char byte)
{
    return text.size > 0 && memchr(text.data, byte, text.size) != NULL;
}

/* Returns the tag that stands in for a key, in `digits` where it is none of the key's bytes. There
 * is a number for each slot: the greatest that is needed has six digits. */
static struct slice tag_for(struct slice stream, char digits[static 16])
{
    struct slice tag = cluster_tag(stream);
    unsigned slot = cluster_slot(stream);
    unsigned number = 0;

    if (tag.size > 0 && !has_byte(tag, '}'))
        return tag;
    do
        snprintf(digits, 16, "%u", number++);
    while (cluster_slot(slice_of(digits)) != slot);
    return slice_of(digits);
}

void route_key_told(struct slice stream, const char *group, struct buffer *out)
{
    char digits[16];
    struct slice tag = tag_for(stream, digits);

    buffer_char(out, '{');
    buffer_append(out, tag.data, tag.size);
    buffer_printf(out, "}:" PREFIX "%s", group);
    if (slice_equals(tag, stream))
        return;
    buffer_char(out, ':');
    buffer_append(out, stream.data, stream.size);
}

unsigned route_key_shard(struct slice stream, unsigned shards)
{
    uLong sum = crc32(0, NULL, 0);

    sum = crc32(sum, (const unsigned char *)stream.data, (uInt)stream.size);
    return (unsigned)(sum % shards);
}

bool route_key_is_dead(struct slice key)
{
    const struct slice prefix = SLICE(PREFIX);
    struct slice rest = key;

    if (key.size <= prefix.size || memcmp(key.data, prefix.data, prefix.size) != 0)
        return false;
    rest.data += prefix.size;
    rest.size -= prefix.size;
    (void)slice_split(&rest, ':');
    return rest.data != NULL && slice_is(rest, "dead");
}

static bool begins(struct slice text, struct slice prefix)
{
    return text.size >= prefix.size && memcmp(text.data, prefix.data, prefix.size) == 0;
}

bool route_key_is_own(struct slice key)
{
    if (begins(key, SLICE(PREFIX)))
        return true;
    if (!begins(key, SLICE("{")))
        return false;
    (void)slice_split(&key, '}');
    return key.data != NULL && begins(key, SLICE(":" PREFIX));
}
