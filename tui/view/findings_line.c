#include "config.h"

#include "view/findings_line.h"

#include "base/text.h"
#include "checkup.h"
#include "screen/screen.h"
#include "view/words.h"

#include <string.h>

#define TITLES_MOST 8

static bool is_new_error(const struct view *view, const struct checkup_row *row)
{
    return row->finding != NULL && row->finding->severity == FINDING_ERROR &&
           row->since_ms > view->state->findings_seen_ms;
}

/* Names each check once: those of one stand together. */
static void append_titles(const struct view *view, struct buffer *out)
{
    const struct checkup *checkup = view->checkup;
    const struct check *last = NULL; /* whose title was told */
    size_t titles = 0;

    for (size_t i = 0; i < checkup->count && titles < TITLES_MOST; i++) {
        const struct checkup_row *row = &checkup->rows[i];
        if (!is_new_error(view, row) || row->finding->check == last)
            continue;
        last = row->finding->check;
        buffer_printf(out, "%s%s", titles++ > 0 ? ", " : "", checkup_row_title(row));
    }
}

static void draw_count(struct pen *pen, size_t fresh, size_t all)
{
    const char *noun = all == 1 ? "error" : "errors";

    if (fresh == 0)
        pen_printf(pen, ROLE_MUTED, "%zu %s, seen", all, noun);
    else if (fresh < all)
        pen_printf(pen, ROLE_DEGRADED, "%zu new of %zu %s", fresh, all, noun);
    else
        pen_printf(pen, ROLE_DEGRADED, "%zu %s", all, noun);
}

/* What is found is cut before the key is that shows all of it. */
static void draw_titles(const struct view *view, struct pen *pen, int keep)
{
    struct buffer titles = {0};
    struct pen room = *pen;

    room.end -= keep;
    append_titles(view, &titles);
    pen_text(&room, ROLE_TEXT, ": ");
    pen_text(&room, ROLE_TEXT, buffer_text(&titles));
    pen->at = room.at;
    buffer_free(&titles);
}

void draw_findings(struct view *view, struct pen *pen)
{
    size_t all = checkup_errors(view->checkup, INT64_MIN);
    size_t fresh = checkup_errors(view->checkup, view->state->findings_seen_ms);
    char key[KEY_NAME_SIZE];

    if (all == 0 || view->place->screen->shows_checkup)
        return;
    pen_gap(pen, 2);
    draw_count(pen, fresh, all);
    bool has_key = keymap_first(view->state->keymap, ACTION_DOCTOR, key);
    int width =
        has_key ? 2 + text_width(slice_of(key)) + (fresh > 0 ? (int)strlen(" shows") : 0) : 0;
    if (fresh > 0)
        draw_titles(view, pen, width);
    if (!has_key)
        return;
    pen_gap(pen, 2);
    int column = pen->at;
    pen_text(pen, ROLE_KEY, key);
    if (fresh > 0)
        pen_text(pen, ROLE_HINT, " shows");
    pen_hit(pen, view, key, column);
}

bool finds_error(const struct view *view, const char *check)
{
    const struct checkup *checkup = view->checkup;

    for (size_t i = 0; i < checkup->count; i++) {
        const struct checkup_row *row = &checkup->rows[i];
        if (row->finding != NULL && row->finding->severity == FINDING_ERROR &&
            strcmp(checkup_row_id(row), check) == 0)
            return true;
    }
    return false;
}
