#include "config.h"

#include "headless/csv.h"

#include "base/integer.h"
#include "base/spelling.h"
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
           memchr("\",\\", text.data[size], 3) == NULL)
        size++;
    return size;
}

/* Nobody sees blanks at the ends. */
static bool is_plain(struct slice text)
{
    return plain_size(text) == text.size &&
           (text.size == 0 || (text.data[0] != ' ' && text.data[text.size - 1] != ' '));
}

/* Returns whether a spreadsheet would take the text for a formula, or would be told so by an
 * apostrophe that is the text's own. */
static bool is_formula(struct slice text)
{
    while (text.size > 1 && text.data[0] == '\'')
        text = (struct slice){text.data + 1, text.size - 1};
    return text.size > 0 && memchr("=+-@", text.data[0], 4) != NULL;
}

/* Appends a text within quotes. */
static void append_quoted(struct buffer *out, const char *front, struct slice text)
{
    buffer_printf(out, "\"%s", front);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, text.data[i]);
    }
    buffer_char(out, '"');
}

void csv_text(struct csv_row *row, struct slice text)
{
    struct buffer *out = begin_cell(row);
    const char *front = is_formula(text) ? "'" : "";
    struct buffer spelled = {0};

    if (is_plain(text)) {
        buffer_string(out, front);
        buffer_append(out, text.data, text.size);
        return;
    }
    spelling_append(&spelled, text, false);
    append_quoted(out, front, (struct slice){spelled.data, spelled.size});
    buffer_free(&spelled);
}

static bool is_ascii(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < ' ' || text.data[i] == 0x7F)
            return false;
    }
    return true;
}

void csv_json(struct csv_row *row, struct slice json)
{
    struct buffer *out = begin_cell(row);
    struct buffer spelled = {0};
    struct json_writer writer = {.out = &spelled, .style = &json_compact};

    if (json.size == 0)
        return;
    if (is_ascii(json))
        buffer_append(&spelled, json.data, json.size);
    else
        json_write_json(&writer, json);
    append_quoted(out, "", (struct slice){spelled.data, spelled.size});
    buffer_free(&spelled);
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
