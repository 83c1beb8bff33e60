#include "config.h"

#include "view/nothing.h"

#include "base/text.h"
#include "view/pen.h"
#include "view/words.h"

#include <inttypes.h>

/* Writes a text in as many lines as it takes, broken at blanks, and returns the row behind it. */
static int draw_lines(const struct view *view, int row, enum role role, const char *text)
{
    int end = view->frame->columns - 1;
    struct slice rest = slice_of(text);
    struct pen pen = pen_at(view->frame, row, 2, end);

    while (rest.size > 0) {
        struct slice word = slice_split(&rest, ' ');
        if (pen.at > 2 && pen.at + 1 + text_width(word) > end)
            pen = pen_at(view->frame, ++row, 2, end);
        pen_gap(&pen, pen.at > 2 ? 1 : 0);
        pen_slice(&pen, role, word);
    }
    return row + 1;
}

/* Names the places where there is something after all, with the option that shows each. */
static void draw_elsewhere(const struct view *view, int row, int end)
{
    const struct source_status *status = view->status;
    struct buffer place = {0};

    for (size_t i = 0; i < status->elsewhere_count && row < end; i++) {
        buffer_clear(&place);
        source_elsewhere_describe(&status->elsewhere[i], &place);
        row = draw_lines(view, row, ROLE_STRONG, buffer_text(&place));
    }
    buffer_clear(&place);
    if (status->elsewhere_more > 0)
        buffer_printf(&place, "and in %" PRIu64 " more places", status->elsewhere_more);
    if (row < end)
        draw_lines(view, row, ROLE_MUTED, buffer_text(&place));
    buffer_free(&place);
}

/* Says what was looked for, and where else there is something. */
static void draw_looked_for(const struct view *view, int row, int end)
{
    row = draw_lines(view, row, ROLE_TEXT, view->looked_for);
    if (view->status->elsewhere_count > 0)
        draw_elsewhere(view, row, end);
    else
        draw_lines(view, row, ROLE_MUTED,
                   "New ones will show up; --ns and --key say where to look.");
}

void draw_nothing(const struct view *view, int row, int end)
{
    const struct frame *frame = view->frame;
    struct pen first = pen_at(view->frame, row + 1, 2, frame->columns - 1);
    struct pen second = pen_at(view->frame, row + 2, 2, frame->columns - 1);

    if (view->listing->judgement->all.count > 0) {
        pen_printf(&first, ROLE_STRONG, "No tenant's name contains \"%s\".",
                   view->state->choices.filter);
        pen_key(&second, view, ACTION_BACK, " shows all of them again.");
        return;
    }
    switch (view->status->phase) {
    case SOURCE_CONNECTING:
        pen_printf(&first, ROLE_STRONG, "Connecting to %s", view->source);
        break;
    case SOURCE_AWAY:
        pen_printf(&first, ROLE_STRONG, "%s cannot be read now.", view->source);
        pen_text(&second, ROLE_MUTED, "It is tried again and again. ");
        pen_key(&second, view, ACTION_REFRESH, " tries now.");
        break;
    case SOURCE_STOPPED:
        pen_printf(&first, ROLE_STRONG, "%s cannot be read.", view->source);
        pen_text(&second, ROLE_MUTED, "The line below says why. ");
        pen_key(&second, view, ACTION_REFRESH, " tries again.");
        break;
    case SOURCE_LIVE:
    case SOURCE_ENDED:
        pen_text(&first, ROLE_STRONG,
                 view->status->discovered ? "There are no tenants here." : "Looking for tenants");
        if (view->status->discovered)
            draw_looked_for(view, row + 2, end);
        break;
    }
}
