#include "config.h"

#include "input.h"

#include "base/integer.h"
#include "base/text.h"

#include <string.h>

/* Behind an escape the rest of a sequence comes at once; what has begun may come over a slow line.
 */
#define ESCAPE_MS 25
#define STALL_MS 1000

#define PASTE_BEGIN "[200~"
#define PASTE_END "\x1b[201~"

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

static void emit_key(uint32_t key, input_event_fn *handle, void *context)
{
    handle(context, &(struct input_event){.kind = INPUT_KEY, .key = key});
}

/* Takes a number, and the separator behind it, off the front of a mouse report. */
static bool take_number(struct slice *rest, char separator, int *number)
{
    uint64_t value;

    if (!integer_parse(slice_split(rest, separator), INT16_MAX, &value))
        return false;
    *number = (int)value;
    return true;
}

/* Reads "[<BUTTON;COLUMN;ROW" and an M for pressed, an m for released. */
static bool read_mouse(struct slice text, struct input_event *event)
{
    int button;

    if (text.size < 3 || text.data[1] != '<' || (text.data[text.size - 1] | 0x20) != 'm')
        return false;
    struct slice rest = {text.data + 2, text.size - 3};
    event->kind = INPUT_MOUSE;
    event->pressed = text.data[text.size - 1] == 'M';
    if (!take_number(&rest, ';', &button) || !take_number(&rest, ';', &event->column) ||
        !take_number(&rest, ';', &event->row) || rest.data != NULL)
        return false;
    event->button = (unsigned)button;
    event->column--;
    event->row--;
    return true;
}

/* Returns true for what a key sends, whether it is known or not: not for what a terminal answers or
 * reports. */
static bool is_of_a_key(struct slice text)
{
    if (text.data[0] == 'O' || text.data[1] == '[')
        return true;
    return strspn(text.data + 1, "0123456789;") == text.size - 2 &&
           memchr("~ABCDEFHPQSZu", text.data[text.size - 1], 13) != NULL;
}

