/* Help: the keys, from the table of actions, and what the words and signs mean. */
#include "config.h"

#include "keys.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "view/pen.h"
#include "view/words.h"

#define FIRST_ROW 1
#define WIDE_COLUMNS 120
#define KEYS_WIDTH 18

static const struct {
    enum state state;
    const char *meaning;
} meanings[] = {
    {STATE_DEGRADED, "by the producer's own word"},
    {STATE_WARN, "likewise"},
    {STATE_SILENT, "no report for three usual intervals"},
    {STATE_NO_DATA, "reported without a value: not known"},
    {STATE_STALE, "it usually comes, and does not"},
    {STATE_EMPTY, "a stream without entries"},
    {STATE_UNJUDGED, "its newest reports are still being read"},
    {STATE_SUPERSEDED, "another of its family came instead: as ok"},
    {STATE_OK, "likewise, and its value is known"},
};

#define MEANING_COUNT ((int)(sizeof(meanings) / sizeof(meanings[0])))

_Static_assert(MEANING_COUNT == STATE_COUNT, "every state is explained");

static int rows_of(const struct frame *frame)
{
    return frame->rows > FIRST_ROW + 1 ? frame->rows - FIRST_ROW - 1 : 0;
}

/* Walks through the lines of a column of the page, and draws those that are on the screen. */
struct page {
    const struct view *view;
    int left; /* the column's limits on the screen */
    int right;
    int line; /* the next one */
    bool drawn;
};

static struct pen next_line(struct page *page)
{
    struct frame *frame = page->view->frame;
    int row = page->line++ - (int)page->view->place->top;
    bool visible = page->drawn && row >= 0 && row < rows_of(frame);

    return pen_at(frame, visible ? FIRST_ROW + row : -1, page->left, page->right);
}

static void add_heading(struct page *page, const char *text)
{
    struct pen pen = next_line(page);

    frame_fill(pen.frame, pen.row, page->left - 1, page->right - page->left + 1, ' ', ROLE_COLUMN);
    pen_text(&pen, ROLE_COLUMN, text);
}

static void add_action(struct page *page, enum action action)
{
    struct pen pen = next_line(page);
    char keys[KEYS_SIZE];

    keymap_all(page->view->state->keymap, action, keys);
    pen_text(&pen, ROLE_KEY, keys);
    pen.at = page->left + KEYS_WIDTH;
    pen_text(&pen, ROLE_TEXT, action_info(action)->help);
}

static void add_actions(struct page *page)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        add_heading(page, action_group_name((enum action_group)group));
        for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
            if (action_info(action)->group == (enum action_group)group)
                add_action(page, action);
        }
    }
}

static void add_states(struct page *page)
{
    add_heading(page, "States");
    for (int i = 0; i < MEANING_COUNT; i++) {
        struct pen pen = next_line(page);
        pen_printf(&pen, role_of_state(meanings[i].state), "%-3s", state_mark(meanings[i].state));
        pen_text(&pen, role_of_state(meanings[i].state), state_word(meanings[i].state));
        pen.at = page->left + KEYS_WIDTH;
        pen_text(&pen, ROLE_TEXT, meanings[i].meaning);
    }
}

static void add_word(struct page *page, const char *word, const char *meaning)
{
    struct pen pen = next_line(page);

    pen_text(&pen, ROLE_STRONG, word);
    pen.at = page->left + KEYS_WIDTH;
    pen_text(&pen, ROLE_TEXT, meaning);
}

static void add_columns(struct page *page)
{
    static const char *const columns[][2] = {
        {"SEV 1h", "how bad it was, over the window"},
        {"CHANGE", "from the baseline, in percent where that says something"},
        {"FOR", "how long it has been in this state"},
        {">1h", "longer: before all that was read"},
        {"NEWEST", "how old the newest report is"},
        {"EVERY", "the usual time between two reports"},
    };

    add_word(page, "pending", "bad, and not often enough for its rule");
    add_word(page, "ok again", "good, and not often enough for its rule");
    add_heading(page, "Columns");
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        add_word(page, columns[i][0], columns[i][1]);
}

static void add_sign(struct page *page, enum role role, const uint32_t *characters, size_t count,
                     const char *meaning)
{
    struct pen pen = next_line(page);

    for (size_t i = 0; i < count; i++)
        pen_put(&pen, role, characters[i]);
    pen.at = page->left + KEYS_WIDTH;
    pen_text(&pen, ROLE_TEXT, meaning);
}

static void add_signs(struct page *page)
{
    const struct glyphs *glyphs = page->view->glyphs;
    const uint32_t *run = glyphs->run;
    static const uint32_t few = '!';

    add_heading(page, "Signs");
    add_sign(page, ROLE_CALM, glyphs->spark, 3, "ok over time: the higher, the greater |z|");
    add_sign(page, ROLE_WARN, &few, 1, "fewer samples than half of what is usual");
    add_sign(page, ROLE_GAP, &glyphs->gap, 1, "no report");
    add_sign(page, ROLE_NO_DATA, &glyphs->unknown, 1, "a report without a z-score, in a chart");
    add_sign(page, ROLE_CALM, &run[SEVERITY_OK], 1, "ok, in a timeline");
    add_sign(page, ROLE_WARN, &run[SEVERITY_WARN], 1, "warn");
    add_sign(page, ROLE_DEGRADED, &run[SEVERITY_DEGRADED], 1, "degraded");
    add_sign(page, ROLE_NO_DATA, &run[SEVERITY_NO_DATA], 1, "no data");
}

/* Writes the page in one column or, on a wide screen, in two, and returns how many lines it has. */
static int write_page(const struct view *view, bool drawn)
{
    int width = view->frame->columns;
    bool wide = width >= WIDE_COLUMNS;
    struct page page = {.view = view, .left = 1, .right = wide ? width / 2 : width, .drawn = drawn};

    add_actions(&page);
    int lines = page.line;
    if (wide)
        page = (struct page){.view = view, .left = width / 2 + 1, .right = width, .drawn = drawn};
    add_states(&page);
    add_columns(&page);
    add_signs(&page);
    return page.line > lines ? page.line : lines;
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
    pen_text(pen, ROLE_KEY, key);
    pen_text(pen, ROLE_HINT, text);
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
