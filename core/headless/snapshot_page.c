#include "config.h"

#include "headless/snapshot_page.h"

#include "base/duration.h"
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

void page_name(struct page *page, struct slice name, int columns, bool pad)
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

struct slice page_dimension_name(const struct tenant *tenant, size_t dimension)
{
    return (struct slice){tenant->dimensions[dimension].name,
                          tenant->dimensions[dimension].name_size};
}
