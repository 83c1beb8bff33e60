/* Help: first the keys of the screen that it was opened from, then those that hold everywhere, and
 * what the words and signs mean. */
#include "config.h"

#include "screen/screens.h"
#include "screen/steps.h"
#include "view/help_lines.h"
#include "view/words.h"

#define FIRST_ROW 1
#define WIDE_COLUMNS 120

static int rows_of(const struct frame *frame)
{
    return frame->rows > FIRST_ROW + 1 ? frame->rows - FIRST_ROW - 1 : 0;
}

/* Returns the screen below. */
static const struct screen *explained(const struct view *view)
{
    const struct stack *stack = &view->state->stack;

    return stack->count > 1 ? stack->places[stack->count - 2].screen : screen_root();
}

/* Writes the page in one column or, on a wide screen, in two, and returns how many lines it has. */
static int write_page(const struct view *view, bool drawn)
{
    int width = view->frame->columns;
    bool wide = width >= WIDE_COLUMNS;
    struct help_lines lines = {.view = view,
                               .left = 1,
                               .right = wide ? width / 2 : width,
                               .first_row = FIRST_ROW,
                               .rows = rows_of(view->frame),
                               .drawn = drawn};

    help_keys(&lines, explained(view));
    int count = lines.line;
    if (wide) {
        lines.left = width / 2 + 1;
        lines.right = width;
        lines.line = 0;
    }
    help_states(&lines);
    help_columns(&lines);
    help_signs(&lines);
    help_typed(&lines);
    return lines.line > count ? lines.line : count;
}

static void draw(struct view *view)
{
    write_page(view, true);
}

static void draw_key(struct pen *pen, const struct view *view, enum action action, const char *text)
{
    char key[KEY_NAME_SIZE];

    if (!keymap_first(view->state->keymap, action, key))
        return;
    int column = pen->at;
    pen_text(pen, ROLE_KEY, key);
    pen_text(pen, ROLE_HINT, text);
    pen_hit(pen, view, key, column);
    pen_gap(pen, 2);
}

static void foot(struct view *view)
{
    struct frame *frame = view->frame;
    int lines = write_page(view, false);
    int last = (int)view->place->top + rows_of(frame);
    struct pen pen = pen_at(frame, frame->rows - 1, 1, frame->columns - 1);

    if (lines > rows_of(frame))
        pen_printf(&pen, ROLE_MUTED, "%d%%  ", last < lines ? 100 * last / lines : 100);
    draw_key(&pen, view, ACTION_BACK, " back");
    if (last < lines)
        draw_key(&pen, view, ACTION_PAGE_DOWN, " more");
    pen_text(&pen, ROLE_STRONG, view->state->notice);
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    (void)place;
    *extent = (struct extent){
        .rows = (size_t)rows_of(view->frame),
        .count = (size_t)write_page(view, false),
        .selected = NO_ROW,
    };
}

static const struct answer answers[] = {
    {ACTION_UP, step_move, NULL},      {ACTION_DOWN, step_move, NULL},
    {ACTION_PAGE_UP, step_move, NULL}, {ACTION_PAGE_DOWN, step_move, NULL},
    {ACTION_FIRST, step_move, NULL},   {ACTION_LAST, step_move, NULL},
    {ACTION_BACK, step_close, NULL},
};

/* The page scrolls; every other key closes it. */
const struct screen screen_help = {
    .name = "help",
    .title = "the help page",
    .draw = draw,
    .foot = foot,
    .measure = measure,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
    .otherwise = ACTION_BACK,
};
