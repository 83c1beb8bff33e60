/* The examiner: what was found becomes the streams of the examination, in the order of their keys.
 * There may be very many, and whoever shares the loop is to be served meanwhile: all is done in
 * slices. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "base/memory.h"

#include <stdlib.h>

#define SLICE_STREAMS 1024 /* at a time */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static struct slice keep(struct doctor *doctor, struct slice text)
{
    return (struct slice){arena_copy(&doctor->examination->arena, text.data, text.size), text.size};
}

void found_add(struct doctor *doctor, struct slice key, struct slice tenant)
{
    struct found *found = &doctor->search.found;

    found->items =
        mem_grow(found->items, &found->capacity, found->count + 1, sizeof(*found->items));
    found->items[found->count++] = (struct found_stream){keep(doctor, key), keep(doctor, tenant)};
}

static int compare(const void *a, const void *b)
{
    return slice_compare(((const struct found_stream *)a)->key,
                         ((const struct found_stream *)b)->key);
}

/* Merges two stretches of `width`, each in order, of which the first begins at `at`. */
static void merge(const struct found *found)
{
    size_t left = found->at;
    size_t middle = smaller(left + found->width, found->count);
    size_t right = middle;
    size_t end = smaller(middle + found->width, found->count);

    for (size_t i = found->at; i < end; i++) {
        bool from_left = left < middle &&
                         (right == end || compare(&found->items[left], &found->items[right]) <= 0);
        found->spare[i] = found->items[from_left ? left++ : right++];
    }
}

static void sort_stretch(struct found *found)
{
    size_t count = smaller(SLICE_STREAMS, found->count - found->at);

    qsort(found->items + found->at, count, sizeof(*found->items), compare);
    found->at += count;
    if (found->at < found->count)
        return;
    found->at = 0;
    found->width = SLICE_STREAMS;
    found->spare = mem_resize(found->spare, found->count, sizeof(*found->spare));
}

static void merge_stretches(struct found *found)
{
    struct found_stream *merged = found->spare;

    merge(found);
    found->at += 2 * found->width;
    if (found->at < found->count)
        return;
    found->spare = found->items;
    found->items = merged;
    found->at = 0;
    found->width *= 2;
}

static void add_stream(struct doctor *doctor, const struct found_stream *found)
{
    struct examination *examination = doctor->examination;
    size_t owner = client_owner(doctor->client, found->key);

    examination->streams[examination->stream_count++] = (struct examined_stream){
        .key = found->key,
        .tenant = found->tenant,
        .node = owner < client_nodes(doctor->client) ? doctor_node(doctor, owner) : SIZE_MAX,
        .bytes = -1,
        .ttl_ms = TTL_UNKNOWN,
    };
}

/* A scan may find a key more than once. */
static void add_streams(struct doctor *doctor)
{
    struct found *found = &doctor->search.found;
    struct examination *examination = doctor->examination;
    size_t end = smaller(found->at + SLICE_STREAMS, found->count);

    if (examination->streams == NULL)
        examination->streams = mem_zalloc(found->count, sizeof(*examination->streams));
    for (; found->at < end; found->at++) {
        if (found->at == 0 || compare(&found->items[found->at - 1], &found->items[found->at]) != 0)
            add_stream(doctor, &found->items[found->at]);
    }
}

bool found_settle(struct doctor *doctor)
{
    struct found *found = &doctor->search.found;

    if (found->at == found->count)
        return false;
    if (found->width == 0)
        sort_stretch(found);
    else if (found->width < found->count)
        merge_stretches(found);
    else
        add_streams(doctor);
    return found->at < found->count;
}

void found_free(struct found *found)
{
    free(found->items);
    free(found->spare);
}
