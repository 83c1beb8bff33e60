#include "config.h"

#include "wire/key_template.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* What an open placeholder takes from a key. */
enum field { FIELD_APP, FIELD_TENANT, FIELD_ENV };

#define FIELD_COUNT 3

/* An open placeholder and the text behind it. */
struct piece {
    enum field field;
    struct buffer text;
};

/* Each field is open at most once. */
struct key_template {
    struct buffer prefix; /* the text in front of the first piece */
    struct piece pieces[FIELD_COUNT];
    size_t count;
    bool open[FIELD_COUNT];
};

/* The parts of a key or of a name, by field. */
struct parts {
    struct slice field[FIELD_COUNT];
};

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer->data, buffer->size};
}

/* Returns where text goes now: behind the last piece, or in front of the first. */
static struct buffer *text_at_end(struct key_template *key_template)
{
    if (key_template->count == 0)
        return &key_template->prefix;
    return &key_template->pieces[key_template->count - 1].text;
}

static bool add_open(struct key_template *key_template, enum field field, size_t place,
                     struct error *error)
{
    if (key_template->open[field])
        return error_set(error, ERROR_USAGE,
                         "key template, character %zu: the placeholder occurs twice", place);
    if (key_template->count > 0 && text_at_end(key_template)->size == 0)
        return error_set(error, ERROR_USAGE,
                         "key template, character %zu: there must be text between two placeholders",
                         place);
    key_template->open[field] = true;
    key_template->pieces[key_template->count++].field = field;
    return true;
}

/* Adds what stands between the braces of a placeholder. */
static bool add_placeholder(struct key_template *key_template, struct slice name,
                            const struct key_values *values, size_t place, struct error *error)
{
    const char *value = NULL;
    enum field field = FIELD_TENANT;

    if (slice_is(name, "ns")) {
        value = values->ns;
    } else if (slice_is(name, "app")) {
        field = FIELD_APP;
        value = values->app;
    } else if (slice_is(name, "env") || slice_is(name, "environment")) {
        field = FIELD_ENV;
        value = values->env;
    } else if (!slice_is(name, "tenant")) {
        return error_set(error, ERROR_USAGE,
                         "key template, character %zu: '{%.*s}' is not known; there are {ns}, "
                         "{tenant}, {app} and {env}",
                         place, name.size < 40 ? (int)name.size : 40, name.data);
    }
    if (value == NULL)
        return add_open(key_template, field, place, error);
    buffer_string(text_at_end(key_template), value);
    return true;
}

/* Adds the next character or placeholder and moves `at` behind it. */
static bool add_next(struct key_template *key_template, const char *text, size_t *at,
                     const struct key_values *values, struct error *error)
{
    const char *here = text + *at;

    if ((here[0] == '{' || here[0] == '}') && here[1] == here[0]) {
        buffer_char(text_at_end(key_template), here[0]);
        *at += 2;
        return true;
    }
    if (here[0] == '}')
        return error_set(error, ERROR_USAGE,
                         "key template, character %zu: '}' without '{'; a brace is written '}}'",
                         *at + 1);
    if (here[0] != '{') {
        buffer_char(text_at_end(key_template), here[0]);
        *at += 1;
        return true;
    }

    const char *end = strchr(here, '}');
    if (end == NULL)
        return error_set(error, ERROR_USAGE,
                         "key template, character %zu: '{' without '}'; a brace is written '{{'",
                         *at + 1);
    struct slice name = {here + 1, (size_t)(end - here) - 1};
    size_t place = *at + 1;
    *at += name.size + 2;
    return add_placeholder(key_template, name, values, place, error);
}

struct key_template *key_template_parse(const char *text, const struct key_values *values,
                                        struct error *error)
{
    struct key_template *key_template = mem_zalloc(1, sizeof(*key_template));
    bool good = true;

    for (size_t at = 0; good && text[at] != '\0';)
        good = add_next(key_template, text, &at, values, error);
    if (good && key_template->count == 0 && key_template->prefix.size == 0)
        good = error_set(error, ERROR_USAGE, "the key template is empty");
    if (good)
        return key_template;
    key_template_free(key_template);
    return NULL;
}

