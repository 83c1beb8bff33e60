#include "config.h"

#include "view/readout.h"

#include "present/number.h"
#include "present/state_words.h"
#include "view/chart.h"
#include "view/pen.h"
#include "view/pen_time.h"

#include <string.h>

static void pen_samples(struct pen *pen, uint32_t count, uint32_t few)
{
    char text[NUMBER_SIZE];

    number_count(count == SPAN_COUNT_UNKNOWN ? UINT64_MAX : count, text);
    pen_printf(pen, count < few ? ROLE_WARN : ROLE_TEXT, "n %s%s  ", text,
               count < few ? " few" : "");
}

static void pen_sample(struct pen *pen, const struct view *view, const struct sample *sample,
                       uint32_t few)
{
    const struct tenant *tenant = view->tenant;
    char value[NUMBER_SIZE];
    char baseline[NUMBER_SIZE];
    char change[NUMBER_SIZE];
    char z[NUMBER_SIZE];

    number_value(sample->value, value);
    number_value(sample->baseline, baseline);
    number_relative(sample->value, sample->baseline, change);
    number_signed(sample->z, z);
    pen_printf(pen, ROLE_TEXT, "%s of %s  %s  z %s  ", value, baseline, change, z);
    pen_samples(pen, sample->count, few);
    bool known = strcmp(tenant_severity_word(tenant, sample->severity, (uint8_t)sample->word),
                        severity_name(sample->severity)) == 0;
    pen_text(pen, role_of_severity(sample->severity),
             known ? severity_word(sample->severity)
                   : tenant_severity_word(tenant, sample->severity, (uint8_t)sample->word));
    pen_gap(pen, 2);
}

static struct chart known_points(const struct view *view)
{
    const struct portrait *portrait = view->portrait;

    return (struct chart){.points = portrait->points,
                          .cells = view->axis.cells,
                          .per_cell = view->axis.per_cell,
                          .first = portrait->first,
                          .end = portrait->end};
}

/* Returns whether all of the cursor's column is known. */
static bool is_known(const struct view *view)
{
    const struct axis *axis = &view->axis;
    size_t first = axis_cell(axis, axis->cursor_ms) * axis->per_cell;

    return first >= view->portrait->first && first < view->portrait->end;
}

void draw_readout(struct view *view, int row)
{
    const struct portrait *portrait = view->portrait;
    const struct axis *axis = &view->axis;
    struct pen pen = pen_at(view->frame, row, 1, view->frame->columns - 1);
    struct chart chart = known_points(view);
    struct sample sample;
    char id[STREAM_ID_SIZE];

    if (!trace_sample(&view->tenant->history, portrait->column, axis->report, &sample)) {
        pen_moment(&pen, view, axis->cursor_ms);
        pen_text(&pen, ROLE_MUTED,
                 is_known(view) ? "no report" : "nothing is known of this time yet");
        return;
    }
    pen_moment(&pen, view, stream_id_time(axis->report));
    pen_sample(&pen, view, &sample, chart_few_samples(&chart));
    stream_id_format(axis->report, id);
    pen_text(&pen, ROLE_MUTED, id);
}
