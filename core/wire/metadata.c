#include "config.h"

#include "wire/metadata.h"

#include "base/memory.h"
#include "wire/json_scan.h"

#include <stdlib.h>
#include <string.h>

static void add(struct metadata *metadata, struct slice path, struct slice value)
{
    metadata->members = mem_grow(metadata->members, &metadata->capacity, metadata->count + 1,
                                 sizeof(*metadata->members));
    metadata->members[metadata->count++] = (struct metadata_member){path, value};
}

static struct slice join(struct metadata *metadata, struct slice path, struct slice key)
{
    if (path.size == 0)
        return key;
    char *joined = arena_alloc(&metadata->text, path.size + 1 + key.size);
    memcpy(joined, path.data, path.size);
    joined[path.size] = '.';
    if (key.size > 0)
        memcpy(joined + path.size + 1, key.data, key.size);
    return (struct slice){joined, path.size + 1 + key.size};
}

/* Values nest no deeper than the scan allows. */
static void read_value(struct metadata *metadata, struct json_scan *scan, struct slice path)
{
    struct json_string key;
    struct slice raw;

    if (json_peek(scan) != JSON_OBJECT) {
        if (json_skip(scan, &raw))
            add(metadata, path, raw);
        return;
    }
    if (!json_open(scan, JSON_OBJECT))
        return;
    while (json_member(scan, &key))
        read_value(metadata, scan, join(metadata, path, json_view(&key, &metadata->text)));
}

void metadata_read(struct metadata *metadata, struct slice json)
{
    struct json_scan scan;

    metadata->count = 0;
    arena_reset(&metadata->text);
    if (json.size == 0)
        return;
    json_begin(&scan, json);
    read_value(metadata, &scan, (struct slice){0});
}

struct slice metadata_bare(struct slice value)
{
    bool quoted =
        value.size >= 2 && value.data[0] == '"' && memchr(value.data, '\\', value.size) == NULL;

    return quoted ? (struct slice){value.data + 1, value.size - 2} : value;
}

int metadata_compare(struct slice a, struct slice b)
{
    return slice_compare(a, b);
}

/* Of equal paths the one whose value comes first in the text stands first: sorting is the same
 * everywhere. */
static int compare_members(const void *left, const void *right)
{
    const struct metadata_member *a = left;
    const struct metadata_member *b = right;
    int order = metadata_compare(a->path, b->path);

    return order != 0 ? order : (a->value.data > b->value.data) - (a->value.data < b->value.data);
}

void metadata_sort(struct metadata *metadata)
{
    if (metadata->count > 1)
        qsort(metadata->members, metadata->count, sizeof(*metadata->members), compare_members);
}

void metadata_split(struct slice json, metadata_take_fn *take, void *context)
{
    struct metadata metadata = {0};

    metadata_read(&metadata, json);
    for (size_t i = 0; i < metadata.count; i++)
        take(context, metadata.members[i].path, metadata.members[i].value);
    metadata_free(&metadata);
}

void metadata_free(struct metadata *metadata)
{
    free(metadata->members);
    arena_free(&metadata->text);
    *metadata = (struct metadata){0};
}
