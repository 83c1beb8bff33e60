#include "config.h"

#include "view/told.h"

#include "present/fleet_words.h"
#include "view/pen.h"
#include "view/words.h"

bool fleet_is_told(const struct view *view)
{
    const struct judgement *judgement = view->listing->judgement;

    return judgement->stopped || judgement->forgotten > 0 || judgement->unreadable > 0;
}

/* Adds a sentence, and empties it. */
static void add(struct pen *pen, enum role role, struct buffer *text)
{
    if (text->size == 0)
        return;
    if (pen->at > 1)
        pen_text(pen, ROLE_MUTED, "; ");
    pen_text(pen, role, buffer_text(text));
    buffer_clear(text);
}

void draw_told(struct view *view, int row)
{
    const struct judgement *judgement = view->listing->judgement;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct buffer text = {0};

    if (judgement->stopped)
        fleet_stopped_describe(judgement, view_telling(view), &text);
    add(&pen, ROLE_SILENT, &text);
    if (judgement->unreadable > 0)
        buffer_printf(&text, "%zu stream%s without one readable report", judgement->unreadable,
                      judgement->unreadable == 1 ? "" : "s");
    add(&pen, ROLE_WARN, &text);
    if (judgement->forgotten > 0)
        fleet_forgotten_describe(judgement, view->rules->forget_ms, &text);
    add(&pen, judgement->forgotten_bad > 0 ? ROLE_TEXT : ROLE_MUTED, &text);
    buffer_free(&text);
}
