/* Keys: which key does what. One table binds each key to an action and its argument; the key bar,
 * the help page and the manual read it too. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "action.h"

#include <stdint.h>
#include <stdio.h>

#define KEY_NAME_SIZE 16
#define KEYS_SIZE 48

/* A key may be bound more than once: it does what the screen answers to. */
struct binding {
    uint32_t key;
    enum action action;
    const char *argument; /* NULL: none */
};

/* Returns the table; `*count` is the number of its rows. */
const struct binding *keys_table(size_t *count);

/* Returns the first key of an action, as the key bar shows it. */
uint32_t keys_first(enum action action);

/* Writes the name of a key ("k", "Enter", "Ctrl-L"), or of all keys of an action ("Up k"). */
void keys_name(uint32_t key, char out[static KEY_NAME_SIZE]);
void keys_of(enum action action, char out[static KEYS_SIZE]);

/* Prints keys and actions as mdoc for the manual. */
void keys_manual(FILE *out);

#endif
