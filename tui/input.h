/* Input: from the bytes that a terminal sends to events.
 *
 * A key is a Unicode character or one of the codes below. Sequences that stand for nothing here
 * (focus) are swallowed whole, and what the terminal answers is handed on, so that their letters
 * are never taken for commands, however late and in how many pieces they come. A lone escape is
 * ambiguous until nothing follows it: the caller waits as long as input_patience_ms() says, and
 * then calls input_settle().
 *
 * What is pasted between the brackets of the terminal is never a key. Of a long paste the beginning
 * is kept. One whose end does not come is not left by guessing: that it goes on is told, and Esc
 * ends it, as the only byte that is followed by nothing. */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_CONTROL(letter) ((uint32_t)((letter)&0x1F))
#define INPUT_PASTE_LIMIT 1024

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
    INPUT_F10,
    INPUT_OTHER /* a key without a meaning anywhere */
};

enum input_kind {
    INPUT_KEY,
    INPUT_PASTE,       /* a text, as it was pasted: it may hold controls */
    INPUT_PASTE_WAITS, /* nothing more comes of a paste, nor its end */
    INPUT_ANSWER,      /* of the terminal: the sequence without its ESC and what ends a text */
    INPUT_MOUSE,       /* only where the terminal was asked for them, in the SGR form */
    INPUT_RESIZE       /* of the terminal; made by whoever sees that */
};

struct input_event {
    enum input_kind kind;
    uint32_t key;
    struct slice text; /* valid during the call */
    unsigned button;   /* as SGR counts them: 0 left, 1 middle, 2 right, 64 and 65 the wheel */
    bool pressed;      /* else released */
    int column;        /* from 0 */
    int row;
    int columns; /* of the terminal */
    int rows;
};

/* Zero-initialised is ready. */
struct input {
    unsigned char pending[32]; /* the beginning of a sequence or of a character */
    size_t size;
    bool overlong; /* the sequence no longer fits and is passed over to its end */
    bool escaped;  /* Esc was the last key, as nothing followed it in time */
    bool late;     /* what is pending followed after all */
    bool stalled;  /* a text of the terminal has begun, and nothing more of it came in time */
    bool ended;    /* by an ESC, behind which a backslash belongs to it */
    bool pasting;
    bool waits;     /* that nothing more of the paste comes was told */
    size_t matched; /* bytes of the mark that ends a paste */
    char pasted[INPUT_PASTE_LIMIT];
    size_t pasted_size;
};

typedef void input_event_fn(void *context, const struct input_event *event);

/* Takes bytes and calls `handle` for every event that they complete. */
void input_feed(struct input *input, const char *data, size_t size, input_event_fn *handle,
                void *context);

/* Returns how long to wait for more before input_settle(); 0 when nothing is expected. */
int input_patience_ms(const struct input *input);

/* Decides that nothing more follows what is pending. */
void input_settle(struct input *input, input_event_fn *handle, void *context);

#endif
