#include "config.h"

#include "squeeze.h"

#include "theme.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ESCAPE '\x1b'
#define DELETE 0x7f
#define SCROLL_DOWN "\x1bM" /* at the upper margin; a blank row comes in */

/* The parameters that turn attributes on, and off again: bold and dim at once. */
static const struct {
    unsigned attribute;
    int parameter;
    const char *off;
} attributes[] = {
    {STYLE_BOLD, 1, "22"},      {STYLE_DIM, 2, "22"},     {STYLE_ITALIC, 3, "23"},
    {STYLE_UNDERLINE, 4, "24"}, {STYLE_REVERSE, 7, "27"},
};

#define WEIGHT (STYLE_BOLD | STYLE_DIM)

#define ATTRIBUTE_COUNT (sizeof(attributes) / sizeof(attributes[0]))

/* A blank shows its background and these. */
#define SEEN_ON_BLANKS (STYLE_UNDERLINE | STYLE_REVERSE)

static void append_parameter(struct buffer *out, const char *parameter)
{
    if (buffer_text(out)[out->size - 1] != '[')
        buffer_char(out, ';');
    buffer_string(out, parameter);
}

static void append_attributes(struct buffer *out, unsigned set)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        char parameter[8];
        snprintf(parameter, sizeof(parameter), "%d", attributes[i].parameter);
        if ((set & attributes[i].attribute) != 0)
            append_parameter(out, parameter);
    }
}

static void append_colour(struct buffer *out, const char *told, const char *wanted, const char *own)
{
    if (strcmp(told, wanted) != 0)
        append_parameter(out, wanted[0] != '\0' ? wanted : own);
}

static bool looks_are_equal(const struct squeeze_looks *a, const struct squeeze_looks *b)
{
    return a->attributes == b->attributes && strcmp(a->foreground, b->foreground) == 0 &&
           strcmp(a->background, b->background) == 0;
}

static void append_change(struct buffer *out, const struct squeeze_looks *from,
                          const struct squeeze_looks *to)
{
    append_attributes(out, to->attributes & ~from->attributes);
    append_colour(out, from->foreground, to->foreground, "39");
    append_colour(out, from->background, to->background, "49");
}

/* Turns off what is not wanted, and keeps the rest. */
static void append_turned_off(struct buffer *out, struct squeeze_looks from,
                              const struct squeeze_looks *to)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        unsigned off = attributes[i].attribute;
        if ((from.attributes & ~to->attributes & off) == 0)
            continue;
        append_parameter(out, attributes[i].off);
        from.attributes &= ~((off & WEIGHT) != 0 ? WEIGHT : off);
    }
    append_change(out, &from, to);
}

/* Turns everything off, and what is wanted on. */
static void append_anew(struct buffer *out, const struct squeeze_looks *to)
{
    static const struct squeeze_looks none = {0};

    if (!looks_are_equal(&none, to))
        append_parameter(out, "0");
    append_change(out, &none, to);
}

/* Takes what stands from `second` on in place of what stands from `first` on, where it is not
 * longer. */
static void choose_shorter(struct buffer *out, size_t first, size_t second)
{
    size_t size = out->size - second;

    if (size <= second - first)
        memmove(out->data + first, out->data + second, size);
    out->size = size <= second - first ? first + size : second;
}

/* Tells looks in one sequence. */
static void tell(struct squeeze *squeeze, const struct squeeze_looks *looks, struct buffer *out)
{
    const struct squeeze_looks *told = &squeeze->told;
    bool turns_off = (told->attributes & ~looks->attributes) != 0;
    size_t first = out->size;

    if (squeeze->known && looks_are_equal(told, looks))
        return;
    if (squeeze->known && (!turns_off || squeeze->turns_off)) {
        buffer_string(out, "\x1b[");
        append_turned_off(out, *told, looks);
    }
    if (!squeeze->known || turns_off) {
        size_t second = out->size;
        buffer_string(out, "\x1b[");
        append_anew(out, looks);
        if (second > first)
            choose_shorter(out, first, second);
    }
    buffer_char(out, 'm');
    squeeze->told = *looks;
    squeeze->known = true;
}

