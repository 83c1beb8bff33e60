#include "config.h"

#include "page.h"

#include "present/number.h"
#include "screen/screen.h"
#include "view/bars.h"
#include "view/counts.h"
#include "view/pen.h"
#include "view/words.h"

static bool is_too_small(const struct frame *frame)
{
    return frame->columns < PAGE_MINIMUM_COLUMNS || frame->rows < PAGE_MINIMUM_ROWS;
}

/* Writes the one line that matters most. */
static void draw_worst_tenant(struct view *view, int row)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    const struct tenant_verdict *worst = listing_worst(view->listing);

    if (worst == NULL)
        return;
    const struct dimension_verdict *dimension = verdict_worst(worst);
    pen_text(&pen, role_of_state(worst->state), tenant_word(worst));
    pen_gap(&pen, 1);
    pen_slice(&pen, ROLE_STRONG, tenant_title(worst->tenant));
    if (dimension == NULL)
        return;
    char z[NUMBER_SIZE];
    number_signed(dimension->newest.z, z);
    pen_gap(&pen, 1);
    pen_right(&pen, role_of_state(worst->state), z, 2);
    write_name(view->frame, row, pen.at, pen.end - pen.at,
               worst->tenant->dimensions[dimension->dimension].name, ROLE_TEXT);
}

static void draw_needs(struct view *view)
{
    const struct frame *frame = view->frame;
    struct pen pen = pen_at(view->frame, 0, 1, frame->columns - 1);

    pen_text(&pen, ROLE_BAR_STRONG, "driftop");
    pen_gap(&pen, 2);
    pen_printf(&pen, ROLE_MUTED, "needs %d x %d, has %d x %d", PAGE_MINIMUM_COLUMNS,
               PAGE_MINIMUM_ROWS, frame->columns, frame->rows);
}

static void draw_way_out(struct view *view)
{
    struct frame *frame = view->frame;
    struct pen pen = pen_at(frame, frame->rows - 1, 1, frame->columns - 1);
    char quit[KEY_NAME_SIZE];

    if (view->state->prompt.rules != NULL) {
        draw_keys(view);
        return;
    }
    keymap_first(view->state->keymap, ACTION_QUIT, quit);
    pen_text(&pen, ROLE_KEY, quit);
    pen_text(&pen, ROLE_HINT, " quit");
}

/* Of the lines above the foot those that matter less give way first; on a single row the counts
 * take the place of all else. */
static void draw_too_small(struct view *view)
{
    int rows = view->frame->rows > 1 ? view->frame->rows - PAGE_FOOT_ROWS : 1;
    int counts_row = rows > 3 ? 2 : rows - 2;

    if (counts_row < 0)
        counts_row = 0;
    if (rows > 2)
        draw_needs(view);
    if (rows > 0)
        draw_counts(view, counts_row, 0, view->listing->count);
    if (rows > 1)
        draw_worst_tenant(view, counts_row + 1);
    if (view->frame->rows == 1)
        return;
    draw_status(view);
    draw_way_out(view);
}

void page_draw(struct view *view)
{
    frame_clear(view->frame);
    if (is_too_small(view->frame)) {
        draw_too_small(view);
        return;
    }
    draw_header(view);
    view->place->screen->draw(view);
    view->place->screen->foot(view);
}
