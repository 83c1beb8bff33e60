#include "config.h"

#include "view/remarks.h"

#include "headless/configuration_text.h"
#include "judge/newest.h"
#include "present/attention_words.h"
#include "present/state_words.h"
#include "view/pen.h"

#include <stdio.h>
#include <string.h>

/* Returns true when a dimension before this one has the same word. */
static bool is_told(const struct view *view, size_t row, const char *word)
{
    for (size_t i = 0; i < row; i++) {
        const char *other = dimension_unknown_word(view->tenant, view->ranking->rows[i].verdict);
        if (other != NULL && strcmp(word, other) == 0)
            return true;
    }
    return false;
}

/* Of a word that nobody knows, says what it is taken for and what cures that. */
static void add_cure(const struct view *view, size_t row, struct buffer *out)
{
    const struct dimension_verdict *verdict = view->ranking->rows[row].verdict;
    const char *word = dimension_unknown_word(view->tenant, verdict);

    if (word == NULL || is_told(view, row, word))
        return;
    buffer_printf(out, "%s\"%s\" is read as %s; to say what it means, under [severity]: ",
                  out->size > 0 ? "; " : "", word, severity_word(verdict->severity));
    configuration_quote(word, true, out);
    buffer_printf(out, " = %s", severity_word(verdict->severity));
}

/* What was said of a dimension; NULL: of all of the tenant. */
static void add_attention(const struct view *view, const char *dimension, struct buffer *out)
{
    const struct telling telling = {view->own_now_ms, view->state->choices.zone};
    struct buffer words = {0};

    attention_describe(&view->state->attention, view->tenant->name, dimension, telling, &words);
    if (words.size > 0)
        buffer_printf(out, "%s%s", out->size > 0 ? "; " : "", buffer_text(&words));
    buffer_free(&words);
}

/* Writes what there is to say of a row of the ranking. */
static void describe(const struct view *view, struct telling telling, size_t row,
                     struct buffer *out)
{
    buffer_clear(out);
    dimension_describe(view->tenant, view->ranking->rows[row].verdict, telling, out);
    add_attention(view, view->tenant->dimensions[view->ranking->rows[row].verdict->dimension].name,
                  out);
    add_cure(view, row, out);
}

/* Draws the remarks from `row` on, at most `rows` of them; with `rows` 0 none. Returns how many
 * there are. */
static int walk(const struct view *view, struct telling telling, int row, int rows)
{
    struct buffer words = {0};
    int count = 0;

    add_attention(view, NULL, &words);
    if (words.size > 0 && count++ < rows) {
        struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
        pen_text(&pen, ROLE_BUSY, buffer_text(&words));
    }
    for (size_t i = 0; i < view->ranking->count; i++) {
        size_t dimension = view->ranking->rows[i].verdict->dimension;
        describe(view, telling, i, &words);
        if (words.size == 0 || count++ >= rows)
            continue;
        struct pen pen = pen_at(view->frame, row + count - 1, 1, view->frame->columns - 1);
        pen_text(&pen, ROLE_STRONG, view->tenant->dimensions[dimension].name);
        pen_printf(&pen, ROLE_TEXT, ": %s", buffer_text(&words));
    }
    buffer_free(&words);
    return count;
}

int remark_rows(const struct view *view, int most)
{
    struct telling telling = {.now_ms = view_moment(view), .zone = view->state->choices.zone};
    int count = walk(view, telling, 0, 0);

    return count < most ? count : most;
}

void draw_remarks(struct view *view, int row, int rows)
{
    int count = walk(view, view_telling(view), row, rows);

    if (count <= rows || rows == 0)
        return;
    struct pen pen = pen_at(view->frame, row + rows - 1, 1, view->frame->columns - 1);
    char more[32];
    snprintf(more, sizeof(more), "and %d more", count - rows);
    pen_right(&pen, ROLE_MUTED, more, 0);
}
