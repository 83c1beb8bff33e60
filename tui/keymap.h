/* Keymap: which key does what for this operator: the table of keys, with what a configuration made
 * of it. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include "base/error.h"
#include "base/slice.h"
#include "headless/options.h"
#include "keys.h"

#include <stdbool.h>
#include <stddef.h>

/* Zero-initialised has no keys. */
struct keymap {
    struct binding *bindings;
    size_t count;
    size_t capacity;
};

/* Takes the table of keys. */
void keymap_init(struct keymap *keymap);
void keymap_free(struct keymap *keymap);

/* Gives an action the keys that are named, parted by blanks, in place of those that it has; none:
 * it is on no key. `setting` is the action's name, with its argument behind it where the table has
 * several ("set-window 6h"). A key is taken from what the table has it for. Fails, and changes
 * nothing, for an action or a key that there is not, for one that was given away already, and for
 * Ctrl-C, which always leaves. */
bool keymap_bind(struct keymap *keymap, struct slice setting, struct slice keys,
                 struct error *error);

/* Returns the entry of the table of keys that is called so, NULL for none. Says which settings
 * there are of an action that has several; false for another name. */
const struct binding *keymap_setting(struct slice setting);
bool keymap_explain_setting(struct slice setting, struct error *error);

/* Binds all that a configuration says, one after the other. Fails at the first that cannot be. */
bool keymap_bind_all(struct keymap *keymap, const struct key_setting *settings, size_t count,
                     struct error *error);

/* Returns true when that can be done with the table of keys. */
bool keymap_check(const struct key_setting *settings, size_t count, struct error *error);

/* Writes the first key of an action, as the key bar shows it, or all of them ("Up k"); "" where it
 * is on no key. Returns whether there is one. */
bool keymap_first(const struct keymap *keymap, enum action action, char out[static KEY_NAME_SIZE]);
bool keymap_all(const struct keymap *keymap, enum action action, char out[static KEYS_SIZE]);

#endif