void key_template_free(struct key_template *key_template)
{
    if (key_template == NULL)
        return;
    buffer_free(&key_template->prefix);
    for (size_t i = 0; i < key_template->count; i++)
        buffer_free(&key_template->pieces[i].text);
    free(key_template);
}

static void append_escaped(struct buffer *out, struct slice text, const char *special)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '\0' && strchr(special, text.data[i]) != NULL)
            buffer_char(out, '\\');
        buffer_char(out, text.data[i]);
    }
}

void key_template_pattern(const struct key_template *key_template, struct buffer *out)
{
    append_escaped(out, content(&key_template->prefix), "*?[]^-\\");
    for (size_t i = 0; i < key_template->count; i++) {
        buffer_char(out, '*');
        append_escaped(out, content(&key_template->pieces[i].text), "*?[]^-\\");
    }
}

void key_template_prefix(const struct key_template *key_template, struct buffer *out)
{
    buffer_append(out, key_template->prefix.data, key_template->prefix.size);
}

void key_template_escape(struct slice text, struct buffer *out)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '{' || text.data[i] == '}')
            buffer_char(out, text.data[i]);
        buffer_char(out, text.data[i]);
    }
}

void key_template_describe(const struct key_template *key_template, struct buffer *out)
{
    static const char *const names[FIELD_COUNT] = {
        [FIELD_APP] = "{app}", [FIELD_TENANT] = "{tenant}", [FIELD_ENV] = "{env}"};

    key_template_escape(content(&key_template->prefix), out);
    for (size_t i = 0; i < key_template->count; i++) {
        buffer_string(out, names[key_template->pieces[i].field]);
        key_template_escape(content(&key_template->pieces[i].text), out);
    }
}

void key_template_text(const struct key_template *key_template, struct buffer *out)
{
    buffer_append(out, key_template->prefix.data, key_template->prefix.size);
    for (size_t i = 0; i < key_template->count; i++) {
        const struct buffer *text = &key_template->pieces[i].text;
        buffer_append(out, text->data, text->size);
    }
}

bool key_template_is_literal(const struct key_template *key_template)
{
    return key_template->count == 0;
}

/* Takes `text` off the front of `rest`. */
static bool take_prefix(struct slice *rest, struct slice text)
{
    if (rest->size < text.size || !slice_equals((struct slice){rest->data, text.size}, text))
        return false;
    rest->data += text.size;
    rest->size -= text.size;
    return true;
}

/* Takes what stands before the first `text` off the front of `rest`, and that text too. */
static bool take_before(struct slice *rest, struct slice text, struct slice *part)
{
    const char *found = memmem(rest->data, rest->size, text.data, text.size);

    if (found == NULL)
        return false;
    *part = (struct slice){rest->data, (size_t)(found - rest->data)};
    rest->data = found + text.size;
    rest->size -= part->size + text.size;
    return true;
}

/* Takes all of `rest` but `text`, which must be its end. */
static bool take_all_before(struct slice *rest, struct slice text, struct slice *part)
{
    if (rest->size < text.size)
        return false;

    size_t size = rest->size - text.size;
    if (!slice_equals((struct slice){rest->data + size, text.size}, text))
        return false;
    *part = (struct slice){rest->data, size};
    return true;
}

static bool parts_of_key(const struct key_template *key_template, struct slice key,
                         struct parts *parts)
{
    *parts = (struct parts){0};
    if (key.size == 0)
        key.data = ""; /* NULL must not be added to, not even nothing */
    if (!take_prefix(&key, content(&key_template->prefix)))
        return false;
    if (key_template->count == 0)
        return key.size == 0;
    for (size_t i = 0; i < key_template->count; i++) {
        const struct piece *piece = &key_template->pieces[i];
        struct slice *part = &parts->field[piece->field];
        bool last = i + 1 == key_template->count;
        bool taken = last ? take_all_before(&key, content(&piece->text), part)
                          : take_before(&key, content(&piece->text), part);
        if (!taken)
            return false;
    }
    return true;
}

bool key_template_tenant(const struct key_template *key_template, struct slice key,
                         struct buffer *tenant)
{
    struct parts parts;

