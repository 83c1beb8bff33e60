#include "config.h"

#include "input.h"

#include "base/text.h"

#include <stdlib.h>

struct sequence {
    const char *text; /* behind the ESC */
    enum input_key key;
};

/* What xterm and its relatives, the Linux console, rxvt and the VT220 send. */
static const struct sequence sequences[] = {
    {"[A", INPUT_UP},       {"OA", INPUT_UP},         {"[B", INPUT_DOWN},    {"OB", INPUT_DOWN},
    {"[C", INPUT_RIGHT},    {"OC", INPUT_RIGHT},      {"[D", INPUT_LEFT},    {"OD", INPUT_LEFT},
    {"[H", INPUT_HOME},     {"OH", INPUT_HOME},       {"[1~", INPUT_HOME},   {"[7~", INPUT_HOME},
    {"[F", INPUT_END},      {"OF", INPUT_END},        {"[4~", INPUT_END},    {"[8~", INPUT_END},
    {"[5~", INPUT_PAGE_UP}, {"[6~", INPUT_PAGE_DOWN}, {"[3~", INPUT_DELETE}, {"[Z", INPUT_BACKTAB},
    {"OP", INPUT_F1},       {"[11~", INPUT_F1},       {"[[A", INPUT_F1},     {"[21~", INPUT_F10},
    {"OM", INPUT_ENTER},
};

#define SEQUENCE_COUNT (sizeof(sequences) / sizeof(sequences[0]))

static void emit_sequence(const struct slice text, input_key_fn *key, void *context)
{
    for (size_t i = 0; i < SEQUENCE_COUNT; i++) {
        if (slice_is(text, sequences[i].text)) {
            key(context, sequences[i].key);
            return;
        }
    }
}

static bool is_final(unsigned char byte)
{
    return byte >= 0x40 && byte <= 0x7E;
}

/* Returns true when the bytes behind an ESC are a whole sequence: "O" and one more byte, or "[" up
 * to a final byte. The Linux console's function keys have a second "[" that is not final. */
static bool sequence_is_complete(const unsigned char *text, size_t size)
{
    if (size < 2)
        return false;
    if (text[0] == 'O')
        return true;
    if (text[1] == '[')
        return size == 3;
    return is_final(text[size - 1]);
}

/* Returns how many bytes a UTF-8 character has that begins with `first`. */
static size_t character_length(unsigned char first)
{
    if (first >= 0xF0)
        return 4;
    if (first >= 0xE0)
        return 3;
    return first >= 0xC0 ? 2 : 1;
}

static void emit_character(struct input *input, input_key_fn *key, void *context)
{
    uint32_t character;

    text_decode((struct slice){(const char *)input->pending, input->size}, &character);
    input->size = 0;
    if (character == '\n')
        character = INPUT_ENTER;
    else if (character == '\b')
        character = INPUT_BACKSPACE;
    if (character != TEXT_REPLACEMENT)
        key(context, character);
}

static void feed_sequence(struct input *input, unsigned char byte, input_key_fn *key, void *context)
{
    if (byte == INPUT_ESCAPE) {
        input_settle(input, key, context);
        input->pending[input->size++] = byte;
        return;
    }
    if (input->size == 1 && byte != '[' && byte != 'O') {
        /* Escape was pressed, and then another key before anybody could look. */
        input_settle(input, key, context);
        input_feed(input, (const char *)&byte, 1, key, context);
        return;
    }
    if (input->size < sizeof(input->pending))
        input->pending[input->size++] = byte;
    else
        input->overlong = true;
    const unsigned char *text = input->pending + 1;
    if (input->overlong ? is_final(byte) : sequence_is_complete(text, input->size - 1)) {
        if (!input->overlong)
            emit_sequence((struct slice){(const char *)text, input->size - 1}, key, context);
        input->size = 0;
        input->overlong = false;
    }
}

static void feed_byte(struct input *input, unsigned char byte, input_key_fn *key, void *context)
{
    if (input->size > 0 && input->pending[0] == INPUT_ESCAPE) {
        feed_sequence(input, byte, key, context);
        return;
    }
    bool continues = (byte & 0xC0) == 0x80;
    if (input->size > 0 && !continues)
        input->size = 0; /* a character that was cut off */
    input->pending[input->size++] = byte;
    if (byte != INPUT_ESCAPE && input->size >= character_length(input->pending[0]))
        emit_character(input, key, context);
}

void input_feed(struct input *input, const char *data, size_t size, input_key_fn *key,
                void *context)
{
    for (size_t i = 0; i < size; i++)
        feed_byte(input, (unsigned char)data[i], key, context);
}

bool input_is_pending(const struct input *input)
{
    return input->size > 0 && input->pending[0] == INPUT_ESCAPE;
}

void input_settle(struct input *input, input_key_fn *key, void *context)
{
    bool alone = input->size == 1 && input->pending[0] == INPUT_ESCAPE;

    input->size = 0;
    input->overlong = false;
    if (alone)
        key(context, INPUT_ESCAPE);
}
