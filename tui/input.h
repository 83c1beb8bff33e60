/* Input: from the bytes that a terminal sends to keys.
 *
 * A key is a Unicode character or one of the codes below. Sequences that stand for nothing here
 * (mouse, focus, keys with modifiers that are not used, pasted controls) are swallowed whole, so
 * that their letters are never taken for commands. A lone escape is ambiguous until nothing follows
 * it: the caller waits INPUT_ESCAPE_MS and then calls input_settle(). */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_ESCAPE_MS 25
#define INPUT_CONTROL(letter) ((uint32_t)((letter)&0x1F))

enum input_key {
    INPUT_TAB = 0x09,
    INPUT_ENTER = 0x0D,
    INPUT_ESCAPE = 0x1B,
    INPUT_BACKSPACE = 0x7F,
    INPUT_UP = 0x110000, /* beyond Unicode */
    INPUT_DOWN,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_HOME,
    INPUT_END,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_DELETE,
    INPUT_BACKTAB,
    INPUT_F1,
    INPUT_F10
};

/* Zero-initialised is ready. */
struct input {
    unsigned char pending[32]; /* the beginning of a sequence or of a character */
    size_t size;
    bool overlong; /* the sequence no longer fits and is passed over to its end */
};

typedef void input_key_fn(void *context, uint32_t key);

/* Takes bytes and calls `key` for every key that they complete. */
void input_feed(struct input *input, const char *data, size_t size, input_key_fn *key,
                void *context);

/* Returns true while an escape may be a key of its own or the beginning of one. */
bool input_is_pending(const struct input *input);

/* Decides that nothing more follows what is pending. */
void input_settle(struct input *input, input_key_fn *key, void *context);

#endif
