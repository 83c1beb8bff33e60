#include "config.h"

#include "view/advice_line.h"

#include "present/advice_words.h"
#include "view/pen.h"

bool is_advised(const struct tenant_verdict *verdict)
{
    return verdict != NULL && advice_of(verdict).kind != ADVICE_NONE;
}

void draw_advice(struct view *view, int row, int column, const struct tenant_verdict *verdict)
{
    struct pen pen = pen_at(view->frame, row, column, view->frame->columns - 1);
    struct buffer words = {0};

    if (!is_advised(verdict))
        return;
    struct advice advice = advice_of(verdict);
    advice_describe(&advice, &words);
    pen_put(&pen, ROLE_MUTED, view->glyphs->set == GLYPHS_ASCII ? '>' : U'›');
    pen_gap(&pen, 1);
    pen_text(&pen, ROLE_TEXT, buffer_text(&words));
    buffer_free(&words);
}
