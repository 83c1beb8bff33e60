#include "config.h"

#include "headless/snapshot_page.h"

#include "base/duration.h"
#include "base/spelling.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

void page_end_line(struct page *page)
{
    buffer_char(&page->line, '\n');
    fwrite(page->line.data, 1, page->line.size, page->out);
    buffer_clear(&page->line);
}

void page_print(struct page *page, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buffer_vprintf(&page->line, format, args);
    va_end(args);
    page_end_line(page);
}

/* Returns the size of what fits into the columns: up to the end of a clause or else of a word,
 * where there is one. */
static size_t fitting_size(struct slice text, int columns)
{
    size_t clause = 0;
    size_t word = 0;

    if (text_width(text) <= columns)
        return text.size;
    for (size_t size = 1; size < text.size; size++) {
        if (text.data[size] != ' ' || text_width((struct slice){text.data, size}) > columns)
            continue;
        word = size;
        if (strchr(",;:", text.data[size - 1]) != NULL)
            clause = size;
    }
    if (word == 0)
        return text.size;
    return clause > (size_t)columns / 2 ? clause : word;
}

void page_end_words(struct page *page, int indent)
{
    struct slice rest = {page->line.data, page->line.size};
    int columns = PAGE_COLUMNS;

    while (rest.size > 0) {
        size_t size = fitting_size(rest, columns);
        fprintf(page->out, "%*s%.*s\n", PAGE_COLUMNS - columns, "", (int)size, rest.data);
        size += size < rest.size;
        rest = (struct slice){rest.data + size, rest.size - size};
        columns = PAGE_COLUMNS - indent;
    }
    buffer_clear(&page->line);
}

void page_text(struct page *page, struct slice text)
{
    text_safe(&page->line, text, page->ascii);
}

void page_character(struct page *page, uint32_t character)
{
    char bytes[4];

    buffer_append(&page->line, bytes, text_encode(character, bytes));
}

void page_time(struct page *page, int64_t time_ms)
{
    char text[32];

    if (page->frame->window.end_ms - time_ms < MS_PER_DAY)
        timestamp_format_clock(time_ms, page->frame->zone, text);
    else
        timestamp_format(time_ms, page->frame->zone, text);
    buffer_string(&page->line, text);
}

void page_length(struct page *page, int64_t length_ms)
{
    char text[8];

    duration_format_short(length_ms, text);
    buffer_string(&page->line, text);
}

/* Appends a name that is spelled: of one that is too long what stands behind its last point, where
 * that fits. */
static void append_fitting(struct page *page, struct slice name, int columns, bool pad)
{
    int width = text_width(name);
    const char *dot = memrchr(name.data, '.', name.size);

    if (width > columns && dot != NULL) {
        struct slice last = {dot + 1, name.size - (size_t)(dot + 1 - name.data)};
        if (text_width(last) < columns && last.size > 0) {
            page_character(page, page->glyphs->ellipsis);
            text_fit(&page->line, last, pad ? columns - 1 : text_width(last), page->ascii);
            return;
        }
    }
    if (width > columns || pad)
        text_fit(&page->line, name, columns, page->ascii);
    else
        text_safe(&page->line, name, page->ascii);
}

static struct slice spell(const struct page *page, struct slice name, struct buffer *out)
{
    spelling_append(out, name, page->ascii || !text_locale_is_utf8());
    return (struct slice){buffer_text(out), out->size};
}

void page_name(struct page *page, struct slice name, int columns, bool pad)
{
    struct buffer spelled = {0};

    append_fitting(page, spell(page, name, &spelled), columns, pad);
    buffer_free(&spelled);
}

int page_name_width(const struct page *page, struct slice name)
{
    struct buffer spelled = {0};
    int width = text_width(spell(page, name, &spelled));

    buffer_free(&spelled);
    return width;
}

struct slice page_dimension_name(const struct tenant *tenant, size_t dimension)
{
    return (struct slice){tenant->dimensions[dimension].name,
                          tenant->dimensions[dimension].name_size};
}

struct telling page_telling(const struct page *page)
{
    return (struct telling){page->frame->window.end_ms, page->frame->zone};
}
