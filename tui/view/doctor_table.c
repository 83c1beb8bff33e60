#include "config.h"

#include "base/text.h"
#include "view/doctor.h"
#include "view/pen.h"
#include "view/table.h"
#include "view/words.h"

#include <string.h>

#define NARROW_COLUMNS 80 /* below that a letter stands for how bad it is */

enum doctor_column {
    COLUMN_SEVERITY,
    COLUMN_TITLE,
    COLUMN_ABOUT,
    COLUMN_FOUND,
    COLUMN_ID,
    COLUMN_EVIDENCE,
    COLUMN_COUNT
};

static void lay_out(const struct view *view, struct column columns[static COLUMN_COUNT])
{
    static const struct column plan[COLUMN_COUNT] = {
        [COLUMN_SEVERITY] = {"SEVERITY", 9, 9, 0, false, 0, 0},
        [COLUMN_TITLE] = {"FINDING", 24, 37, 1, false, 0, 0},
        [COLUMN_ABOUT] = {"ABOUT", 20, 32, 2, false, 0, 0},
        [COLUMN_FOUND] = {"FOUND", 5, 5, 3, true, 0, 0},
        [COLUMN_ID] = {"CHECK", 18, 18, 4, false, 0, 0},
        [COLUMN_EVIDENCE] = {"EVIDENCE", 40, 200, 5, false, 0, 0},
    };
    int width = view->frame->columns;

    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = plan[i];
    if (width < NARROW_COLUMNS) {
        columns[COLUMN_SEVERITY].title = "";
        columns[COLUMN_SEVERITY].minimum = 1;
        columns[COLUMN_SEVERITY].wanted = 1;
        columns[COLUMN_ABOUT].minimum = 12;
    }
    table_layout(columns, COLUMN_COUNT, 1, width - 1, width < 100 ? 1 : 2);
}

/* How bad it is, in a word. */
static const char *word_of(const struct checkup_row *row)
{
    static const char *const words[] = {
        [FINDING_INFO] = "note", [FINDING_WARNING] = "warning", [FINDING_ERROR] = "error"};

    return row->finding != NULL ? words[row->finding->severity] : "unknown";
}

static enum role role_of(const struct checkup_row *row)
{
    static const enum role roles[] = {[FINDING_INFO] = ROLE_NO_DATA,
                                      [FINDING_WARNING] = ROLE_WARN,
                                      [FINDING_ERROR] = ROLE_DEGRADED};

    return row->finding != NULL ? roles[row->finding->severity] : ROLE_MUTED;
}

/* What a row is about: bytes as they are. */
static struct slice about(const struct view *view, const struct checkup_row *row)
{
    const struct finding *finding = row->finding;
    const struct tenant_verdict *verdict =
        row->tenant != NULL ? judgement_find(view->listing->judgement, slice_of(row->tenant))
                            : NULL;

    if (finding == NULL)
        return slice_of("");
    if (verdict != NULL)
        return tenant_title(verdict->tenant);
    if (finding->key != NULL)
        return (struct slice){finding->key, finding->key_size};
    if (finding->node != NULL)
        return slice_of(finding->node);
    return slice_of(view->checkup->nodes > 1 ? "all servers" : "the server");
}

/* How long ago it was found first. */
static void draw_found(struct view *view, int row, const struct column *column,
                       const struct checkup_row *line)
{
    char found[8];

    if (line->finding == NULL)
        return;
    write_elapsed(view, line->since_ms + view->now_ms - view->own_now_ms, true, found);
    table_cell(view->frame, row, column, found, ROLE_MUTED);
}

static void draw_about(struct view *view, int row, const struct column *column,
                       const struct checkup_row *line)
{
    struct pen pen = pen_at(view->frame, row, column->at, column->at + column->width);
    bool is_server = line->finding == NULL || line->finding->key == NULL;

    if (line->unchecked != NULL)
        pen_printf(&pen, ROLE_MUTED, "needs %s", line->unchecked->needs);
    else
        frame_text(view->frame, row, column->at, column->width, about(view, line),
                   is_server ? ROLE_MUTED : ROLE_TEXT);
}

static void draw_row(struct view *view, int row, const struct column *columns,
                     const struct checkup_row *line)
{
    const struct finding *finding = line->finding;
    char letter[2] = {word_of(line)[0], '\0'};
    bool narrow = columns[COLUMN_SEVERITY].width == 1;
    enum role role = finding == NULL                      ? ROLE_MUTED
                     : finding->severity == FINDING_ERROR ? ROLE_STRONG
                                                          : ROLE_TEXT;

    if (narrow)
        letter[0] = letter[0] - 'a' + 'A';
    table_cell(view->frame, row, &columns[COLUMN_SEVERITY], narrow ? letter : word_of(line),
               role_of(line));
    table_cell(view->frame, row, &columns[COLUMN_TITLE], checkup_row_title(line), role);
    draw_about(view, row, &columns[COLUMN_ABOUT], line);
    draw_found(view, row, &columns[COLUMN_FOUND], line);
    table_cell(view->frame, row, &columns[COLUMN_ID], checkup_row_id(line), ROLE_MUTED);
    if (finding != NULL)
        table_cell(view->frame, row, &columns[COLUMN_EVIDENCE], buffer_text(&finding->evidence),
                   ROLE_MUTED);
}

void draw_doctor_table(struct view *view, int row, size_t rows, size_t top, size_t selected)
{
    const struct checkup *checkup = view->checkup;
    struct column columns[COLUMN_COUNT];

    lay_out(view, columns);
    frame_fill(view->frame, row, 0, view->frame->columns, ' ', ROLE_COLUMN);
    table_titles(view->frame, row, columns, COLUMN_COUNT,
                 columns[COLUMN_SEVERITY].width > 1 ? COLUMN_SEVERITY : -1, view->glyphs->down);
    for (size_t i = 0; i < rows && top + i < checkup->count; i++) {
        draw_row(view, row + 1 + (int)i, columns, &checkup->rows[top + i]);
        if (top + i == selected)
            frame_select(view->frame, row + 1 + (int)i, 0, view->frame->columns);
    }
}
