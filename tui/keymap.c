#include "config.h"

#include "keymap.h"

#include "base/memory.h"
#include "base/text.h"
#include "input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTING_SIZE 48
#define LEAVING_KEY INPUT_CONTROL('C') /* there is always a way out */

static void add(struct keymap *keymap, struct binding binding)
{
    keymap->bindings =
        mem_grow(keymap->bindings, &keymap->capacity, keymap->count + 1, sizeof(*keymap->bindings));
    keymap->bindings[keymap->count++] = binding;
}

void keymap_init(struct keymap *keymap)
{
    size_t count;
    const struct binding *table = keys_table(&count);

    *keymap = (struct keymap){0};
    for (size_t i = 0; i < count; i++)
        add(keymap, table[i]);
}

void keymap_free(struct keymap *keymap)
{
    free(keymap->bindings);
    *keymap = (struct keymap){0};
}

/* Writes how a configuration calls what a key of the table does. */
static void write_setting(const struct binding *binding, char out[static SETTING_SIZE])
{
    const char *name = action_info(binding->action)->name;
    bool argued = binding->argument != NULL && strcmp(binding->argument, name) != 0;

    snprintf(out, SETTING_SIZE, "%s%s%s", name, argued ? " " : "", argued ? binding->argument : "");
}

const struct binding *keymap_setting(struct slice setting)
{
    size_t count;
    const struct binding *table = keys_table(&count);

    for (size_t i = 0; i < count; i++) {
        char name[SETTING_SIZE];
        write_setting(&table[i], name);
        if (slice_is(setting, name))
            return &table[i];
    }
    return NULL;
}

bool keymap_explain_setting(struct slice setting, struct error *error)
{
    size_t count;
    const struct binding *table = keys_table(&count);
    struct slice rest = setting;
    struct slice name = slice_split(&rest, ' ');
    struct buffer known = {0};

    for (size_t i = 0; i < count; i++) {
        if (table[i].argument != NULL && slice_is(name, action_info(table[i].action)->name))
            buffer_printf(&known, "%s%s", known.size > 0 ? ", " : "", table[i].argument);
    }
    bool explained = known.size > 0;
    if (explained)
        error_set(error, ERROR_USAGE, "\"%.*s\" goes with one of %s", (int)name.size, name.data,
                  buffer_text(&known));
    buffer_free(&known);
    return explained;
}

/* Says what there is instead: the settings of the action of that name, if there is one. */
static bool refuse_setting(struct slice setting, struct error *error)
{
    if (!keymap_explain_setting(setting, error))
        error_set(error, ERROR_USAGE, "there is no action \"%.*s\"; the manual lists them",
                  (int)setting.size, setting.data);
    return false;
}

/* Takes a key for a binding: it must be one, and nobody else's but by the table. */
static bool take_key(struct keymap *given, struct slice word, const struct binding *meant,
                     const struct keymap *keymap, struct error *error)
{
    struct binding binding = {.action = meant->action, .argument = meant->argument, .given = true};

    if (!keys_parse(word, &binding.key))
        return error_set(error, ERROR_USAGE,
                         "there is no key \"%.*s\"; a key is one character, or a name such as "
                         "Enter, PgDn, F10, Ctrl-L",
                         (int)word.size, word.data);
    if (binding.key == LEAVING_KEY)
        return error_set(error, ERROR_USAGE, "Ctrl-C always leaves driftop");
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *other = &keymap->bindings[i];
        if (other->given && other->key == binding.key &&
            (other->action != meant->action || other->argument != meant->argument))
            return error_set(error, ERROR_USAGE, "%.*s was given to \"%s\" already", (int)word.size,
                             word.data, action_info(other->action)->name);
    }
    add(given, binding);
    return true;
}

static bool take_keys(struct keymap *given, struct slice keys, const struct binding *meant,
                      const struct keymap *keymap, struct error *error)
{
    while (keys.size > 0) {
        struct slice word = slice_split(&keys, ' ');
        if (word.size > 0 && !take_key(given, word, meant, keymap, error))
            return false;
    }
    return true;
}

static bool is_replaced(const struct binding *old, const struct binding *meant,
                        const struct keymap *given)
{
    if (old->key == LEAVING_KEY)
        return false;
    if (old->action == meant->action && old->argument == meant->argument)
        return true;
    for (size_t i = 0; i < given->count; i++) {
        if (given->bindings[i].key == old->key)
            return true;
    }
    return false;
}

static void replace(struct keymap *keymap, const struct binding *meant, const struct keymap *given)
{
    size_t kept = 0;

    for (size_t i = 0; i < keymap->count; i++) {
        if (!is_replaced(&keymap->bindings[i], meant, given))
            keymap->bindings[kept++] = keymap->bindings[i];
    }
    keymap->count = kept;
    for (size_t i = 0; i < given->count; i++)
        add(keymap, given->bindings[i]);
}

bool keymap_bind(struct keymap *keymap, struct slice setting, struct slice keys,
                 struct error *error)
{
    const struct binding *meant = keymap_setting(setting);
    struct keymap given = {0};

    if (meant == NULL)
        return refuse_setting(setting, error);
    bool taken = take_keys(&given, keys, meant, keymap, error);
    if (taken)
        replace(keymap, meant, &given);
    keymap_free(&given);
    return taken;
}

bool keymap_bind_all(struct keymap *keymap, const struct key_setting *settings, size_t count,
                     struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!keymap_bind(keymap, slice_of(settings[i].action), slice_of(settings[i].keys), error))
            return false;
    }
    return true;
}

bool keymap_check(const struct key_setting *settings, size_t count, struct error *error)
{
    struct keymap keymap;

    keymap_init(&keymap);
    bool good = keymap_bind_all(&keymap, settings, count, error);
    keymap_free(&keymap);
    return good;
}

bool keymap_first(const struct keymap *keymap, enum action action, char out[static KEY_NAME_SIZE])
{
    out[0] = '\0';
    for (size_t i = 0; i < keymap->count && out[0] == '\0'; i++) {
        if (keymap->bindings[i].action == action)
            keys_name(keymap->bindings[i].key, out);
    }
    return out[0] != '\0';
}

bool keymap_all(const struct keymap *keymap, enum action action, char out[static KEYS_SIZE])
{
    size_t size = 0;

    out[0] = '\0';
    for (size_t i = 0; i < keymap->count; i++) {
        char name[KEY_NAME_SIZE];
        if (keymap->bindings[i].action != action)
            continue;
        keys_name(keymap->bindings[i].key, name);
        int written = snprintf(out + size, KEYS_SIZE - size, "%s%s", size > 0 ? " " : "", name);
        if (written < 0 || (size_t)written >= KEYS_SIZE - size) {
            out[size] = '\0';
            break;
        }
        size += (size_t)written;
    }
    return size > 0;
}
