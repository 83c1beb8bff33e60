#include "config.h"

#include "source/redis/lookups.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void add_text(struct buffer **texts, size_t *count, struct buffer *text)
{
    *texts = mem_resize(*texts, *count + 1, sizeof(**texts));
    (*texts)[(*count)++] = *text;
    *text = (struct buffer){0};
}

static void free_texts(struct buffer **texts, size_t *count, size_t left)
{
    while (*count > left)
        buffer_free(&(*texts)[--*count]);
    if (left > 0)
        return;
    free(*texts);
    *texts = NULL;
}

/* Returns a name without the qualifier of a template; as it is where it has another or none. */
static const char *unqualified(const struct key_space *space, size_t number, const char *name)
{
    const char *qualifier = space->qualifiers[number];
    size_t size = strlen(qualifier);

    return strncmp(name, qualifier, size) == 0 && name[size] == ':' ? name + size + 1 : name;
}

/* Adds the keys that the tenants' names stand for. Returns false where they do not tell. */
static bool add_named_keys(struct lookups *lookups, const struct key_space *space,
                           const struct selection *selection, size_t number)
{
    const struct key_template *key_template = space->templates[number];
    struct buffer key = {0};

    for (size_t i = 0; i < selection->tenant_count; i++) {
        const char *name = selection->tenants[i];
        const char *bare = unqualified(space, number, name);
        if (selection_is_glob(name) || !key_template_key(key_template, slice_of(name), &key))
            return false;
        add_text(&lookups->keys, &lookups->key_count, &key);
        if (bare != name && key_template_key(key_template, slice_of(bare), &key))
            add_text(&lookups->keys, &lookups->key_count, &key);
    }
    return selection->tenant_count > 0;
}

static void add_template(struct lookups *lookups, const struct key_space *space,
                         const struct selection *selection, size_t number)
{
    const struct key_template *key_template = space->templates[number];
    size_t keys = lookups->key_count;
    struct buffer text = {0};

    if (key_template_is_literal(key_template)) {
        key_template_text(key_template, &text);
        add_text(&lookups->keys, &lookups->key_count, &text);
    } else if (!add_named_keys(lookups, space, selection, number)) {
        free_texts(&lookups->keys, &lookups->key_count, keys);
        key_template_pattern(key_template, &text);
        add_text(&lookups->patterns, &lookups->pattern_count, &text);
    }
}

void lookups_add(struct lookups *lookups, const struct key_space *space,
                 const struct selection *selection)
{
    for (size_t i = 0; i < space->count; i++)
        add_template(lookups, space, selection, i);
}

void lookups_free(struct lookups *lookups)
{
    free_texts(&lookups->keys, &lookups->key_count, 0);
    free_texts(&lookups->patterns, &lookups->pattern_count, 0);
}
