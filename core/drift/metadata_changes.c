#include "config.h"

#include "drift/metadata_changes.h"

#include "drift/span_block.h"

/* Changes while they are looked for, from the newest row to the oldest. */
struct search {
    const struct metadata_table *table;
    const struct span *span;
    size_t column;
    int64_t start_ms; /* of the window */
    uint8_t number;   /* of the oldest row so far that tells metadata */
    struct metadata_change *changes;
    size_t capacity;
    size_t total;
    bool over;
};

static bool tells(const struct search *search, size_t row, uint8_t *number)
{
    struct sample sample;

    if (span_kind(search->span, row) != ROW_REPORT)
        return false;
    sample = span_sample(search->span, row, search->column);
    *number = (uint8_t)sample.metadata;
    return sample.severity != SEVERITY_ABSENT && sample.metadata != METADATA_NONE;
}

/* Returns the first row behind one that tells metadata; there is one. */
static size_t next_row(const struct search *search, size_t row)
{
    uint8_t number;

    do
        row++;
    while (!tells(search, row, &number));
    return row;
}

static void add(struct search *search, size_t older, uint8_t number)
{
    struct stream_id now = span_id(search->span, next_row(search, older));

    if (stream_id_time(now) < search->start_ms)
        return;
    if (search->total < search->capacity)
        search->changes[search->total] = (struct metadata_change){
            .before = span_id(search->span, older),
            .now = now,
            .from = number,
            .to = search->number,
        };
    search->total++;
}

/* Nothing that is older than a row before the window belongs to it. */
static void take_row(struct search *search, size_t row)
{
    uint8_t number;

    if (!tells(search, row, &number))
        return;
    if (metadata_differs(search->table, number, search->number))
        add(search, row, number);
    search->number = number;
    search->over = stream_id_time(span_id(search->span, row)) < search->start_ms;
}

/* Returns whether no row of a block can differ from the one behind it. */
static bool is_passed_over(const struct search *search, const struct span_block *block)
{
    if (!span_block_names(block, search->column))
        return true;
    uint8_t number = block->numbers[search->column];
    if (number == SPAN_NUMBERS_VARY || number == METADATA_NONE)
        return number == METADATA_NONE;
    return search->number != METADATA_NONE &&
           !metadata_differs(search->table, number, search->number);
}

static void search_span(struct search *search, size_t end)
{
    search->number = METADATA_NONE;
    for (size_t row = end; row > 0 && !search->over;) {
        size_t at;
        const struct span_block *block = span_block_of(search->span, row - 1, &at);
        size_t count = at + 1 < row ? at + 1 : row;
        bool passed = is_passed_over(search, block);
        for (size_t i = 1; i <= count && !passed && !search->over; i++)
            take_row(search, row - i);
        row -= count;
    }
}

size_t metadata_changes(const struct tenant *tenant, size_t dimension, struct time_range window,
                        struct metadata_change *changes, size_t capacity, size_t *total)
{
    const struct history *history = &tenant->history;
    struct search search = {
        .table = tenant->dimensions[dimension].table,
        .column = dimension,
        .start_ms = window.start_ms,
        .changes = changes,
        .capacity = capacity,
    };

    for (size_t i = history->count;
         search.table != NULL && window.end_ms > 0 && i > 0 && !search.over; i--) {
        search.span = history->spans[i - 1];
        search_span(&search, span_find(search.span, stream_id_at(window.end_ms)));
    }
    if (total != NULL)
        *total = search.total;
    return search.total < capacity ? search.total : capacity;
}
