#include "config.h"

#include "view/fleet_columns.h"

void fleet_columns_lay_out(const struct view *view, struct column columns[static FLEET_COLUMNS],
                           const char *spark_title)
{
    static const struct column plan[FLEET_COLUMNS] = {
        [FLEET_STATE] = {"STATE", 8, 8, 0, false, 0, 0},
        [FLEET_TENANT] = {"TENANT", 14, 28, 1, false, 0, 0},
        [FLEET_WORST] = {"WORST DIMENSION", 28, 30, 2, false, 0, 0},
        [FLEET_CHANGE] = {"CHANGE", 6, 6, 4, true, 0, 0},
        [FLEET_Z] = {"Z", 5, 6, 6, true, 0, 0},
        [FLEET_FOR] = {"FOR", 4, 5, 3, true, 0, 0},
        [FLEET_NEWEST] = {"NEWEST", 6, 7, 5, true, 0, 0},
        [FLEET_REPORTS] = {"REPORTS", 7, 7, 9, true, 0, 0},
        [FLEET_EVERY] = {"EVERY", 5, 5, 10, true, 0, 0},
        [FLEET_DIMENSIONS] = {"DIMENSIONS", 11, 18, 8, false, 0, 0},
        [FLEET_SPARK] = {"", 12, 60, 7, false, 0, 0},
    };
    int width = view->frame->columns;

    for (int i = 0; i < FLEET_COLUMNS; i++)
        columns[i] = plan[i];
    columns[FLEET_SPARK].title = spark_title;
    if (width < 100) {
        columns[FLEET_WORST].minimum = width < 80 ? 17 : 18;
        columns[FLEET_NEWEST].title = "NEW";
        columns[FLEET_NEWEST].minimum = 4;
        columns[FLEET_NEWEST].wanted = 4;
    } else {
        columns[FLEET_SPARK].minimum = 15;
    }
    table_layout(columns, FLEET_COLUMNS, 1, width - 1, width < 100 ? 1 : 2);
}

void fleet_columns_titles(const struct view *view, int row, const struct column *columns)
{
    static const int sorted[SORT_COUNT] = {[SORT_WORST] = FLEET_STATE,
                                           [SORT_NAME] = FLEET_TENANT,
                                           [SORT_AGE] = FLEET_NEWEST,
                                           [SORT_Z] = FLEET_Z};
    uint32_t direction = view->state->choices.reversed ? view->glyphs->up : view->glyphs->down;

    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    table_titles(view->frame, row, columns, FLEET_COLUMNS, sorted[view->state->choices.sort],
                 direction);
}
