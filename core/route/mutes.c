#include "config.h"

#include "route/mutes.h"

#include "base/memory.h"
#include "source/selection.h"
#include "wire/json_write.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

void mute_free(struct mute *mute)
{
    free(mute->tenant);
    free(mute->dimension);
    free(mute->why);
    free(mute->by);
}

/* Returns the last '/' that no backslash stands in front of; NULL: there is none. */
static const char *find_slash(const char *words)
{
    const char *found = NULL;

    for (const char *at = words; *at != '\0'; at++) {
        if (*at == '/' && (at == words || at[-1] != '\\'))
            found = at;
    }
    return found;
}

/* Returns a copy in which "\/" is a slash. Other backslashes are the globs'. */
static char *without_escapes(const char *text, size_t size)
{
    char *copy = mem_strndup(text, size);
    char *to = copy;

    for (const char *from = copy; *from != '\0'; from++) {
        if (from[0] != '\\' || from[1] != '/')
            *to++ = *from;
    }
    *to = '\0';
    return copy;
}

bool mute_parse(const char *words, struct mute *mute, struct error *error)
{
    const char *slash = find_slash(words);
    size_t size = slash != NULL ? (size_t)(slash - words) : strlen(words);

    *mute = (struct mute){0};
    if (size == 0 || (slash != NULL && slash[1] == '\0'))
        return error_set(error, ERROR_USAGE,
                         "\"%s\": it takes TENANT or TENANT/DIMENSION, names or globs; a / of a "
                         "tenant's own is written \\/",
                         words);
    mute->tenant = without_escapes(words, size);
    mute->dimension = slash != NULL ? without_escapes(slash + 1, strlen(slash + 1)) : NULL;
    return true;
}

static char *text_member(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(member) ? mem_strdup(member->valuestring) : NULL;
}

static bool take_value(struct mute *mute, struct slice value)
{
    cJSON *object = cJSON_ParseWithLength(value.data, value.size);
    const cJSON *until = cJSON_GetObjectItemCaseSensitive(object, "until_ms");
    bool good = cJSON_IsNumber(until) && until->valuedouble > 0 && until->valuedouble < 1e15;

    if (good) {
        mute->until_ms = (int64_t)until->valuedouble;
        mute->why = text_member(object, "why");
        mute->by = text_member(object, "by");
    }
    cJSON_Delete(object);
    return good;
}

bool mute_take(struct mute_list *list, struct slice field, struct slice value)
{
    char *words = mem_strndup(field.data, field.size);
    struct mute mute = {0};
    bool good = mute_parse(words, &mute, NULL) && take_value(&mute, value);

    free(words);
    if (!good) {
        mute_free(&mute);
        return false;
    }
    list->items = mem_resize(list->items, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = mute;
    return true;
}

static void write_escaped(const char *text, struct buffer *out)
{
    for (; *text != '\0'; text++) {
        if (*text == '/')
            buffer_char(out, '\\');
        buffer_char(out, *text);
    }
}

static void write_member(struct json_writer *json, const char *key, const char *text)
{
    json_write_key(json, key);
    json_write_string(json, text != NULL ? slice_of(text) : (struct slice){0});
}

void mute_write(const struct mute *mute, struct buffer *field, struct buffer *value)
{
    struct json_writer json = {.out = value, .style = &json_compact};

    write_escaped(mute->tenant, field);
    if (mute->dimension != NULL) {
        buffer_char(field, '/');
        write_escaped(mute->dimension, field);
    }
    json_write_open(&json, JSON_OBJECT);
    json_write_key(&json, "until_ms");
    json_write_signed(&json, mute->until_ms);
    write_member(&json, "why", mute->why);
    write_member(&json, "by", mute->by);
    json_write_close(&json, JSON_OBJECT);
}

static bool matches(const char *pattern, const char *name)
{
    return selection_matches(&pattern, 1, slice_of(name));
}

/* A tenant whose environment is told apart has a slash in its name: "acme/prod" is that, too. */
static bool is_tenant_with_slash(const struct mute *mute, const char *tenant)
{
    struct buffer whole = {0};

    if (strchr(tenant, '/') == NULL)
        return false;
    buffer_printf(&whole, "%s/%s", mute->tenant, mute->dimension);
    bool is = matches(buffer_text(&whole), tenant);
    buffer_free(&whole);
    return is;
}

static bool mute_has(const struct mute *mute, const char *tenant, const char *dimension)
{
    if (mute->dimension == NULL)
        return matches(mute->tenant, tenant);
    if (dimension != NULL && matches(mute->tenant, tenant) && matches(mute->dimension, dimension))
        return true;
    return is_tenant_with_slash(mute, tenant);
}

bool mute_list_has(const struct mute_list *list, int64_t now_ms, const char *tenant,
                   const char *dimension)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].until_ms > now_ms && mute_has(&list->items[i], tenant, dimension))
            return true;
    }
    return false;
}

void mute_list_free(struct mute_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        mute_free(&list->items[i]);
    free(list->items);
    *list = (struct mute_list){0};
}
