#include "config.h"

#include "view/tenant_lines.h"

#include "judge/newest.h"
#include "present/number.h"
#include "view/advice_line.h"
#include "view/pen.h"
#include "view/words.h"
#include "view/worst.h"

#define INDENT 3 /* of the second line: where the words of advice begin */

/* "0.619 of 0.784 (-21%)" */
static void draw_figures(struct pen *pen, const struct dimension_verdict *verdict)
{
    char value[NUMBER_SIZE];
    char baseline[NUMBER_SIZE];
    char change[NUMBER_SIZE];

    number_value(verdict->newest.value, value);
    number_value(verdict->newest.baseline, baseline);
    number_relative(verdict->newest.value, verdict->newest.baseline, change);
    pen_printf(pen, ROLE_TEXT, "%s of %s (%s)", value, baseline, change);
}

static void draw_dimension(struct view *view, struct pen *pen, const struct tenant_verdict *tenant,
                           const struct dimension_verdict *verdict)
{
    struct since since = dimension_row_since(verdict);
    char moment[SINCE_CLOCK_SIZE];
    char samples[NUMBER_SIZE];

    pen_text(pen, ROLE_TEXT, tenant->tenant->dimensions[verdict->dimension].name);
    pen_gap(pen, 1);
    draw_figures(pen, verdict);
    write_since_clock(view, since, moment);
    if (moment[0] != '\0')
        pen_printf(pen, role_of_state(verdict->state), "  since %s", moment);
    number_count(dimension_sample_count(tenant->tenant, verdict), samples);
    pen_printf(pen, ROLE_MUTED, "  n %s", samples);
}

/* Where no dimension is told, how all of it is. */
static void draw_first(struct view *view, struct pen *pen, const struct tenant_verdict *verdict)
{
    const struct dimension_verdict *worst = worst_shown(verdict);
    char whole[WHOLE_SIZE];
    struct buffer words = {0};

    if (worst != NULL && !write_whole(view, verdict, whole)) {
        draw_dimension(view, pen, verdict, worst);
        return;
    }
    tenant_describe(verdict, view_telling(view), &words);
    pen_text(pen, role_of_state(verdict->state), buffer_text(&words));
    buffer_free(&words);
}

/* "also faithfulness -13%, EmbeddingDrift +39%; 4 others ok" */
static void draw_others(struct pen *pen, const struct tenant_verdict *verdict)
{
    const struct dimension_verdict *told = worst_shown(verdict);
    const char *between = "also ";
    size_t ok = 0;

    for (size_t i = 0; i < verdict->dimension_count; i++) {
        const struct dimension_verdict *other = &verdict->dimensions[i];
        char change[NUMBER_SIZE];
        ok += other != told && other->counts == STATE_OK;
        if (other == told || other->counts < STATE_WARN)
            continue;
        number_relative(other->newest.value, other->newest.baseline, change);
        pen_printf(pen, ROLE_MUTED, "%s", between);
        pen_text(pen, role_of_state(other->counts),
                 verdict->tenant->dimensions[other->dimension].name);
        pen_printf(pen, ROLE_TEXT, " %s", change);
        between = ", ";
    }
    if (ok > 0)
        pen_printf(pen, ROLE_MUTED, "%s%zu other%s ok", between[0] == ',' ? "; " : "", ok,
                   ok == 1 ? "" : "s");
}

void draw_tenant_lines(struct view *view, int row, const struct tenant_verdict *verdict)
{
    struct slice title = tenant_title(verdict->tenant);
    int end = view->frame->columns - 1;
    struct pen first = pen_at(view->frame, row, 1, end);
    struct pen second = pen_at(view->frame, row + 1, INDENT, end);

    pen_slice(&first, ROLE_STRONG, title);
    pen_gap(&first, 2);
    draw_first(view, &first, verdict);
    draw_others(&second, verdict);
    draw_advice(view, row + 2, 1, verdict);
}
