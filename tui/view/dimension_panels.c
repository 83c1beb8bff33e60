#include "config.h"

#include "view/dimension_panels.h"

#include "view/companions.h"
#include "view/dimension_statistics.h"
#include "view/inset.h"
#include "view/panels.h"
#include "view/siblings.h"

#define WIDE_COLUMNS 160 /* for three stacks of panels side by side; */
#define PAIR_COLUMNS 100 /* for two */
#define GAP_COLUMNS 1
#define LEAST_ROWS 3 /* of a panel, with its heading */
#define STACK_PANELS 2

/* A panel: how many rows there are to tell, with its heading, and 0 for nothing; and what draws it
 * in as many at most. */
struct panel {
    int (*rows)(const struct view *view);
    void (*draw)(struct view *view, int row, int rows);
};

static int events_rows(const struct view *view)
{
    return dimension_events_rows(view, view->portrait->column);
}

static void draw_events_panel(struct view *view, int row, int rows)
{
    draw_dimension_events(view, row, rows - 1, view->portrait->column);
}

static const struct panel events = {events_rows, draw_events_panel};
static const struct panel companions = {companions_rows, draw_companions};
static const struct panel statistics = {dimension_statistics_rows, draw_dimension_statistics};
static const struct panel siblings = {siblings_rows, draw_siblings};

/* Panels one below the other. */
struct stack_of_panels {
    const struct panel *panels[STACK_PANELS];
};

struct arrangement {
    int columns; /* from so many on */
    int count;
    struct stack_of_panels stacks[3];
};

static const struct arrangement arrangements[] = {
    {WIDE_COLUMNS, 3, {{{&companions, &statistics}}, {{&events}}, {{&siblings}}}},
    {PAIR_COLUMNS, 2, {{{&companions, &statistics}}, {{&events, &siblings}}}},
    {0, 1, {{{&events, &siblings}}}},
};

static const struct arrangement *arrangement_of(const struct view *view)
{
    const struct arrangement *arrangement = arrangements;

    while (view->frame->columns < arrangement->columns)
        arrangement++;
    return arrangement;
}

/* Returns the rows that panel `i` of a stack needs. */
static int wanted(const struct view *view, const struct stack_of_panels *stack, int i)
{
    return stack->panels[i] != NULL ? stack->panels[i]->rows(view) : 0;
}

/* Returns the rows that a stack needs, with a blank one between panels. */
static int stack_rows(const struct view *view, const struct stack_of_panels *stack)
{
    int first = wanted(view, stack, 0);
    int second = wanted(view, stack, 1);

    return first + second + (first > 0 && second > 0 ? 1 : 0);
}

int dimension_panels_rows(const struct view *view, int most)
{
    const struct arrangement *arrangement = arrangement_of(view);
    int rows = 0;

    for (int i = 0; i < arrangement->count; i++) {
        int needed = stack_rows(view, &arrangement->stacks[i]);
        rows = needed > rows ? needed : rows;
    }
    rows = rows < most ? rows : most;
    return rows >= LEAST_ROWS ? rows : 0;
}

/* The second panel has what the first leaves, but at least half, and none where that is too
 * little. */
static void draw_stack(struct view *view, const struct stack_of_panels *stack, int rows)
{
    int first = wanted(view, stack, 0);
    int second = wanted(view, stack, 1);
    int gap = first > 0 && second > 0 && first + second < rows ? 1 : 0;

    if (first + gap + second > rows) {
        int share = second < rows / 2 ? second : rows / 2;
        share = share < LEAST_ROWS ? 0 : share;
        first = first < rows - share ? first : rows - share;
        second = rows - first < second ? rows - first : second;
    }
    if (first > 0)
        stack->panels[0]->draw(view, 0, first);
    if (second >= LEAST_ROWS)
        stack->panels[1]->draw(view, first + gap, second);
}

void draw_dimension_panels(struct view *view, int row, int rows)
{
    const struct arrangement *arrangement = arrangement_of(view);
    int width =
        (view->frame->columns - (arrangement->count - 1) * GAP_COLUMNS) / arrangement->count;

    for (int i = 0; i < arrangement->count; i++) {
        int column = i * (width + GAP_COLUMNS);
        bool last = i + 1 == arrangement->count;
        struct inset inset = {0};
        inset_begin(&inset, view, last ? view->frame->columns - column : width, rows);
        draw_stack(&inset.view, &arrangement->stacks[i], rows);
        inset_end(&inset, view, row, column);
    }
}
