/* A tenant in a snapshot as text. */
#include "config.h"

#include "headless/configuration_text.h"
#include "headless/snapshot_page.h"
#include "present/attention_words.h"

#include "judge/newest.h"
#include "judge/remark.h"

#include <inttypes.h>
#include <string.h>

#define TENANT_COLUMNS 76
#define INDENT 4 /* of what goes on in a further line */

/* Appends when the newest report came, and how old it is where nothing else says so. */
static void append_newest(struct page *page, const struct tenant_verdict *verdict)
{
    if (verdict->newest_ms == INT64_MIN) {
        buffer_string(&page->line, verdict->tenant->failed ? ", newest report ?"
                                                           : ", no report before the window's end");
        return;
    }
    buffer_string(&page->line, ", newest report ");
    page_time(page, verdict->newest_ms);
    if (verdict->silent)
        return;
    buffer_string(&page->line, ", ");
    page_length(page, verdict_age(verdict, page->frame->window.end_ms));
    buffer_string(&page->line, " old");
}

/* Appends how the tenant is; the word in capitals. */
static void append_standing(struct page *page, const struct tenant_verdict *verdict)
{
    size_t begin = page->line.size;
    size_t word = strlen(tenant_word(verdict));

    tenant_describe(verdict, page_telling(page), &page->line);
    for (char *at = page->line.data + begin; at < page->line.data + begin + word; at++)
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
}

/* A name that looks like the title of the tenant without one is spelled otherwise. */
static void append_title(struct page *page, const struct tenant *tenant)
{
    if (slice_equals((struct slice){tenant->name, tenant->name_size}, SLICE("(empty)")))
        buffer_string(&page->line, "\\x28empty)");
    else
        page_name(page, tenant_title(tenant), TENANT_COLUMNS, false);
}

static void print_heading(struct page *page, const struct tenant_verdict *verdict)
{
    const struct tenant *tenant = verdict->tenant;
    char remark[REMARK_SIZE];

    append_title(page, tenant);
    buffer_string(&page->line, ": ");
    append_standing(page, verdict);
    if (verdict->state == STATE_EMPTY)
        buffer_string(&page->line, ", the stream has no entries");
    else
        append_newest(page, verdict);
    if (tenant_remark(tenant, page->frame->zone, remark))
        buffer_printf(&page->line, ", %s", remark);
    page_end_words(page, INDENT);
}

static void print_trouble(struct page *page, const struct tenant *tenant)
{
    if (tenant->failed)
        buffer_string(&page->line, "  the window could not be read: ");
    else if (tenant->skipped > 0)
        buffer_printf(&page->line,
                      "  unreadable entries: %" PRIu64 ", of the newest: ", tenant->skipped);
    else
        return;
    page_text(page, slice_of(tenant_trouble(tenant)));
    page_end_words(page, INDENT);
}

/* What was wrong with reports that could be read all the same. */
static void print_flaws(struct page *page, const struct tenant *tenant)
{
    if (report_flaws_total(&tenant->flaws) == 0)
        return;
    buffer_string(&page->line, "  in its reports: ");
    report_flaws_describe(&tenant->flaws, &page->line);
    page_end_words(page, INDENT);
}

/* Returns true when another dimension before this one has the same word. */
static bool is_told(const struct tenant_verdict *verdict, size_t row, const char *word)
{
    for (size_t i = 0; i < row; i++) {
        const char *other = dimension_unknown_word(verdict->tenant, &verdict->dimensions[i]);
        if (other != NULL && strcmp(word, other) == 0)
            return true;
    }
    return false;
}

/* Words of severity that nobody knows, and what is to be done about it. */
static void print_words(struct page *page, const struct tenant_verdict *verdict)
{
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        const struct dimension_verdict *dimension = &verdict->dimensions[i];
        const char *word = dimension_unknown_word(verdict->tenant, dimension);
        if (word == NULL || is_told(verdict, i, word))
            continue;
        buffer_string(&page->line, "  severity \"");
        page_text(page, slice_of(word));
        buffer_printf(&page->line, "\" is read as %s; to say what it means, under [severity]: ",
                      severity_word(dimension->severity));
        configuration_quote(word, true, &page->line);
        buffer_printf(&page->line, " = %s", severity_word(dimension->severity));
        page_end_words(page, INDENT);
    }
}

/* Appends what was said of a dimension; NULL: of all of the tenant. */
static void append_attention(const struct page *page, const struct tenant *tenant,
                             const char *dimension, struct buffer *words)
{
    const struct telling telling = {page->frame->generated_ms, page->frame->zone};

    buffer_string(words, words->size > 0 ? "; " : "");
    size_t before = words->size;
    attention_describe(page->frame->attention, tenant->name, dimension, telling, words);
    if (words->size == before && before > 0)
        words->size -= 2;
}

static void print_attention(struct page *page, const struct tenant *tenant)
{
    struct buffer words = {0};

    append_attention(page, tenant, NULL, &words);
    if (words.size > 0) {
        buffer_string(&page->line, "  ");
        page_text(page, (struct slice){words.data, words.size});
        page_end_words(page, INDENT);
    }
    buffer_free(&words);
}

/* What the table has no columns for. */
static void print_remarks(struct page *page, const struct tenant_verdict *verdict)
{
    struct buffer words = {0};

    for (size_t i = 0; i < verdict->dimension_count; i++) {
        const struct dimension_verdict *dimension = &verdict->dimensions[i];
        buffer_clear(&words);
        dimension_describe(verdict->tenant, dimension, page_telling(page), &words);
        append_attention(page, verdict->tenant,
                         verdict->tenant->dimensions[dimension->dimension].name, &words);
        if (words.size == 0)
            continue;
        buffer_string(&page->line, "  ");
        page_name(page, page_dimension_name(verdict->tenant, dimension->dimension),
                  PAGE_NAME_COLUMNS, false);
        buffer_string(&page->line, ": ");
        page_text(page, (struct slice){words.data, words.size});
        page_end_words(page, INDENT);
    }
    buffer_free(&words);
}

void page_tenant(struct page *page, const struct table *table, const struct tenant_verdict *verdict)
{
    const struct tenant *tenant = verdict->tenant;

    page_end_line(page);
    print_heading(page, verdict);
    print_attention(page, tenant);
    print_trouble(page, tenant);
    print_flaws(page, tenant);
    print_words(page, verdict);
    table_print(page, table, verdict);
    print_remarks(page, verdict);
    page_events(page, verdict);
}
