/* Key templates and namespaces, and keys that are looked for among them. A key that a template
 * fits is the key of the tenant that is read from it, and SCAN would find it; qualifiers tell the
 * templates apart, and what describes a template is that template.
 *
 * Lines: the templates, an empty line, the namespaces, an empty line, keys. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "wire/key_space.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 4

struct words_read {
    char *words[WORDS_MAX];
    size_t count;
};

static void read_words(struct slice *rest, struct words_read *read)
{
    *read = (struct words_read){0};
    while (rest->size > 0) {
        struct slice line = slice_split(rest, '\n');
        if (line.size == 0)
            return;
        if (read->count < WORDS_MAX)
            read->words[read->count++] = fuzz_text(line);
    }
}

static void free_words(struct words_read *read)
{
    for (size_t i = 0; i < read->count; i++)
        free(read->words[i]);
}

/* What describes a template has all its values in place. */
static void check_description(const struct key_template *key_template)
{
    const struct key_values values = {.ns = "other"};
    struct buffer described = {0}, again = {0};
    struct error error = {0};

    key_template_describe(key_template, &described);
    struct key_template *copy = key_template_parse(buffer_text(&described), &values, &error);
    must(copy != NULL, "a description is a template");
    key_template_describe(copy, &again);
    must(strcmp(buffer_text(&described), buffer_text(&again)) == 0, "it is that template");
    must(key_template_is_literal(copy) == key_template_is_literal(key_template),
         "it finds as much");
    key_template_free(copy);
    buffer_free(&described);
    buffer_free(&again);
}

static void check_space(const struct key_space *space)
{
    for (size_t i = 0; i < space->count; i++) {
        check_description(space->templates[i]);
        must(space->qualifiers[i][0] != '\0', "every template has a qualifier");
        for (size_t j = 0; j < i; j++)
            must(strcmp(space->qualifiers[i], space->qualifiers[j]) != 0,
                 "qualifiers tell templates apart");
    }
}

/* Matches as Redis does, for the patterns that we write: text with '*' and escaped characters. */
static bool pattern_matches(const char *pattern, struct slice key)
{
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '*') {
            for (size_t skipped = 0; skipped <= key.size; skipped++) {
                struct slice rest = {key.data + skipped, key.size - skipped};
                if (pattern_matches(pattern + 1, rest))
                    return true;
            }
            return false;
        }
        if (*pattern == '\\')
            pattern++;
        if (key.size == 0 || key.data[0] != *pattern)
            return false;
        key.data++;
        key.size--;
    }
    return key.size == 0;
}

static void check_key(const struct key_space *space, struct slice key)
{
    struct buffer tenant = {0}, back = {0}, pattern = {0};
    size_t number = key_space_tenant(space, key, &tenant);

    if (number != KEY_SPACE_NONE) {
        const struct key_template *key_template = space->templates[number];
        must(number < space->count, "it is one of the templates");
        must(key_template_key(key_template, (struct slice){tenant.data, tenant.size}, &back),
             "a tenant that was found has a key");
        must(slice_equals(key, (struct slice){back.data, back.size}), "it is the key it came from");
        key_template_pattern(key_template, &pattern);
        must(pattern_matches(buffer_text(&pattern), key), "SCAN finds it");
    }
    buffer_free(&tenant);
    buffer_free(&back);
    buffer_free(&pattern);
}

FUZZ_TARGET(keyspace)
{
    struct slice rest = {(const char *)data, size < 512 ? size : 512};
    struct words_read templates, namespaces;
    struct key_space space;
    struct error error = {0};

    read_words(&rest, &templates);
    read_words(&rest, &namespaces);
    const struct key_space_words words = {
        .templates = (const char *const *)templates.words,
        .template_count = templates.count,
        .namespaces = (const char *const *)namespaces.words,
        .namespace_count = namespaces.count,
    };
    if (key_space_parse(&space, &words, &error)) {
        check_space(&space);
        while (rest.size > 0)
            check_key(&space, slice_split(&rest, '\n'));
    } else {
        must(error.class == ERROR_USAGE && error.text[0] != '\0', "a mistake is told as one");
    }
    key_space_free(&space);
    free_words(&templates);
    free_words(&namespaces);
    return 0;
}
