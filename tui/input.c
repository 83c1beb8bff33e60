#include "config.h"

#include "input.h"

#include "base/text.h"
#include "input_sequence.h"

#include <string.h>

/* Behind an escape the rest of a sequence comes at once; what has begun may come over a slow line.
 */
#define ESCAPE_MS 25
#define STALL_MS 1000

#define PASTE_BEGIN "[200~"
#define PASTE_END "\x1b[201~"

static void emit_key(uint32_t key, input_event_fn *handle, void *context)
{
    handle(context, &(struct input_event){.kind = INPUT_KEY, .key = key});
}

static void emit_answer(struct slice text, input_event_fn *handle, void *context)
{
    handle(context, &(struct input_event){.kind = INPUT_ANSWER, .text = text});
}

static void emit_sequence(struct input *input, struct slice text, input_event_fn *handle,
                          void *context)
{
    struct input_event event = {0};

    if (slice_is(text, PASTE_BEGIN))
        input->pasting = true;
    else if (!slice_is(text, &PASTE_END[1]) && input_sequence(text, &event))
        handle(context, &event); /* else of a paste that was ended before */
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
    input->stalled = false;
}

/* An answer that is a text: "]" and a number, then anything that can be printed, up to BEL or
 * ESC \. */
static bool is_text(const struct input *input)
{
    return input->size > 2 && input->pending[1] == ']';
}

/* Once it has stalled it is over with what cannot stand in the colours that are asked for, or when
 * it gets longer than they are: who types meanwhile is not to be kept from it for ever. */
static bool goes_on(const struct input *input, unsigned char byte)
{
    if (!input->stalled)
        return byte >= ' ' && byte != 0x7F;
    return !input->overlong && memchr("0123456789abcdefABCDEFrg:;/", byte, 27) != NULL;
}

static void end_text(struct input *input, input_event_fn *handle, void *context)
{
    struct slice whole = {(const char *)input->pending + 1, input->size - 1};
    bool overlong = input->overlong;

    forget_pending(input);
    if (!overlong)
        emit_answer(whole, handle, context);
}

static void keep_pending(struct input *input, unsigned char byte)
{
    if (input->size < sizeof(input->pending))
        input->pending[input->size++] = byte;
    else
        input->overlong = true;
}

/* The ESC that ends a text may begin something else, where a terminal leaves out the backslash. */
static void begin_after_text(struct input *input)
{
    input->pending[input->size++] = INPUT_ESCAPE;
    input->ended = true;
}

/* Returns false for a byte that is none of the text, which is over then. */
static bool feed_text(struct input *input, unsigned char byte, input_event_fn *handle,
                      void *context)
{
    if (byte == '\a' || byte == INPUT_ESCAPE) {
        end_text(input, handle, context);
        if (byte == INPUT_ESCAPE)
            begin_after_text(input);
        return true;
    }
    if (goes_on(input, byte)) {
        keep_pending(input, byte);
        return true;
    }
    forget_pending(input);
    return false;
}

/* Returns true when the byte can stand behind what is pending. */
static bool may_follow(const struct input *input, unsigned char byte)
{
    if (input->size == 1)
        return byte == '[' || byte == 'O' || byte == ']';
    return input->size > 2 || input->pending[1] != ']' || (byte >= '0' && byte <= '9');
}

/* What was taken for the beginning of a sequence were keys; of one that came late the first was
 * told already. */
static void settle_keys(struct input *input, input_event_fn *handle, void *context)
{
    unsigned char second = input->size > 1 ? input->pending[1] : '\0';
    bool late = input->late;

    forget_pending(input);
    input->escaped = !late && second == '\0';
    if (!late)
        emit_key(INPUT_ESCAPE, handle, context);
    if (second != '\0')
        emit_key(second, handle, context);
}

static void feed_sequence(struct input *input, unsigned char byte, input_event_fn *handle,
                          void *context)
{
    if (byte == INPUT_ESCAPE) {
        input_settle(input, handle, context);
        input->pending[input->size++] = byte;
        return;
    }
    if (!may_follow(input, byte)) {
        /* Escape was pressed, and then other keys before anybody could look. */
        settle_keys(input, handle, context);
        input_feed(input, (const char *)&byte, 1, handle, context);
        return;
    }
    keep_pending(input, byte);
    if (input->pending[1] == ']')
        return;
    const unsigned char *text = input->pending + 1;
    if (input->overlong ? is_final(byte) : sequence_is_complete(text, input->size - 1)) {
        struct slice whole = {(const char *)text, input->size - 1};
        bool overlong = input->overlong;
        forget_pending(input);
        if (!overlong)
            emit_sequence(input, whole, handle, context);
    }
}

/* What begins a sequence, right behind what was taken for Esc, may be the rest of one that came too
 * late. */
static bool is_late(const struct input *input, unsigned char byte)
{
    return input->escaped && input->size == 0 && (byte == '[' || byte == ']');
}

/* Behind the ESC that ended a text a backslash belongs to it. Else that ESC begins a sequence, or
 * nothing: it was no key. */
static bool belongs_to_text(struct input *input, unsigned char byte)
{
    bool ended = input->ended;

    input->ended = false;
    if (ended && (byte == '\\' || !may_follow(input, byte)))
        input->size = 0;
    return ended && byte == '\\';
}

static void feed_byte(struct input *input, unsigned char byte, input_event_fn *handle,
                      void *context)
{
    if (belongs_to_text(input, byte) || (is_text(input) && feed_text(input, byte, handle, context)))
        return;
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

/* Returns true while what is pending may be keys of their own. */
static bool is_ambiguous(const struct input *input)
{
    return input->size == 1 || (input->size == 2 && (input->late || input->pending[1] == ']'));
}

int input_patience_ms(const struct input *input)
{
    if (input->pasting)
        return input->waits ? 0 : STALL_MS;
    if (!is_escape_pending(input) || input->stalled)
        return 0;
    return input->size == 1 || (input->size == 2 && input->late) ? ESCAPE_MS : STALL_MS;
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
    if (input->pasting)
        settle_paste(input, handle, context);
    else if (is_text(input))
        input->stalled = true;
    else if (is_escape_pending(input) && is_ambiguous(input) && !input->ended)
        settle_keys(input, handle, context);
    else
        forget_pending(input);
}
