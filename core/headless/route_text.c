/* The status as text: 80 columns, some lines for each destination. */
#include "config.h"

#include "headless/route_report.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/text.h"
#include "base/wrap.h"
#include "headless/flush.h"
#include "headless/route_private.h"
#include "route/shards.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS 79 /* one less than a line has: a comma may follow */
#define INDENT 2

/* A line that is written piece by piece, and broken where it would be too long. */
struct page {
    struct buffer text;
    int column;
    bool is_first; /* the next piece has none before it */
};

/* Appends a piece, with ", " in front where it is not the first: on one line, where it is not
 * longer than that. */
static void add(struct page *page, const char *piece)
{
    struct slice text = slice_of(piece);
    int width = text_width(text);

    if (!page->is_first && page->column + 2 + width > COLUMNS) {
        buffer_printf(&page->text, ",\n%*s", 2 * INDENT, "");
        page->column = 2 * INDENT;
    } else if (!page->is_first) {
        buffer_string(&page->text, ", ");
        page->column += 2;
    }
    struct wrap wrap = {&page->text, COLUMNS, 2 * INDENT, page->column};
    wrap_text(&wrap, text);
    page->column = wrap.column;
    page->is_first = false;
}

/* Begins a line with a text that is safe. */
static void begin_line(struct page *page, const char *text)
{
    if (page->text.size > 0)
        buffer_char(&page->text, '\n');
    buffer_string(&page->text, text);
    page->column = (int)strlen(text);
    page->is_first = true;
}

static void add_count(struct page *page, const char *name, uint64_t count)
{
    char number[INTEGER_GROUPED_SIZE];
    char piece[80];

    integer_group(count, number);
    snprintf(piece, sizeof(piece), "%s %s", name, number);
    add(page, piece);
}

/* "14:02 (3m)", with the day where it was another one. */
static void write_moment(const struct route_report *report, int64_t time_ms, struct buffer *out)
{
    int64_t ago_ms = report->now_ms - time_ms;
    char clock[32];
    char age[8];

    timestamp_format(time_ms, report->zone, clock);
    duration_format_short(ago_ms, age);
    buffer_printf(out, "%s %s (%s)", ago_ms < MS_PER_DAY ? clock + strlen("2026-11-22 ") : clock,
                  timestamp_zone_name(time_ms, report->zone), age);
}

static void add_moment(struct page *page, const struct route_report *report, const char *name,
                       int64_t time_ms)
{
    struct buffer piece = {0};

    buffer_printf(&piece, "%s ", name);
    write_moment(report, time_ms, &piece);
    add(page, buffer_text(&piece));
    buffer_free(&piece);
}

static void add_orphans(struct page *page, const struct destination_report *destination)
{
    unsigned orphans = route_report_orphans(destination);
    char piece[64];

    snprintf(piece, sizeof(piece), "%u of %u shards have NO ROUTER", orphans, destination->shards);
    if (orphans > 0)
        add(page, orphans == destination->shards ? "NO ROUTER runs for it" : piece);
}

/* "web1:1234:8f3a: connection refused". */
static void write_why(struct page *page, const struct destination_report *destination)
{
    const char *router = destination->down_router;
    const char *why = destination->down_why;
    struct buffer piece = {0};

    if (destination->down_since_ms == 0 || (router == NULL && why == NULL))
        return;
    buffer_printf(&piece, "%s%s%s", router != NULL ? router : "",
                  router != NULL && why != NULL ? ": " : "", why != NULL ? why : "");
    begin_line(page, "  ");
    add(page, buffer_text(&piece));
    buffer_free(&piece);
}

/* What matters most comes first. */
static void write_heading(struct page *page, const struct route_report *report,
                          const struct destination_report *destination)
{
    const struct destination *what = destination->destination;
    char name[DESTINATION_NAME_MAX + 64];

    snprintf(name, sizeof(name), "%s (%s): ", what->name, destination_traits[what->kind].name);
    begin_line(page, name);
    if (destination->is_damaged) {
        snprintf(name, sizeof(name), "driftop:%s:shards HOLDS NO NUMBER from 1 to %d", what->name,
                 SHARDS_MAX);
        add(page, name);
        add(page, "no router reads for it (DEL that key)");
        return;
    }
    if (!destination->is_known) {
        add(page, "no router has ever run for it");
        return;
    }
    if (destination->down_since_ms > 0)
        add_moment(page, report, "DOWN since", destination->down_since_ms);
    add_orphans(page, destination);
    if (destination->dead_letters > 0)
        add_count(page, "dead letters (--dead)", destination->dead_letters);
    if (page->is_first)
        add(page, "takes what it is sent");
    add_count(page, "open", destination->open);
    if (destination->accepted_ms > 0)
        add_moment(page, report, "last took", destination->accepted_ms);
    write_why(page, destination);
}

