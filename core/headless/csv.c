#include "config.h"

#include "headless/csv.h"

#include "base/integer.h"
#include "base/text.h"
#include "wire/json_spell.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static struct buffer *begin_cell(struct csv_row *row)
{
    if (row->cells++ > 0)
        buffer_char(row->out, ',');
    return row->out;
}

/* Returns the size of the text up to the first byte that is not plain, or that needs quotes. */
static size_t plain_size(struct slice text)
{
    size_t size = 0;

    while (size < text.size && text.data[size] >= ' ' && text.data[size] < 0x7F &&
           text.data[size] != '"' && text.data[size] != ',')
        size++;
    return size;
}

/* What begins with a tab or a carriage return is one for some programs too, but these do not get
 * through. */
static bool is_formula(struct slice text)
{
    return text.size > 0 && memchr("=+-@", text.data[0], 4) != NULL;
}

static void write_characters(struct buffer *out, struct slice text)
{
    while (text.size > 0) {
        uint32_t character;
        char encoded[4];
        size_t size = text_decode(text, &character);
        if (character == '"')
            buffer_char(out, '"');
        size_t length = text_encode(text_safe_character(character), encoded);
        buffer_append(out, encoded, length);
        text.data += size;
        text.size -= size;
    }
}

void csv_text(struct csv_row *row, struct slice text)
{
    struct buffer *out = begin_cell(row);
    bool quoted = plain_size(text) < text.size;

    if (quoted)
        buffer_char(out, '"');
    if (is_formula(text))
        buffer_char(out, '\'');
    if (quoted) {
        write_characters(out, text);
        buffer_char(out, '"');
    } else {
        buffer_append(out, text.data, text.size);
    }
}

void csv_number(struct csv_row *row, double number)
{
    struct buffer *out = begin_cell(row);

    if (isfinite(number))
        json_append_number(out, &json_compact, number);
}

void csv_number_text(struct csv_row *row, double number, struct slice text)
{
    if (text.size > 0)
        buffer_append(begin_cell(row), text.data, text.size);
    else
        csv_number(row, number);
}

void csv_unsigned(struct csv_row *row, uint64_t number)
{
    integer_append(begin_cell(row), number);
}

void csv_signed(struct csv_row *row, int64_t number)
{
    buffer_printf(begin_cell(row), "%" PRId64, number);
}

void csv_end(struct csv_row *row)
{
    buffer_string(row->out, "\r\n");
    row->cells = 0;
}