/* Tells of the looks that are wanted what a blank shows. */
static void tell_for_blank(struct squeeze *squeeze, struct buffer *out)
{
    const struct squeeze_looks *wanted = &squeeze->wanted;
    const struct squeeze_looks *told = &squeeze->told;
    bool same = ((wanted->attributes ^ told->attributes) & SEEN_ON_BLANKS) == 0 &&
                strcmp(wanted->background, told->background) == 0;

    if (!squeeze->known || !same || (wanted->attributes & SEEN_ON_BLANKS) != 0)
        tell(squeeze, wanted, out);
}

/* Returns the length of a colour among the parameters, behind 38 or 48: what chooses one of a
 * palette has two more, one of its own four. 0: it is none. */
static size_t colour_length(const char *text, const char *end)
{
    size_t fields = text + 3 < end && text[2] == ';' && text[3] == '5'   ? 3
                    : text + 3 < end && text[2] == ';' && text[3] == '2' ? 5
                                                                         : 0;
    size_t length = 0;

    while (fields > 0 && text + length < end) {
        if (text[length] == ';' && --fields == 0)
            break;
        length++;
    }
    return fields <= 1 && length > 0 && length < SQUEEZE_COLOUR_SIZE ? length : 0;
}

static void set_colour(char colour[static SQUEEZE_COLOUR_SIZE], const char *text, size_t length)
{
    snprintf(colour, SQUEEZE_COLOUR_SIZE, "%.*s", (int)length, text);
}

static bool add_attribute(struct squeeze_looks *looks, long parameter)
{
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (attributes[i].parameter == parameter) {
            looks->attributes |= attributes[i].attribute;
            return true;
        }
    }
    return false;
}

#define USUAL_FONT 10 /* which is never left */

/* Takes one parameter that is a number. */
static bool take_number(struct squeeze_looks *looks, const char *text, size_t length)
{
    long number = length > 0 ? strtol(text, NULL, 10) : 0;
    bool is_foreground = (number >= 30 && number <= 37) || (number >= 90 && number <= 97);
    bool is_background = (number >= 40 && number <= 47) || (number >= 100 && number <= 107);

    if (number == 0)
        *looks = (struct squeeze_looks){0};
    else if (number == 39 || number == 49)
        set_colour(number == 39 ? looks->foreground : looks->background, "", 0);
    else if (is_foreground)
        set_colour(looks->foreground, text, length);
    else if (is_background)
        set_colour(looks->background, text, length);
    else
        return number == USUAL_FONT || add_attribute(looks, number);
    return true;
}

/* Takes the parameters of a sequence that sets looks. Returns false when one is not known. */
static bool take_looks(struct squeeze_looks *looks, struct slice parameters)
{
    const char *at = parameters.data;
    const char *end = at + parameters.size;

    do {
        size_t length = 0;
        while (at + length < end && isdigit((unsigned char)at[length]))
            length++;
        bool is_colour = length == 2 && (at[0] == '3' || at[0] == '4') && at[1] == '8';
        if (is_colour) {
            length = colour_length(at, end);
            set_colour(at[0] == '3' ? looks->foreground : looks->background, at, length);
        }
        if ((is_colour ? length == 0 : !take_number(looks, at, length)) ||
            (at + length < end && at[length] != ';'))
            return false;
        at += length + 1;
    } while (at <= end);
    return true;
}

/* Moves of the cursor, margins, modes and repetition of what was just written show no looks. */
static bool shows_looks(char final)
{
    return strchr("ABCDGHdfhlbtnr", final) == NULL;
}

