#include "config.h"

#include "base/text.h"

#include <langinfo.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

struct character_range {
    uint32_t first;
    uint32_t last;
};

/* What must not reach a terminal: controls, the default-ignorable characters of Unicode (joiners,
 * bidirectional controls, fillers, variation selectors, tags), line separators, interlinear
 * annotations, surrogates and private use. In ascending order. */
static const struct character_range unsafe_ranges[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},      {0x034F, 0x034F},
    {0x061C, 0x061C},   {0x115F, 0x1160},   {0x17B4, 0x17B5},      {0x180B, 0x180F},
    {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},      {0x3164, 0x3164},
    {0xD800, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},      {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},      {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}, {0xF0000, UINT32_MAX},
};

/* Noncharacters are the last two of each plane, and a row that was set aside for them. */
static bool is_noncharacter(uint32_t character)
{
    return (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
}

static bool is_unsafe(uint32_t character)
{
    size_t low = 0;
    size_t high = sizeof(unsafe_ranges) / sizeof(unsafe_ranges[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (character > unsafe_ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return character >= unsafe_ranges[low].first || is_noncharacter(character);
}

static bool is_printable_ascii(uint32_t character)
{
    return character >= 0x20 && character < 0x7F;
}

/* Returns the length that a first byte announces, 0 when none begins with it, and the bits that it
 * carries. */
static size_t announced_length(unsigned char byte, uint32_t *bits)
{
    if (byte < 0x80) {
        *bits = byte;
        return 1;
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        *bits = byte & 0x1Fu;
        return 2;
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        *bits = byte & 0x0Fu;
        return 3;
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        *bits = byte & 0x07u;
        return 4;
    }
    return 0;
}

size_t text_decode(struct slice text, uint32_t *character)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t result = 0;
    size_t length = announced_length((unsigned char)text.data[0], &result);

    *character = TEXT_REPLACEMENT;
    if (length == 0 || length > text.size)
        return 1;
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if ((byte & 0xC0) != 0x80)
            return 1;
        result = result << 6 | (byte & 0x3Fu);
    }
    bool surrogate = result >= 0xD800 && result <= 0xDFFF;
    if (result < smallest[length] || result > 0x10FFFF || surrogate)
        return 1;
    *character = result;
    return length;
}

size_t text_encode(uint32_t character, char out[4])
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    if (character < 0x800) {
        out[0] = (char)(0xC0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3F));
        return 2;
    }
    if (character < 0x10000) {
        out[0] = (char)(0xE0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3F));
        out[2] = (char)(0x80 | (character & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (character >> 18 & 0x07));
    out[1] = (char)(0x80 | (character >> 12 & 0x3F));
    out[2] = (char)(0x80 | (character >> 6 & 0x3F));
    out[3] = (char)(0x80 | (character & 0x3F));
    return 4;
}

bool text_locale_is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

uint32_t text_safe_character(uint32_t character)
{
    if (is_printable_ascii(character))
        return character;
    /* Which characters are assigned only a locale that knows them can tell. */
    if (is_unsafe(character) || (text_locale_is_utf8() && !iswprint((wint_t)character)))
        return TEXT_REPLACEMENT;
    return character;
}

int text_character_width(uint32_t character)
{
    int width = is_printable_ascii(character) ? 1 : wcwidth((wchar_t)character);

    return width >= 0 ? width : 1;
}

/* How text is taken apart, character by character, whatever is then done with it. */
struct reader {
    struct slice rest;
    bool ascii;
    bool has_base; /* there is a character that a combining one can sit on */
};

static struct reader reader_of(struct slice text, bool ascii)
{
    return (struct reader){.rest = text, .ascii = ascii || !text_locale_is_utf8()};
}

/* Takes the next character, made safe, and its width. Returns false at the end. A combining
 * character that would sit on whatever stands before the text on the screen is replaced. */
static bool reader_next(struct reader *reader, uint32_t *character, int *width)
{
    if (reader->rest.size == 0)
        return false;

    size_t length = text_decode(reader->rest, character);
    reader->rest.data += length;
    reader->rest.size -= length;
    if (reader->ascii) {
        *character = is_printable_ascii(*character) ? *character : '?';
        *width = 1;
        return true;
    }
    *character = text_safe_character(*character);
    *width = text_character_width(*character);
    if (*width == 0 && !reader->has_base) {
        *character = TEXT_REPLACEMENT;
        *width = 1;
    }
    reader->has_base = true;
    return true;
}

static void append_character(struct buffer *out, uint32_t character)
{
    out->size += text_encode(character, buffer_reserve(out, 4));
    out->data[out->size] = '\0';
}

void text_safe(struct buffer *out, struct slice text, bool ascii)
{
    struct reader reader = reader_of(text, ascii);
    uint32_t character;
    int width;

    while (reader_next(&reader, &character, &width))
        append_character(out, character);
}

void text_safe_copy(char *out, size_t size, struct slice text)
{
    struct reader reader = reader_of(text, false);
    size_t used = 0;
    uint32_t character;
    int width;
    char bytes[4];

    while (reader_next(&reader, &character, &width)) {
        size_t length = text_encode(character, bytes);
        if (used + length >= size)
            break;
        memcpy(out + used, bytes, length);
        used += length;
    }
    out[used] = '\0';
}

void text_fit(struct buffer *out, struct slice text, int columns, bool ascii)
{
    struct reader reader = reader_of(text, ascii);
    size_t cut_size = out->size; /* where an ellipsis would still fit */
    int cut_columns = 0;
    int used = 0;
    uint32_t character;
    int width;

    if (columns <= 0)
        return;
    while (reader_next(&reader, &character, &width)) {
        if (used + width > columns) {
            out->size = cut_size;
            append_character(out, reader.ascii ? '~' : 0x2026);
            used = cut_columns + 1;
            break;
        }
        append_character(out, character);
        used += width;
        if (used < columns) {
            cut_size = out->size;
            cut_columns = used;
        }
    }
    for (; used < columns; used++)
        buffer_char(out, ' ');
}

int text_width(struct slice text)
{
    struct reader reader = reader_of(text, false);
    uint32_t character;
    int columns = 0;
    int width;

    while (reader_next(&reader, &character, &width))
        columns += width;
    return columns;
}
