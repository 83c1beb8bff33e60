/* Keys: which key does what, where nobody says otherwise. One table binds each key to an action and
 * its argument; the manual reads it too. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "action.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define KEY_NAME_SIZE 16
#define KEYS_SIZE 48

/* A key may be bound more than once: it does what the screen answers to. */
struct binding {
    uint32_t key;
    enum action action;
    const char *argument; /* NULL: none */
    bool given;           /* by the operator, and not by the table */
};

/* Returns the table; `*count` is the number of its rows. */
const struct binding *keys_table(size_t *count);

/* Writes the name of a key: "k", "Enter", "Ctrl-L". */
void keys_name(uint32_t key, char out[static KEY_NAME_SIZE]);

/* Reads such a name, of letters in any case but for those that are keys themselves. Returns false
 * where there is no such key. */
bool keys_parse(struct slice name, uint32_t *key);

/* Prints keys and actions as mdoc for the manual. */
void keys_manual(FILE *out);

#endif