/* Returns the margins that are told: those of the whole terminal need no numbers. */
static struct slice margins_told(struct squeeze *squeeze, struct slice sequence)
{
    char whole[24];
    bool first = !squeeze->scrolls;

    squeeze->scrolls = true;
    snprintf(whole, sizeof(whole), "\x1b[1;%dr", squeeze->rows);
    return first || slice_is(sequence, whole) ? SLICE("\x1b[r") : sequence;
}

/* Takes a sequence that begins with ESC [ and is complete. */
static void take_control(struct squeeze *squeeze, struct slice sequence, struct buffer *out)
{
    struct slice parameters = {sequence.data + 2, sequence.size - 3};
    struct squeeze_looks looks = squeeze->wanted;
    char final = sequence.data[sequence.size - 1];

    if (final == 'm' && take_looks(&looks, parameters)) {
        squeeze->wanted = looks;
        return;
    }
    if (shows_looks(final))
        tell(squeeze, &squeeze->wanted, out);
    if (final == 'r')
        sequence = margins_told(squeeze, sequence);
    squeeze_move(&squeeze->cursor, sequence, out);
    squeeze->known = squeeze->known && final != 'm';
}

static size_t control_length(struct slice bytes)
{
    size_t length = 2;

    while (length < bytes.size && (unsigned char)bytes.data[length] < '@')
        length++;
    return length < bytes.size ? length + 1 : bytes.size;
}

/* A text for the terminal ends with BEL, or with ESC and a backslash. */
static size_t text_length(struct slice bytes)
{
    size_t length = 2;

    while (length < bytes.size && bytes.data[length] != '\a' && bytes.data[length - 1] != ESCAPE)
        length++;
    return length < bytes.size ? length + 1 : bytes.size;
}

static size_t other_length(struct slice bytes)
{
    size_t length = 1;

    while (length < bytes.size && bytes.data[length] >= ' ' && bytes.data[length] <= '/')
        length++;
    return length < bytes.size ? length + 1 : bytes.size;
}

/* Takes any sequence, and returns its length. The character set is always the usual one. */
static size_t take_escape(struct squeeze *squeeze, struct slice bytes, struct buffer *out)
{
    char second = bytes.size > 1 ? bytes.data[1] : '\0';
    size_t length = second == '['   ? control_length(bytes)
                    : second == ']' ? text_length(bytes)
                                    : other_length(bytes);
    struct slice sequence = {bytes.data, length};

    if (second == '[' && length > 2) {
        take_control(squeeze, sequence, out);
    } else if (slice_is(sequence, SCROLL_DOWN)) {
        tell_for_blank(squeeze, out);
        buffer_append(out, bytes.data, length);
        squeeze_cursor_lose(&squeeze->cursor);
    } else if (!slice_is(sequence, "\x1b(B")) {
        buffer_append(out, bytes.data, length);
        squeeze_cursor_lose(&squeeze->cursor);
        squeeze->known = squeeze->known && (second == ']' || second == '=' || second == '>');
    }
    return length;
}

static void take_character(struct squeeze *squeeze, unsigned char byte, struct buffer *out)
{
    if (byte == ' ')
        tell_for_blank(squeeze, out);
    else if (byte > ' ' && byte != DELETE)
        tell(squeeze, &squeeze->wanted, out);
    buffer_char(out, (char)byte);
    squeeze_cursor_write(&squeeze->cursor, byte);
}

void squeeze(struct squeeze *squeeze, struct slice bytes, struct buffer *out)
{
    while (bytes.size > 0) {
        size_t length = 1;
        if (bytes.data[0] == ESCAPE)
            length = take_escape(squeeze, bytes, out);
        else
            take_character(squeeze, (unsigned char)bytes.data[0], out);
        bytes = (struct slice){bytes.data + length, bytes.size - length};
    }
}

void squeeze_finish(struct squeeze *squeeze, struct buffer *out)
{
    tell(squeeze, &squeeze->wanted, out);
}
