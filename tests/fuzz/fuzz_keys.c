/* Names of keys, and what a configuration does with them. A key has one name that is read back; a
 * binding that fails changes nothing, one that succeeds gives the action these keys and no others,
 * and Ctrl-C always leaves.
 *
 * Each line is ACTION = KEYS, one after the other for one keymap; without a '=' the name of a key.
 */
#include "config.h"

#include "fuzz/target.h"

#include "base/memory.h"
#include "input.h"
#include "keymap.h"

#include <stdlib.h>
#include <string.h>

static void check_name(struct slice name)
{
    char written[KEY_NAME_SIZE];
    uint32_t key;
    uint32_t again;

    if (!keys_parse(name, &key))
        return;
    must(key != INPUT_OTHER, "a key without a meaning has no name");
    keys_name(key, written);
    must(keys_parse(slice_of(written), &again), "the name of a key can be read");
    must(again == key, "it is that key's name");
}

static bool is_bound(const struct keymap *keymap, uint32_t key, enum action action)
{
    for (size_t i = 0; i < keymap->count; i++) {
        if (keymap->bindings[i].key == key && keymap->bindings[i].action == action)
            return true;
    }
    return false;
}

static void check_given(const struct keymap *keymap, struct slice keys)
{
    size_t found;
    uint32_t key;

    while (keys.size > 0) {
        struct slice word = slice_split(&keys, ' ');
        if (word.size == 0)
            continue;
        must(keys_parse(word, &key), "only keys are bound");
        found = 0;
        for (size_t i = 0; i < keymap->count; i++)
            found += keymap->bindings[i].key == key && keymap->bindings[i].given;
        must(found >= 1, "what is given is there");
    }
}

static struct binding *copy(const struct keymap *keymap)
{
    struct binding *bindings = mem_zalloc(keymap->count, sizeof(*bindings));

    for (size_t i = 0; i < keymap->count; i++)
        bindings[i] = keymap->bindings[i];
    return bindings;
}

static bool is_same(const struct keymap *keymap, const struct binding *before, size_t count)
{
    bool same = keymap->count == count;

    for (size_t i = 0; same && i < count; i++)
        same = keymap->bindings[i].key == before[i].key &&
               keymap->bindings[i].action == before[i].action &&
               keymap->bindings[i].argument == before[i].argument &&
               keymap->bindings[i].given == before[i].given;
    return same;
}

static void bind(struct keymap *keymap, struct slice setting, struct slice keys)
{
    struct error error = {0};
    size_t count = keymap->count;
    struct binding *before = copy(keymap);

    if (keymap_bind(keymap, slice_trim(setting), keys, &error)) {
        check_given(keymap, keys);
    } else {
        must(error.class == ERROR_USAGE && error.text[0] != '\0', "a failure has a reason");
        must(is_same(keymap, before, count), "a failure changes nothing");
    }
    must(is_bound(keymap, INPUT_CONTROL('C'), ACTION_QUIT), "there is always a way out");
    free(before);
}

FUZZ_TARGET(keys)
{
    struct slice rest = {(const char *)data, size};
    struct keymap keymap;

    keymap_init(&keymap);
    while (rest.size > 0) {
        struct slice keys = slice_split(&rest, '\n');
        struct slice setting = slice_split(&keys, '=');
        if (keys.data != NULL)
            bind(&keymap, setting, keys);
        else
            check_name(setting);
    }
    keymap_free(&keymap);
    return 0;
}
