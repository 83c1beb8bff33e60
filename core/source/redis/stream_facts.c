#include "config.h"

#include "source/redis/stream_facts.h"

static struct stream_id read_id(const struct reply *reply, size_t node)
{
    struct stream_id id;

    if (node == reply->count || !stream_id_parse(reply_text(reply, node), &id))
        return STREAM_ID_MIN;
    return id;
}

static struct stream_id id_of(const struct reply *reply, const char *key)
{
    return read_id(reply, reply_lookup(reply, 0, key));
}

static struct stream_id id_of_entry(const struct reply *reply, const char *key)
{
    return read_id(reply, reply_child(reply, reply_lookup(reply, 0, key), 0));
}

static bool number_of(const struct reply *reply, const char *key, uint64_t *number)
{
    size_t node = reply_lookup(reply, 0, key);

    if (node == reply->count || reply->nodes[node].type != REPLY_INTEGER)
        return false;
    *number = (uint64_t)reply->nodes[node].integer;
    return true;
}

bool stream_facts_read(const struct reply *reply, struct stream_facts *facts)
{
    *facts = (struct stream_facts){
        .last = id_of(reply, "last-generated-id"),
        .first_entry = id_of_entry(reply, "first-entry"),
        .last_entry = id_of_entry(reply, "last-entry"),
        .deleted = id_of(reply, "max-deleted-entry-id"),
    };
    facts->added_known = number_of(reply, "entries-added", &facts->added);
    return number_of(reply, "length", &facts->length);
}

uint64_t stream_facts_lost(const struct stream_facts *facts)
{
    return facts->added_known && facts->added > facts->length ? facts->added - facts->length : 0;
}
