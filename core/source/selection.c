#include "config.h"

#include "source/selection.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "source/source.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static char **copy_words(const char *const *words, size_t count)
{
    char **copies = mem_zalloc(count, sizeof(char *));

    for (size_t i = 0; i < count; i++)
        copies[i] = mem_strdup(words[i]);
    return copies;
}

static void free_words(char **words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(words[i]);
    free(words);
}

void selection_copy(struct selection *selection, const struct source_options *options)
{
    *selection = (struct selection){
        .tenants = copy_words(options->tenants, options->tenant_count),
        .tenant_count = options->tenant_count,
        .excludes = copy_words(options->excludes, options->exclude_count),
        .exclude_count = options->exclude_count,
    };
}

void selection_free(struct selection *selection)
{
    free_words(selection->tenants, selection->tenant_count);
    free_words(selection->excludes, selection->exclude_count);
}

bool selection_is_glob(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

/* Globs are for strings: a byte that would end one counts as some other that is no text. */
static void as_string(struct slice name, struct buffer *out)
{
    buffer_append(out, name.data, name.size);
    for (size_t i = 0; i < out->size; i++) {
        if (out->data[i] == '\0')
            out->data[i] = '\1';
    }
}

bool selection_matches(const char *const *patterns, size_t count, struct slice name)
{
    struct buffer string = {0};
    bool matches = false;

    if (count > 0)
        as_string(name, &string);
    for (size_t i = 0; i < count && !matches; i++)
        matches = slice_is(name, patterns[i]) || fnmatch(patterns[i], string.data, 0) == 0;
    buffer_free(&string);
    return matches;
}

bool selection_asks(const struct selection *selection, struct slice name)
{
    const char *const *tenants = (const char *const *)selection->tenants;

    return selection->tenant_count == 0 ||
           selection_matches(tenants, selection->tenant_count, name);
}

bool selection_excludes(const struct selection *selection, struct slice name)
{
    const char *const *excludes = (const char *const *)selection->excludes;

    return selection_matches(excludes, selection->exclude_count, name);
}

bool selection_has(const struct selection *selection, struct slice name)
{
    return selection_asks(selection, name) && !selection_excludes(selection, name);
}
