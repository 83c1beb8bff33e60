#include "config.h"

#include "view/now_line.h"

#include "base/text.h"
#include "present/fleet_words.h"
#include "view/pen.h"
#include "view/words.h"

#define NAMES_MOST 20
#define LEAST_NAME 4 /* columns of one that is begun */

static bool is_listed_alone(const struct view *view)
{
    return view->state->choices.turned.end_ms != 0;
}

bool has_now_line(const struct view *view)
{
    return view->together->members > 0 || is_listed_alone(view);
}

/* Says with which key, and where that is, as far as it leaves room. */
static void draw_key(struct view *view, struct pen *pen, enum action action, const char *text)
{
    char key[KEY_NAME_SIZE];
    int width = text_width(slice_of(text)) + 1;

    if (!keymap_first(view->state->keymap, action, key))
        return;
    width += text_width(slice_of(key));
    struct pen at = pen_at(view->frame, pen->row, pen->end - width, pen->end);
    pen_text(&at, ROLE_KEY, key);
    pen_gap(&at, 1);
    pen_text(&at, ROLE_HINT, text);
    pen->end -= width + 2;
}

static void draw_alone(struct view *view, struct pen *pen)
{
    struct buffer words = {0};

    draw_key(view, pen, ACTION_BACK, "shows all");
    fleet_turned_describe(view->state->choices.turned, view_telling(view), &words);
    pen_text(pen, ROLE_STRONG, "ONLY");
    pen_printf(pen, ROLE_BUSY, "  tenants that turned bad %s", buffer_text(&words));
    buffer_free(&words);
}

/* Names them while there is room, the first to turn first. */
static void draw_names(const struct view *view, struct pen *pen)
{
    const struct together *together = view->together;

    for (size_t i = 0; i < together->members && i < NAMES_MOST; i++) {
        struct slice title = tenant_title(together->turns[together->first + i].verdict->tenant);
        int left = pen->end - pen->at - 2;
        if (text_width(title) > left && (left < LEAST_NAME || i > 0)) {
            pen_text(pen, ROLE_MUTED, i == 0 ? ": " : ", ");
            pen_put(pen, ROLE_MUTED, view->frame->ellipsis);
            return;
        }
        pen_text(pen, ROLE_MUTED, i == 0 ? ": " : ", ");
        pen_slice(pen, ROLE_TEXT, title);
    }
    if (together->members > NAMES_MOST)
        pen_put(pen, ROLE_MUTED, view->frame->ellipsis);
}

void draw_now_line(struct view *view, int row)
{
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct buffer words = {0};

    if (is_listed_alone(view)) {
        draw_alone(view, &pen);
        return;
    }
    draw_key(view, &pen, ACTION_TOGETHER, "shows them");
    fleet_together_describe(view->together, view_telling(view), &words);
    pen_text(&pen, ROLE_STRONG, "NOW");
    pen_gap(&pen, 2);
    pen_text(&pen, ROLE_STRONG, buffer_text(&words));
    draw_names(view, &pen);
    buffer_free(&words);
}
