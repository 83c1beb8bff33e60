#include "config.h"

#include "view/change.h"

#include "judge/direction.h"
#include "judge/newest.h"
#include "present/number.h"

#define FIGURE_COLUMNS 6

static bool is_bad_way(const struct view *view, const struct dimension *dimension,
                       const struct dimension_verdict *verdict)
{
    enum direction direction = dimension_direction(view->directions, dimension);

    return verdict->state >= STATE_WARN && direction_is_worse(direction, dimension_change(verdict));
}

void draw_change(const struct view *view, int row, const struct column *column,
                 const struct tenant *tenant, const struct dimension_verdict *verdict,
                 enum role role)
{
    struct column figure = *column;
    double change = dimension_change(verdict);
    char text[NUMBER_SIZE];

    if (column->width == 0)
        return;
    if (is_bad_way(view, &tenant->dimensions[verdict->dimension], verdict))
        role = role_of_state(verdict->state);
    bool pointed = column->width > FIGURE_COLUMNS;
    figure.width -= pointed ? 2 : 0;
    number_relative(verdict->newest.value, verdict->newest.baseline, text);
    table_cell(view->frame, row, &figure, text, role);
    if (pointed && (change > 0 || change < 0))
        frame_put(view->frame, row, column->at + column->width - 1,
                  change > 0 ? view->glyphs->up : view->glyphs->down, role);
}
