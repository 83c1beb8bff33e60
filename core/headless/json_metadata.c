#include "config.h"

#include "headless/json_metadata.h"

#include "headless/json_member.h"
#include "wire/metadata_pairs.h"

#define CHANGES_MAX 64

static void write_id(struct json_writer *json, const char *key, struct stream_id id)
{
    char text[STREAM_ID_SIZE];

    stream_id_format(id, text);
    json_member_text(json, key, slice_of(text));
}

static void write_value(struct json_writer *json, const char *key, struct slice value)
{
    json_write_key(json, key);
    json_write_json(json, value);
}

static void write_member(struct json_writer *json, const struct metadata_pair *pair)
{
    json_write_open(json, JSON_OBJECT);
    json_member_text(json, "path", pair->path.size > 0 ? pair->path : SLICE(""));
    write_value(json, "before", pair->before);
    write_value(json, "now", pair->now);
    json_write_close(json, JSON_OBJECT);
}

/* What was not kept, because it is too long, has no members. */
static void write_members(struct json_writer *json, const struct metadata_table *table,
                          const struct metadata_change *change)
{
    struct slice before = metadata_text(table, change->from);
    struct slice now = metadata_text(table, change->to);
    struct metadata_pairs pairs = {0};

    if (before.data != NULL && now.data != NULL)
        metadata_pairs_make(&pairs, before, now);
    json_write_key(json, "members");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < pairs.count; i++) {
        if (!metadata_varies(table, pairs.all[i].path))
            write_member(json, &pairs.all[i]);
    }
    json_write_close(json, JSON_ARRAY);
    metadata_pairs_free(&pairs);
}

static void write_change(struct json_writer *json, const struct metadata_table *table,
                         const struct metadata_change *change)
{
    json_write_open(json, JSON_OBJECT);
    json_member_time(json, "time_ms", stream_id_time(change->now));
    write_id(json, "id", change->now);
    write_id(json, "before_id", change->before);
    write_members(json, table, change);
    json_write_close(json, JSON_OBJECT);
}

void json_metadata_changes(struct json_writer *json, const struct tenant *tenant, size_t dimension,
                           struct time_range window)
{
    const struct metadata_table *table = tenant->dimensions[dimension].table;
    struct metadata_change changes[CHANGES_MAX];
    size_t total;
    size_t count = metadata_changes(tenant, dimension, window, changes, CHANGES_MAX, &total);

    json_member_count(json, "metadata_change_count", total);
    json_write_key(json, "metadata_changes");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < count; i++)
        write_change(json, table, &changes[i]);
    json_write_close(json, JSON_ARRAY);
}
