/* Commands: those that give the page below without a screen. */
#include "config.h"

#include "page_command.h"
#include "screen/screens.h"
#include "screen/steps.h"
#include "view/bars.h"
#include "view/sheet.h"

#define FIRST_ROW 1
#define LAST_ROWS 2 /* status and keys */

static int rows_of(const struct frame *frame)
{
    return frame->rows > FIRST_ROW + LAST_ROWS ? frame->rows - FIRST_ROW - LAST_ROWS : 0;
}

static struct page_about about(const struct view *view)
{
    return (struct page_about){
        .state = view->state,
        .depth = view->state->stack.count > 1 ? view->state->stack.count - 2 : 0,
        .options = view->options,
        .source = view->source,
        .tenant = view->tenant,
        .columns = view->frame->columns,
        .rows = view->frame->rows,
        .now_ms = view->now_ms,
    };
}

static void add_command(struct sheet *sheet, const struct page_about *page,
                        enum page_command command)
{
    struct buffer text = {0};

    sheet_heading(sheet, page_command_title(command));
    page_command_write(page, command, &text);
    struct pen pen = sheet_line(sheet);
    sheet_flow(sheet, &pen, 4, ROLE_STRONG, (struct slice){buffer_text(&text), text.size});
    sheet_line(sheet);
    buffer_free(&text);
}

static void add_lack(struct sheet *sheet, const struct page_about *page)
{
    const char *lack = page_command_lacks(page);

    if (lack == NULL)
        return;
    struct pen pen = sheet_line(sheet);
    sheet_flow(sheet, &pen, 1, ROLE_MUTED, slice_of(lack));
}

/* Writes all, and returns how many lines that are. */
static size_t write_page(const struct view *view, bool drawn)
{
    struct page_about page = about(view);
    struct sheet sheet = {.frame = view->frame,
                          .row = FIRST_ROW,
                          .rows = drawn ? rows_of(view->frame) : 0,
                          .left = 1,
                          .right = view->frame->columns - 1,
                          .top = view->place->top};

    for (int command = 0; command < PAGE_COMMANDS; command++)
        add_command(&sheet, &page, (enum page_command)command);
    add_lack(&sheet, &page);
    return sheet.line;
}

static void draw(struct view *view)
{
    write_page(view, true);
}

static void measure(const struct view *view, const struct place *place, struct extent *extent)
{
    (void)place;
    *extent = (struct extent){
        .rows = (size_t)rows_of(view->frame), .count = write_page(view, false), .selected = NO_ROW};
}

/* The first of them. */
static void copied(const struct view *view, struct buffer *out)
{
    struct page_about page = about(view);

    page_command_write(&page, COMMAND_PICTURE, out);
}

/* Whether it is allowed is the program's to know. */
static reaction_set copy(struct act *act)
{
    (void)act;
    return REACTION_DRAW | REACTION_COPY;
}

static const struct answer answers[] = {{ACTION_COPY, copy, NULL}};

const struct screen screen_commands = {
    .name = "commands",
    .title = "the page of commands",
    .draw = draw,
    .foot = draw_foot,
    .measure = measure,
    .copied = copied,
    .answers = answers,
    .answer_count = sizeof(answers) / sizeof(answers[0]),
};