static void write_counts(struct page *page, const struct destination_report *destination)
{
    begin_line(page, "  ");
    add_count(page, "streams", destination->streams);
    if (destination->unread > 0)
        add_count(page, "not begun", destination->unread);
    add_count(page, "lag", destination->lag);
    if (destination->lag_unknown > 0)
        add_count(page, "lag unknown of", destination->lag_unknown);
    add_count(page, "pending", destination->pending);
    if (destination->held > 0)
        add_count(page, "held by others (--claim)", destination->held);
    add_count(page, "accepted", destination->accepted);
    add_count(page, "repeated", destination->repeated);
    add_count(page, "lost", destination->lost);
    if (destination->unreadable > 0)
        add_count(page, "unreadable", destination->unreadable);
    add_count(page, "dead", destination->dead);
}

/* "web1:1234:8f3a has 0-3 7 and brought 12". */
static void add_owner(struct page *page, const struct destination_report *destination,
                      const struct router_report *which)
{
    const char *router = which->name;
    struct buffer piece = {0};
    unsigned end;

    for (unsigned i = 0; i < destination->shards; i = end + 1) {
        end = i;
        if (destination->owners[i] == NULL || strcmp(destination->owners[i], router) != 0)
            continue;
        while (end + 1 < destination->shards && destination->owners[end + 1] != NULL &&
               strcmp(destination->owners[end + 1], router) == 0)
            end++;
        buffer_printf(&piece, "%s %u", piece.size == 0 ? " has" : "", i);
        if (end > i)
            buffer_printf(&piece, "-%u", end);
    }
    if (piece.size > 0) {
        struct buffer whole = {0};
        buffer_printf(&whole, "%s%s", router, buffer_text(&piece));
        if (which->accepted > 0)
            buffer_printf(&whole, " and brought %" PRIu64, which->accepted);
        add(page, buffer_text(&whole));
        buffer_free(&whole);
    }
    buffer_free(&piece);
}

static void write_owners(struct page *page, const struct destination_report *destination)
{
    if (destination->shards == 0 || route_report_orphans(destination) == destination->shards)
        return;
    begin_line(page, "  ");
    for (size_t i = 0; i < destination->router_count; i++)
        add_owner(page, destination, &destination->routers[i]);
}

void route_write_mute(const struct mute *mute, int64_t now_ms, enum time_zone zone,
                      struct buffer *out)
{
    char clock[32];
    char left[8];

    timestamp_format(mute->until_ms, zone, clock);
    duration_format_short(mute->until_ms - now_ms, left);
    buffer_printf(out, "%s%s%s until %s %s (%s)", mute->tenant, mute->dimension != NULL ? "/" : "",
                  mute->dimension != NULL ? mute->dimension : "", clock,
                  timestamp_zone_name(mute->until_ms, zone), left);
    if (mute->why != NULL)
        buffer_printf(out, ": %s", mute->why);
    if (mute->by != NULL)
        buffer_printf(out, ", by %s", mute->by);
}

static void write_mutes(struct page *page, const struct route_report *report)
{
    struct buffer line = {0};

    for (size_t i = 0; i < report->mutes.count; i++) {
        const struct mute *mute = &report->mutes.items[i];
        if (mute->until_ms <= report->now_ms)
            continue;
        buffer_clear(&line);
        buffer_string(&line, "muted: ");
        route_write_mute(mute, report->now_ms, report->zone, &line);
        buffer_string(&page->text, "\n");
        text_safe(&page->text, (struct slice){line.data, line.size}, false);
    }
    buffer_free(&line);
}

static bool print(FILE *out, const struct route_report *report)
{
    struct page page = {0};

    for (size_t i = 0; i < report->count; i++) {
        write_heading(&page, report, &report->items[i]);
        write_counts(&page, &report->items[i]);
        write_owners(&page, &report->items[i]);
    }
    write_mutes(&page, report);
    buffer_char(&page.text, '\n');
    bool written = flush(out, &page.text);
    buffer_free(&page.text);
    return written;
}

const struct route_format route_text_format = {
    .format = {.name = "text", .set = FOR_ROUTE},
    .print = print,
};
