/* Page: a snapshot as text while it is written, line by line, and what all its parts say alike. */
#ifndef HEADLESS_SNAPSHOT_PAGE_H
#define HEADLESS_SNAPSHOT_PAGE_H

#include "base/buffer.h"
#include "headless/snapshot.h"
#include "present/state_words.h"
#include "present/verdict_words.h"

#define PAGE_COLUMNS 80
#define PAGE_NAME_COLUMNS 28 /* of a dimension: the longest that the producers ship */

/* `line` collects what is written at once. */
struct page {
    FILE *out;
    const struct snapshot_frame *frame;
    const struct glyphs *glyphs;
    bool ascii;
    struct buffer line;
};

/* Writes the line, with what the format adds to it. */
void page_end_line(struct page *page);
void page_print(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of a line of words: what has no room goes on in further lines, `indent` columns in. */
void page_end_words(struct page *page, int indent);

void page_character(struct page *page, uint32_t character);

/* Appends text that may hold anything. */
void page_text(struct page *page, struct slice text);

/* Appends a moment: the clock alone where it cannot be taken for that of another day. */
void page_time(struct page *page, int64_t time_ms);

/* Appends a length of time in short. */
void page_length(struct page *page, int64_t length_ms);

/* Appends a name that may hold anything, spelled as spelling.h says, in at most `columns`, with
 * `pad` in exactly as many. Of one that is too long and has parts ("ResponseQuality.relevance") the
 * last part is kept: it tells more. */
void page_name(struct page *page, struct slice name, int columns, bool pad);

/* Returns the columns that a whole name takes. */
int page_name_width(const struct page *page, struct slice name);

struct slice page_dimension_name(const struct tenant *tenant, size_t dimension);

/* Returns as of when the page tells what lasts. */
struct telling page_telling(const struct page *page);

/* snapshot_table.c: the dimensions of a tenant as a table. All tables of a page have the same
 * columns, as wide as the widest figure; the sparklines get the rest. */

#define TABLE_FIGURES 5

struct table {
    int name_columns;
    int state_columns;
    int columns[TABLE_FIGURES];
    int spark_columns;
};

void table_measure(struct table *table, const struct page *page, const struct listing *tenants);
void table_print(struct page *page, const struct table *table,
                 const struct tenant_verdict *verdict);

/* snapshot_head.c: source, window, totals and notes. */
void page_head(struct page *page, const struct listing *tenants);

/* snapshot_tenant.c: all of a tenant; snapshot_events.c: its newest events. */
void page_tenant(struct page *page, const struct table *table,
                 const struct tenant_verdict *verdict);
void page_events(struct page *page, const struct tenant_verdict *verdict);

#endif
