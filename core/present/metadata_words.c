#include "config.h"

#include "present/metadata_words.h"

#include "wire/metadata_pairs.h"

static void append_value(struct buffer *out, struct slice value)
{
    struct slice bare = value.data != NULL ? metadata_bare(value) : SLICE("none");

    buffer_append(out, bare.data, bare.size);
}

static void append_path(struct buffer *out, struct slice path, size_t size)
{
    if (out->size > size)
        buffer_string(out, ", ");
    if (path.size == 0)
        path = SLICE("metadata");
    buffer_append(out, path.data, path.size);
    buffer_string(out, " ");
}

void metadata_change_words(struct buffer *out, const struct tenant *tenant, size_t dimension,
                           const struct metadata_change *change, const char *arrow)
{
    const struct metadata_table *table = tenant->dimensions[dimension].table;
    struct slice before = metadata_text(table, change->from);
    struct slice now = metadata_text(table, change->to);
    struct metadata_pairs pairs = {0};
    size_t size = out->size;

    if (before.data != NULL && now.data != NULL)
        metadata_pairs_make(&pairs, before, now);
    for (size_t i = 0; i < pairs.count; i++) {
        const struct metadata_pair *pair = &pairs.all[i];
        if (metadata_varies(table, pair->path))
            continue;
        append_path(out, pair->path, size);
        append_value(out, pair->before);
        buffer_string(out, arrow);
        append_value(out, pair->now);
    }
    if (out->size == size)
        buffer_string(out, "metadata changed, and is too long to be told here");
    metadata_pairs_free(&pairs);
}

/* Returns whether a change has brought a member. */
static bool is_brought(const struct metadata_table *table, const struct metadata_change *change,
                       struct slice path)
{
    struct metadata_pairs pairs = {0};
    bool is = false;

    metadata_pairs_make(&pairs, metadata_text(table, change->from),
                        metadata_text(table, change->to));
    for (size_t i = 0; i < pairs.count; i++)
        is |= slice_equals(pairs.all[i].path, path);
    metadata_pairs_free(&pairs);
    return is;
}

static void append_steady(struct buffer *out, size_t size, const struct metadata_table *table,
                          const struct metadata_member *member)
{
    append_path(out, member->path, size);
    if (metadata_varies(table, member->path))
        buffer_string(out, "varies");
    else
        append_value(out, member->value);
}

void metadata_steady_words(struct buffer *out, const struct tenant *tenant, size_t dimension,
                           const struct metadata_change *changes, size_t count)
{
    const struct dimension *known = &tenant->dimensions[dimension];
    struct metadata metadata = {0};
    size_t size = out->size;

    if (known->metadata != NULL)
        metadata_read(&metadata, slice_of(known->metadata));
    for (size_t i = 0; i < metadata.count; i++) {
        const struct metadata_member *member = &metadata.members[i];
        bool brought = false;
        for (size_t j = 0; j < count && !metadata_varies(known->table, member->path); j++)
            brought |= is_brought(known->table, &changes[j], member->path);
        if (!brought)
            append_steady(out, size, known->table, member);
    }
    metadata_free(&metadata);
}
