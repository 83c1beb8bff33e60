/* Portrait: one dimension over the time that is looked at: what a chart shows of it. It is kept
 * from one look to the next and made anew when reports came or another time is looked at. */
#ifndef VIEW_PORTRAIT_H
#define VIEW_PORTRAIT_H

#include "axis.h"
#include "drift/trace_series.h"
#include "judge/verdict.h"
#include "view/scale.h"

struct view;

/* Dimensions whose points are kept, so that going from one to the next and back reads no row. */
#define PORTRAIT_SERIES 8

/* Points as they were made, before holes were filled for drawing. */
struct portrait_series {
    uint64_t tenant; /* its number */
    size_t column;
    struct trace_series made;
};

/* Zero-initialised is of no dimension. */
struct portrait {
    const struct dimension_verdict *verdict; /* NULL: there is none as of the moment */
    size_t column;                           /* of the dimension; DIMENSION_NONE: there is none */
    struct time_grid grid;
    struct trace_point *points; /* grid.count */
    size_t first;               /* those from here to before `end` are known */
    size_t end;
    int64_t turn_ms; /* when it turned bad, or well, last; INT64_MIN: it did not in this window */
    struct trace_summary before; /* that; without a turn, of the whole window */
    struct trace_summary since;
    struct scale_memo scale;

    /* What it was made of. */
    uint64_t tenant; /* its number */
    size_t made_of;
    struct time_range window;
    size_t room;                                  /* for points */
    struct portrait_series kept[PORTRAIT_SERIES]; /* by the column's remainder */
};

/* Makes it that of a dimension of view->tenant, by name, by view->axis; NULL, or without an axis:
 * of none. */
void portrait_make(struct portrait *portrait, const struct view *view, const char *name);

/* Puts the cursor of that axis where the operator has it, or where that is not in sight at the
 * newest report of the dimension; and finds the report that is read out. */
void portrait_cursor(const struct portrait *portrait, const struct view *view, struct axis *axis);
void portrait_free(struct portrait *portrait);

#endif
