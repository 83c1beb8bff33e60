#include "config.h"

#include "source/redis/stream_facts.h"

#include "wire/entry.h"

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

/* Returns what the fields of an entry say together. */
static uint64_t read_fingerprint(const struct reply *reply, size_t fields,
                                 const struct severity_words *severity_words)
{
    struct report report = {.severity_words = severity_words};
    struct error unreadable;

    entry_begin(&report, STREAM_ID_MIN);
    for (size_t i = fields + 1; i + 1 < reply->nodes[fields].next; i += 2)
        entry_field(&report, reply_text(reply, i), reply_text(reply, i + 1));
    uint64_t fingerprint = entry_end(&report, &unreadable) ? report.fingerprint : 0;
    report_free(&report);
    return fingerprint;
}

static struct stream_id entry_id(const struct reply *reply, const char *key)
{
    return read_id(reply, reply_child(reply, reply_lookup(reply, 0, key), 0));
}

static uint64_t entry_fingerprint(const struct reply *reply, const char *key,
                                  const struct severity_words *severity_words)
{
    size_t fields = reply_child(reply, reply_lookup(reply, 0, key), 1);

    return fields < reply->count ? read_fingerprint(reply, fields, severity_words) : 0;
}

static bool number_of(const struct reply *reply, const char *key, uint64_t *number)
{
    size_t node = reply_lookup(reply, 0, key);

    if (node == reply->count || reply->nodes[node].type != REPLY_INTEGER)
        return false;
    *number = (uint64_t)reply->nodes[node].integer;
    return true;
}

bool stream_facts_read_ids(const struct reply *reply, struct stream_facts *facts)
{
    *facts = (struct stream_facts){
        .last = id_of(reply, "last-generated-id"),
        .first_entry = {.id = entry_id(reply, "first-entry")},
        .last_entry = {.id = entry_id(reply, "last-entry")},
        .deleted = id_of(reply, "max-deleted-entry-id"),
    };
    number_of(reply, "radix-tree-keys", &facts->tree_nodes);
    facts->added_known = number_of(reply, "entries-added", &facts->added);
    return number_of(reply, "length", &facts->length);
}

bool stream_facts_read(const struct reply *reply, const struct severity_words *severity_words,
                       struct stream_facts *facts)
{
    bool read = stream_facts_read_ids(reply, facts);

    facts->first_entry.fingerprint = entry_fingerprint(reply, "first-entry", severity_words);
    facts->last_entry.fingerprint = entry_fingerprint(reply, "last-entry", severity_words);
    return read;
}

uint64_t stream_facts_lost(const struct stream_facts *facts)
{
    return facts->added_known && facts->added > facts->length ? facts->added - facts->length : 0;
}
