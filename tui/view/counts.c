#include "config.h"

#include "view/counts.h"

#include "base/text.h"
#include "present/fleet_words.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>

#define COUNT_SIZE 40
#define LEAST_GAP 2 /* between the counts and what stands at the right */

/* How counts are written: the more room, the more words. */
struct style {
    bool words;
    int gap;
};

static const struct style styles[] = {{true, 3}, {true, 2}, {false, 2}, {false, 1}};

#define STYLE_COUNT (sizeof(styles) / sizeof(styles[0]))

static void write_count(char out[static COUNT_SIZE], const struct style *style, enum state state,
                        size_t count)
{
    if (style->words)
        snprintf(out, COUNT_SIZE, "%zu %s", count, state_word(state));
    else
        snprintf(out, COUNT_SIZE, "%s%zu", state_mark(state), count);
}

/* Those who are not judged yet are told elsewhere. */
static size_t count_of(const struct view *view, int state)
{
    return state == STATE_UNJUDGED ? 0 : view->listing->judgement->by_state[state];
}

/* Writes the counts in a style, with `pen` NULL nowhere; returns the columns that they take. */
static int write_counts(const struct view *view, const struct style *style, struct pen *pen)
{
    int columns = 0;

    for (int state = STATE_COUNT - 1; state >= 0; state--) {
        char text[COUNT_SIZE];
        if (count_of(view, state) == 0)
            continue;
        write_count(text, style, (enum state)state, count_of(view, state));
        columns += (columns > 0 ? style->gap : 0) + text_width(slice_of(text));
        if (pen == NULL)
            continue;
        pen_text(pen, role_of_state((enum state)state), text);
        pen_gap(pen, style->gap);
    }
    return columns;
}

/* What was said of tenants is never silent: it stands in front of the rest. */
static bool write_attended(const struct view *view, char *out, size_t size)
{
    const struct attention *attention = &view->state->attention;
    size_t known = attention_count(attention, ATTENTION_ACKNOWLEDGED);
    size_t muted = attention_count(attention, ATTENTION_MUTED);
    char rest[COUNT_SIZE];

    if (known + muted == 0)
        return false;
    snprintf(rest, sizeof(rest), "%.*s", COUNT_SIZE - 1, out);
    if (muted == 0)
        snprintf(out, size, "%zu acknowledged, %s", known, rest);
    else if (known == 0)
        snprintf(out, size, "%zu muted, %s", muted, rest);
    else
        snprintf(out, size, "%zu acknowledged, %zu muted", known, muted);
    return true;
}

/* Writes what is to stand at the right, in short or at length. */
static void write_extent(const struct view *view, size_t top, size_t rows, bool in_short, char *out,
                         size_t size)
{
    const struct listing *listing = view->listing;
    size_t unjudged = judgement_unjudged(listing->judgement);
    size_t total = fleet_total(listing->judgement);
    size_t marked = view->state->choices.marks.count;
    char judged[2 * COUNT_SIZE] = "all judged";
    char shown[80];

    if (unjudged > 0)
        snprintf(judged, sizeof(judged), "%zu not judged yet", unjudged);
    else if (marked > 0)
        snprintf(judged, sizeof(judged), "%zu marked, all judged", marked);
    bool said = write_attended(view, judged, sizeof(judged));
    bool partial = listing->count > rows;
    if (partial)
        snprintf(shown, sizeof(shown), "%zu-%zu of %zu", top + 1, top + rows, listing->count);
    else
        snprintf(shown, sizeof(shown), "%zu tenant%s", total, total == 1 ? "" : "s");
    if (total == 0)
        snprintf(out, size, "%s", "");
    else if (in_short)
        snprintf(out, size, "%s", partial && unjudged == 0 && !said ? shown : judged);
    else
        snprintf(out, size, "%s, %s", shown, judged);
}

void draw_counts(const struct view *view, int row, size_t top, size_t rows)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    bool busy = judgement_unjudged(view->listing->judgement) > 0;
    const struct style *style = NULL;
    char extent[200] = "";

    for (size_t i = 0; i < 2 * STYLE_COUNT && style == NULL; i++) {
        const struct style *tried = &styles[i / 2];
        write_extent(view, top, rows, i % 2 == 1, extent, sizeof(extent));
        int columns = write_counts(view, tried, NULL) + LEAST_GAP + text_width(slice_of(extent));
        if (columns <= pen.end - pen.at)
            style = tried;
    }
    pen_right(&pen, busy ? ROLE_BUSY : ROLE_MUTED, extent, 0);
    write_counts(view, style != NULL ? style : &styles[STYLE_COUNT - 1], &pen);
}
