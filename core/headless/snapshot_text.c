/* A snapshot as text, for a ticket: 80 columns, worst first. */
#include "config.h"

#include "headless/snapshot.h"

#include "headless/flush.h"
#include "headless/snapshot_check.h"
#include "headless/snapshot_page.h"

/* Tenants that nobody asks for any more are told in a note. */
static bool is_shown(const struct page *page, const struct tenant_verdict *verdict)
{
    return !verdict->forgotten || page->frame->named;
}

static bool print(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    struct page page = {.out = out, .frame = frame, .ascii = frame->ascii};
    struct table table;

    page.glyphs = frame->ascii ? glyphs_get(GLYPHS_ASCII) : frame->glyphs;
    table_measure(&table, &page, tenants);
    if (frame->check) {
        check_line(&page.line, tenants, frame->status, frame->reason, page_telling(&page));
        flush(out, &page.line);
    }
    page_head(&page, tenants);
    for (size_t i = 0; i < tenants->count && !ferror(out); i++) {
        if (is_shown(&page, tenants->rows[i]))
            page_tenant(&page, &table, tenants->rows[i]);
    }
    buffer_free(&page.line);
    return !ferror(out);
}

static bool print_down(FILE *out, const char *reason, bool check)
{
    struct buffer text = {0};

    if (check)
        check_line_down(&text, reason);
    bool written = flush(out, &text);
    buffer_free(&text);
    return written;
}

const struct snapshot_format snapshot_text_format = {
    .format = {.name = "text", .set = FOR_SNAPSHOT},
    .worst_first = true,
    .has_notes = true,
    .print = print,
    .print_down = print_down,
};