    if (!parts_of_key(key_template, key, &parts))
        return false;
    if (!key_template->open[FIELD_TENANT]) {
        buffer_append(tenant, key.data, key.size);
        return true;
    }
    if (key_template->open[FIELD_APP]) {
        append_escaped(tenant, parts.field[FIELD_APP], ":\\");
        buffer_char(tenant, ':');
    }
    if (!key_template->open[FIELD_ENV]) {
        buffer_append(tenant, parts.field[FIELD_TENANT].data, parts.field[FIELD_TENANT].size);
        return true;
    }
    append_escaped(tenant, parts.field[FIELD_TENANT], "/\\");
    buffer_char(tenant, '/');
    buffer_append(tenant, parts.field[FIELD_ENV].data, parts.field[FIELD_ENV].size);
    return true;
}

/* Takes what stands before the first plain `separator` off the front of `rest`, without its '\',
 * into `part`. */
static bool take_unescaped(struct slice *rest, char separator, struct buffer *part)
{
    for (size_t i = 0; i < rest->size; i++) {
        if (rest->data[i] == separator) {
            rest->data += i + 1;
            rest->size -= i + 1;
            return true;
        }
        if (rest->data[i] == '\\') {
            i++;
            if (i == rest->size || (rest->data[i] != separator && rest->data[i] != '\\'))
                return false;
        }
        buffer_char(part, rest->data[i]);
    }
    return false;
}

/* Takes a name apart; the text of the parts lies in `texts`. */
static bool parts_of_name(const struct key_template *key_template, struct slice name,
                          struct buffer texts[FIELD_COUNT])
{
    if (key_template->open[FIELD_APP] && !take_unescaped(&name, ':', &texts[FIELD_APP]))
        return false;
    if (!key_template->open[FIELD_ENV]) {
        buffer_append(&texts[FIELD_TENANT], name.data, name.size);
        return true;
    }
    if (!take_unescaped(&name, '/', &texts[FIELD_TENANT]))
        return false;
    buffer_append(&texts[FIELD_ENV], name.data, name.size);
    return true;
}

/* Appends the key that the parts make. Returns false when it would be taken apart differently. */
static bool key_of_parts(const struct key_template *key_template,
                         const struct buffer texts[FIELD_COUNT], struct buffer *key)
{
    size_t begin = key->size;
    struct parts parts;

    buffer_append(key, key_template->prefix.data, key_template->prefix.size);
    for (size_t i = 0; i < key_template->count; i++) {
        const struct piece *piece = &key_template->pieces[i];
        buffer_append(key, texts[piece->field].data, texts[piece->field].size);
        buffer_append(key, piece->text.data, piece->text.size);
    }
    bool same =
        parts_of_key(key_template, (struct slice){key->data + begin, key->size - begin}, &parts);
    for (size_t i = 0; same && i < FIELD_COUNT; i++)
        same = !key_template->open[i] || slice_equals(parts.field[i], content(&texts[i]));
    if (!same) {
        key->size = begin;
        key->data[begin] = '\0';
    }
    return same;
}

bool key_template_key(const struct key_template *key_template, struct slice tenant,
                      struct buffer *key)
{
    struct buffer texts[FIELD_COUNT] = {{0}};
    struct parts parts;
    bool good;

    if (!key_template->open[FIELD_TENANT]) {
        good = parts_of_key(key_template, tenant, &parts);
        if (good)
            buffer_append(key, tenant.data, tenant.size);
        return good;
    }
    good = parts_of_name(key_template, tenant, texts) && key_of_parts(key_template, texts, key);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        buffer_free(&texts[i]);
    return good;
}

/* Returns how long the "APP:" in front of a tenant is. */
static size_t app_size(struct slice tenant)
{
    for (size_t i = 0; i < tenant.size; i++) {
        if (tenant.data[i] == ':')
            return i + 1;
        i += tenant.data[i] == '\\';
    }
    return 0;
}

void key_template_name(const struct key_template *key_template, struct slice tenant,
                       struct slice environment, struct buffer *name)
{
    if (!key_template->open[FIELD_ENV] || environment.size == 0) {
        buffer_append(name, tenant.data, tenant.size);
        return;
    }
    size_t as_it_is = key_template->open[FIELD_APP] ? app_size(tenant) : 0;
    buffer_append(name, tenant.data, as_it_is);
    append_escaped(name, (struct slice){tenant.data + as_it_is, tenant.size - as_it_is}, "/\\");
    buffer_char(name, '/');
    buffer_append(name, environment.data, environment.size);
}
