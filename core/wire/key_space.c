#include "config.h"

#include "wire/key_space.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define SEPARATOR ':'
#define PUNCTUATION "/.-_|" /* says nothing at an end */

/* Takes the next part that is not empty off the front of `rest`; its data is NULL behind the last.
 */
static struct slice next_part(struct slice *rest)
{
    while (rest->data != NULL) {
        struct slice part = slice_split(rest, SEPARATOR);
        if (part.size > 0)
            return part;
    }
    return (struct slice){0};
}

/* The parts of a template's text, without placeholders. */
struct parts {
    struct buffer text;
    struct slice *items;
    size_t count;
};

static void parts_of(const struct key_template *key_template, struct parts *parts)
{
    struct slice part;

    *parts = (struct parts){0};
    key_template_text(key_template, &parts->text);
    struct slice rest = {parts->text.data, parts->text.size};
    while ((part = next_part(&rest)).data != NULL) {
        parts->items = mem_resize(parts->items, parts->count + 1, sizeof(*parts->items));
        parts->items[parts->count++] = part;
    }
}

static void parts_free(struct parts *parts)
{
    buffer_free(&parts->text);
    free(parts->items);
}

/* Returns true when all have the same part there, counted from their beginnings or their ends. */
static bool have_in_common(const struct parts *parts, size_t count, size_t place, bool from_end)
{
    for (size_t i = 0; i < count; i++) {
        if (place >= parts[i].count)
            return false;
        size_t mine = from_end ? parts[i].count - 1 - place : place;
        size_t first = from_end ? parts[0].count - 1 - place : place;
        if (!slice_equals(parts[i].items[mine], parts[0].items[first]))
            return false;
    }
    return count > 0;
}

static size_t common_parts(const struct parts *parts, size_t count, bool from_end)
{
    size_t common = 0;

    while (have_in_common(parts, count, common, from_end))
        common++;
    return common;
}

/* Returns the parts from `begin` on without the last `behind`, as one text. */
static char *join(const struct parts *parts, size_t begin, size_t behind)
{
    struct buffer text = {0};

    for (size_t i = begin; i + behind < parts->count; i++) {
        if (text.size > 0)
            buffer_char(&text, SEPARATOR);
        buffer_append(&text, parts->items[i].data, parts->items[i].size);
    }
    while (text.size > 0 && strchr(PUNCTUATION, text.data[text.size - 1]) != NULL)
        text.size--;
    char *joined = mem_strndup(buffer_text(&text), text.size);
    buffer_free(&text);
    return joined;
}

/* Returns true when a qualifier is there, and no other is equal. */
static bool tells_apart(const struct key_space *space, size_t number)
{
    size_t same = 0;

    for (size_t i = 0; i < space->count; i++)
        same += strcmp(space->qualifiers[i], space->qualifiers[number]) == 0;
    return same == 1 && space->qualifiers[number][0] != '\0';
}

static void replace(char **text, char *by)
{
    free(*text);
    *text = by;
}

/* Templates that are told as another is are told as they are written. */
static void describe_equal(struct key_space *space)
{
    struct buffer written = {0};

    for (size_t i = 0; i < space->count; i++) {
        if (tells_apart(space, i))
            continue;
        buffer_clear(&written);
        key_template_describe(space->templates[i], &written);
        replace(&space->qualifiers[i], mem_strdup(buffer_text(&written)));
    }
    buffer_free(&written);
}

/* What differs tells templates apart, else their text, else how they are written; which may be the
 * text of another, and so on. */
static void qualify(struct key_space *space, const struct parts *parts)
{
    size_t front = common_parts(parts, space->count, false);
    size_t back = common_parts(parts, space->count, true);

    for (size_t i = 0; i < space->count; i++)
        space->qualifiers[i] = join(&parts[i], front, back);
    for (size_t i = 0; i < space->count; i++) {
        if (!tells_apart(space, i))
            replace(&space->qualifiers[i], join(&parts[i], 0, 0));
    }
    for (size_t i = 0; i < space->count; i++)
        describe_equal(space);
}

static void add_qualifiers(struct key_space *space)
{
    struct parts *parts = mem_zalloc(space->count, sizeof(*parts));

    space->qualifiers = mem_zalloc(space->count, sizeof(*space->qualifiers));
    for (size_t i = 0; i < space->count; i++)
        parts_of(space->templates[i], &parts[i]);
    qualify(space, parts);
    for (size_t i = 0; i < space->count; i++)
        parts_free(&parts[i]);
    free(parts);
}

static bool is_known(const struct key_space *space, const struct key_template *key_template)
{
    struct buffer mine = {0}, other = {0};
    bool known = false;

    key_template_describe(key_template, &mine);
    for (size_t i = 0; i < space->count && !known; i++) {
        buffer_clear(&other);
        key_template_describe(space->templates[i], &other);
        known = strcmp(buffer_text(&mine), buffer_text(&other)) == 0;
    }
    buffer_free(&mine);
    buffer_free(&other);
    return known;
}

static bool add_template(struct key_space *space, const char *text, const struct key_values *values,
                         struct error *error)
{
    struct key_template *key_template = key_template_parse(text, values, error);

    if (key_template == NULL)
        return false;
    if (is_known(space, key_template)) {
        key_template_free(key_template);
        return true;
    }
    space->templates = mem_resize(space->templates, space->count + 1, sizeof(*space->templates));
    space->templates[space->count++] = key_template;
    return true;
}

bool key_space_parse(struct key_space *space, const struct key_space_words *words,
                     struct error *error)
{
    bool good = true;

    *space = (struct key_space){0};
    for (size_t i = 0; good && i < words->template_count; i++) {
        for (size_t j = 0; good && j < words->namespace_count; j++) {
            struct key_values values = {words->namespaces[j], words->app, words->env};
            good = add_template(space, words->templates[i], &values, error);
        }
    }
    if (good)
        add_qualifiers(space);
    else
        key_space_free(space);
    return good;
}

void key_space_free(struct key_space *space)
{
    for (size_t i = 0; i < space->count; i++) {
        key_template_free(space->templates[i]);
        if (space->qualifiers != NULL)
            free(space->qualifiers[i]);
    }
    free(space->templates);
    free(space->qualifiers);
    *space = (struct key_space){0};
}

size_t key_space_tenant(const struct key_space *space, struct slice key, struct buffer *tenant)
{
    for (size_t i = 0; i < space->count; i++) {
        if (key_template_tenant(space->templates[i], key, tenant))
            return i;
    }
    return KEY_SPACE_NONE;
}

void key_space_qualify(const struct key_space *space, size_t number, struct slice tenant,
                       struct buffer *name)
{
    buffer_string(name, space->qualifiers[number]);
    buffer_char(name, SEPARATOR);
    buffer_append(name, tenant.data, tenant.size);
}