static void emit_sequence(struct input *input, struct slice text, input_event_fn *handle,
                          void *context)
{
    struct input_event mouse = {0};

    for (size_t i = 0; i < SEQUENCE_COUNT; i++) {
        if (slice_is(text, sequences[i].text)) {
            emit_key(sequences[i].key, handle, context);
            return;
        }
    }
    if (slice_is(text, PASTE_BEGIN))
        input->pasting = true;
    else if (slice_is(text, &PASTE_END[1]))
        return; /* of a paste that was ended before */
    else if (read_mouse(text, &mouse))
        handle(context, &mouse);
    else if (is_of_a_key(text))
        emit_key(INPUT_OTHER, handle, context);
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

static void emit_character(struct input *input, input_event_fn *handle, void *context)
{
    uint32_t character;

    text_decode((struct slice){(const char *)input->pending, input->size}, &character);
    input->size = 0;
    if (character == '\n')
        character = INPUT_ENTER;
    else if (character == '\b')
        character = INPUT_BACKSPACE;
    if (character != TEXT_REPLACEMENT)
        emit_key(character, handle, context);
}

static void forget_pending(struct input *input)
{
    input->size = 0;
    input->overlong = false;
    input->late = false;
}

static void feed_sequence(struct input *input, unsigned char byte, input_event_fn *handle,
                          void *context)
{
    if (byte == INPUT_ESCAPE) {
        input_settle(input, handle, context);
        input->pending[input->size++] = byte;
        return;
    }
    if (input->size == 1 && byte != '[' && byte != 'O') {
        /* Escape was pressed, and then another key before anybody could look. */
        input_settle(input, handle, context);
        input_feed(input, (const char *)&byte, 1, handle, context);
        return;
    }
    if (input->size < sizeof(input->pending))
        input->pending[input->size++] = byte;
    else
        input->overlong = true;
    const unsigned char *text = input->pending + 1;
    if (input->overlong ? is_final(byte) : sequence_is_complete(text, input->size - 1)) {
        struct slice whole = {(const char *)text, input->size - 1};
        bool overlong = input->overlong;
        forget_pending(input);
        if (!overlong)
            emit_sequence(input, whole, handle, context);
    }
}

/* A '[' right behind what was taken for Esc may be the rest of a sequence that came too late. */
static bool is_late(const struct input *input, unsigned char byte)
{
    return input->escaped && input->size == 0 && byte == '[';
}

static void feed_byte(struct input *input, unsigned char byte, input_event_fn *handle,
                      void *context)
{
    input->late = input->late || is_late(input, byte);
    input->escaped = false;
    if (input->late && input->size == 0)
        input->pending[input->size++] = INPUT_ESCAPE;
    if (input->size > 0 && input->pending[0] == INPUT_ESCAPE) {
        feed_sequence(input, byte, handle, context);
        return;
    }
    bool continues = (byte & 0xC0) == 0x80;
    if (input->size > 0 && !continues)
        input->size = 0; /* a character that was cut off */
    input->pending[input->size++] = byte;
    if (byte != INPUT_ESCAPE && input->size >= character_length(input->pending[0]))
        emit_character(input, handle, context);
}

static void keep_pasted(struct input *input, const char *data, size_t size)
{
    size_t room = sizeof(input->pasted) - input->pasted_size;

    if (size > room)
        size = room;
    memcpy(input->pasted + input->pasted_size, data, size);
    input->pasted_size += size;
}

static void end_paste(struct input *input, input_event_fn *handle, void *context)
{
    struct input_event event = {.kind = INPUT_PASTE, .text = {input->pasted, input->pasted_size}};

    input->pasting = false;
    input->matched = 0;
    input->pasted_size = 0;
    handle(context, &event);
}

/* What looked like the mark that ends the paste, and is none, is text. */
static void feed_paste(struct input *input, char byte, input_event_fn *handle, void *context)
{
    if (byte != PASTE_END[input->matched]) {
        keep_pasted(input, PASTE_END, input->matched);
        input->matched = 0;
    }
    if (byte == PASTE_END[input->matched])
        input->matched++;
    else
        keep_pasted(input, &byte, 1);
    if (PASTE_END[input->matched] == '\0')
        end_paste(input, handle, context);
}

void input_feed(struct input *input, const char *data, size_t size, input_event_fn *handle,
                void *context)
{
    input->waits = false;
    for (size_t i = 0; i < size; i++) {
        if (input->pasting)
            feed_paste(input, data[i], handle, context);
        else
            feed_byte(input, (unsigned char)data[i], handle, context);
    }
}

static bool is_escape_pending(const struct input *input)
{
    return input->size > 0 && input->pending[0] == INPUT_ESCAPE;
}

/* Returns true while what is pending may be a key of its own. */
static bool is_ambiguous(const struct input *input)
{
    return input->size == (input->late ? 2u : 1u);
}

int input_patience_ms(const struct input *input)
{
    if (input->pasting)
        return input->waits ? 0 : STALL_MS;
    if (!is_escape_pending(input))
        return 0;
    return is_ambiguous(input) ? ESCAPE_MS : STALL_MS;
}

static void settle_paste(struct input *input, input_event_fn *handle, void *context)
{
    if (input->matched == 1) { /* an escape, and nothing behind it */
        end_paste(input, handle, context);
        return;
    }
    input->waits = true;
    handle(context, &(struct input_event){.kind = INPUT_PASTE_WAITS});
}

void input_settle(struct input *input, input_event_fn *handle, void *context)
{
    bool key = is_escape_pending(input) && is_ambiguous(input);
    bool late = input->late;

    if (input->pasting) {
        settle_paste(input, handle, context);
        return;
    }
    forget_pending(input);
    if (!key)
        return;
    input->escaped = !late;
    emit_key(late ? '[' : INPUT_ESCAPE, handle, context);
}
