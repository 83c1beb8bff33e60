#include "config.h"

#include "headless/stream_list.h"

#include "base/memory.h"
#include "source/selection.h"
#include "source/source.h"
#include "wire/key_space.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A search under way. */
struct found {
    const struct key_space *space;
    const struct selection *selection;
    struct stream_list *list;
};

/* One scan: a pattern on one node. */
struct scan {
    struct found *found;
    char cursor[24];
};

static void add(struct found *found, struct slice key)
{
    struct stream_list *list = found->list;
    struct buffer plain = {0};
    struct buffer tenant = {0};
    size_t number = key_space_tenant(found->space, key, &plain);

    if (number != KEY_SPACE_NONE)
        key_space_qualify(found->space, number, (struct slice){plain.data, plain.size}, &tenant);
    if (number != KEY_SPACE_NONE &&
        selection_has(found->selection, (struct slice){tenant.data, tenant.size})) {
        list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
        list->items[list->count++] =
            (struct listed_stream){.key = mem_strndup(key.data, key.size),
                                   .size = key.size,
                                   .tenant = mem_strdup(buffer_text(&tenant))};
    }
    buffer_free(&plain);
    buffer_free(&tenant);
}

static void take_page(void *context, const struct reply *reply)
{
    struct scan *scan = context;
    size_t keys = reply_child(reply, 0, 1);
    struct slice cursor = reply_text(reply, reply_child(reply, 0, 0));

    snprintf(scan->cursor, sizeof(scan->cursor), "%.*s", (int)cursor.size, cursor.data);
    for (size_t i = keys + 1; i < reply->count; i++)
        add(scan->found, reply_text(reply, i));
}

static bool scan_node(struct errand *errand, struct found *found, size_t node, struct slice pattern,
                      struct error *error)
{
    struct scan scan = {.found = found, .cursor = "0"};

    do {
        const struct slice words[] = {SLICE("SCAN"), slice_of(scan.cursor), SLICE("MATCH"),
                                      pattern,       SLICE("COUNT"),        SLICE("1000")};
        errand_ask(errand, &(struct errand_question){.words = words,
                                                     .count = 6,
                                                     .target = CLIENT_NODE,
                                                     .node = node,
                                                     .answer = take_page,
                                                     .context = &scan});
        if (!errand_wait(errand, error))
            return false;
    } while (strcmp(scan.cursor, "0") != 0);
    return true;
}

/* Looks for what fits one template on all nodes that can be asked. */
static bool find(struct errand *errand, struct found *found,
                 const struct key_template *key_template, struct error *error)
{
    struct buffer pattern = {0};
    bool good = true;

    if (key_template_is_literal(key_template)) {
        key_template_text(key_template, &pattern);
        add(found, (struct slice){pattern.data, pattern.size});
    } else {
        key_template_pattern(key_template, &pattern);
        for (size_t i = 0; i < client_nodes(errand->client) && good; i++) {
            if (client_node(errand->client, i).state == NODE_READY)
                good =
                    scan_node(errand, found, i, (struct slice){pattern.data, pattern.size}, error);
        }
    }
    buffer_free(&pattern);
    return good;
}

static int by_key(const void *a, const void *b)
{
    const struct listed_stream *first = a;
    const struct listed_stream *second = b;

    return slice_compare((struct slice){first->key, first->size},
                         (struct slice){second->key, second->size});
}

static void free_stream(struct listed_stream *stream)
{
    free(stream->key);
    free(stream->tenant);
}

/* A scan may tell a key more than once. */
static void leave_each_once(struct stream_list *list)
{
    size_t kept = 0;

    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), by_key);
    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && by_key(&list->items[kept - 1], &list->items[i]) == 0)
            free_stream(&list->items[i]);
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

bool stream_list_find(struct stream_list *list, struct errand *errand,
                      const struct options *options, struct error *error)
{
    struct source_options source;
    struct selection selection;
    struct key_space space;

    *list = (struct stream_list){0};
    options_source(options, false, &source);
    const struct key_space_words words = {.templates = source.keys,
                                          .template_count = source.key_count,
                                          .namespaces = source.namespaces,
                                          .namespace_count = source.namespace_count,
                                          .app = source.app,
                                          .env = source.env};
    if (!key_space_parse(&space, &words, error))
        return false;
    selection_copy(&selection, &source);
    struct found found = {.space = &space, .selection = &selection, .list = list};
    bool good = true;
    for (size_t i = 0; i < space.count && good; i++)
        good = find(errand, &found, space.templates[i], error);
    leave_each_once(list);
    selection_free(&selection);
    key_space_free(&space);
    return good;
}

void stream_list_free(struct stream_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free_stream(&list->items[i]);
    free(list->items);
    *list = (struct stream_list){0};
}
