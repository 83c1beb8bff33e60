#include "config.h"

#include "headless/snapshot_page.h"

#include "base/memory.h"
#include "base/text.h"
#include "judge/newest.h"
#include "present/number.h"
#include "present/sparkline.h"

#include <stdlib.h>
#include <string.h>

#define STATE_COLUMNS_MAX 8 /* "degraded" */
#define MIN_SPARK_COLUMNS 8
#define FULL_Z 5.0 /* |z| at which a sparkline is at its full height, as on the screen */

enum figure { FIGURE_VALUE, FIGURE_BASELINE, FIGURE_CHANGE, FIGURE_Z, FIGURE_COUNT };

static const char *const titles[TABLE_FIGURES] = {"value", "base", "change", "z", "n"};

/* The figures of one row as text. */
struct row {
    char figures[TABLE_FIGURES][NUMBER_SIZE];
};

static struct row row_of(const struct tenant *tenant, const struct dimension_verdict *newest)
{
    struct row row = {0};

    number_value(newest->newest.value, row.figures[FIGURE_VALUE]);
    number_value(newest->newest.baseline, row.figures[FIGURE_BASELINE]);
    number_change(dimension_change(newest), row.figures[FIGURE_CHANGE]);
    number_signed(newest->newest.z, row.figures[FIGURE_Z]);
    number_count(dimension_sample_count(tenant, newest), row.figures[FIGURE_COUNT]);
    return row;
}

static void widen(int *columns, int needed, int limit)
{
    if (needed > *columns)
        *columns = needed < limit ? needed : limit;
}

static void measure_tenant(struct table *table, const struct page *page,
                           const struct tenant_verdict *verdict)
{
    const struct tenant *tenant = verdict->tenant;

    for (size_t dimension = 0; dimension < verdict->dimension_count; dimension++) {
        const struct dimension_verdict *newest = &verdict->dimensions[dimension];
        struct slice name = page_dimension_name(tenant, newest->dimension);
        struct row row = row_of(tenant, newest);
        widen(&table->name_columns, page_name_width(page, name), PAGE_NAME_COLUMNS);
        widen(&table->state_columns, (int)strlen(dimension_word(newest)), STATE_COLUMNS_MAX);
        for (int i = 0; i < TABLE_FIGURES; i++)
            widen(&table->columns[i], (int)strlen(row.figures[i]), NUMBER_SIZE);
    }
}

void table_measure(struct table *table, const struct page *page, const struct listing *tenants)
{
    int rest = PAGE_COLUMNS - (2 + 1 + 2);

    table->name_columns = (int)strlen("dimension");
    table->state_columns = (int)strlen("state");
    for (int i = 0; i < TABLE_FIGURES; i++)
        table->columns[i] = (int)strlen(titles[i]);
    for (size_t i = 0; i < tenants->count; i++)
        measure_tenant(table, page, tenants->rows[i]);
    rest -= table->state_columns;
    for (int i = 0; i < TABLE_FIGURES; i++)
        rest -= 1 + table->columns[i];
    /* Where the figures leave too little, names give way. */
    if (table->name_columns > rest - MIN_SPARK_COLUMNS)
        table->name_columns = rest - MIN_SPARK_COLUMNS;
    table->spark_columns = rest - table->name_columns;
}

static void append_sparkline(struct page *page, int columns, const struct tenant *tenant,
                             size_t dimension)
{
    size_t per_cell = sparkline_buckets_per_cell(page->glyphs);
    struct time_grid grid =
        grid_of(page->frame->window, (size_t)columns * per_cell, page->frame->zone);
    size_t cell_count = (grid.count + per_cell - 1) / per_cell;
    struct bucket *buckets = mem_zalloc(grid.count, sizeof(*buckets));
    struct spark_cell *cells = mem_zalloc(cell_count, sizeof(*cells));

    buckets_of_dimension(&tenant->history, dimension, &grid, buckets);
    buckets_hold(buckets, &grid, tenant_interval(tenant));
    sparkline(buckets, grid.count, FULL_Z, page->glyphs, cells);
    for (size_t i = 0; i < cell_count; i++)
        page_character(page, cells[i].character);
    free(cells);
    free(buckets);
}

static void print_titles(struct page *page, const struct table *table)
{
    buffer_printf(&page->line, "  %-*s %-*s", table->name_columns, "dimension",
                  table->state_columns, "state");
    for (int i = 0; i < TABLE_FIGURES; i++)
        buffer_printf(&page->line, " %*s", table->columns[i], titles[i]);
    page_print(page, "  severity");
}

static void print_row(struct page *page, const struct table *table, const struct tenant *tenant,
                      const struct dimension_verdict *newest)
{
    struct row row = row_of(tenant, newest);

    buffer_string(&page->line, "  ");
    page_name(page, page_dimension_name(tenant, newest->dimension), table->name_columns, true);
    buffer_printf(&page->line, " %-*s", table->state_columns, dimension_word(newest));
    for (int i = 0; i < TABLE_FIGURES; i++)
        buffer_printf(&page->line, " %*s", table->columns[i], row.figures[i]);
    buffer_string(&page->line, "  ");
    append_sparkline(page, table->spark_columns, tenant, newest->dimension);
    while (page->line.size > 0 && page->line.data[page->line.size - 1] == ' ')
        page->line.size--;
    page_end_line(page);
}

void table_print(struct page *page, const struct table *table, const struct tenant_verdict *verdict)
{
    if (verdict->dimension_count == 0)
        return;
    print_titles(page, table);
    for (size_t i = 0; i < verdict->dimension_count; i++)
        print_row(page, table, verdict->tenant, &verdict->dimensions[i]);
}
