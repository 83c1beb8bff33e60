#include "config.h"

#include "base/text.h"
#include "present/number.h"
#include "view/report.h"
#include "view/table.h"
#include "view/words.h"

#include <stdlib.h>

enum reading_column {
    COLUMN_NAME,
    COLUMN_SEVERITY,
    COLUMN_VALUE,
    COLUMN_BASELINE,
    COLUMN_CHANGE,
    COLUMN_Z,
    COLUMN_SAMPLES,
    COLUMN_METADATA,
    COLUMN_COUNT
};

static void lay_out(const struct sheet *sheet, struct column columns[static COLUMN_COUNT])
{
    static const struct column plan[COLUMN_COUNT] = {
        [COLUMN_NAME] = {"DIMENSION", 18, 30, 0, false, 0, 0},
        [COLUMN_SEVERITY] = {"SEVERITY", 8, 10, 1, false, 0, 0},
        [COLUMN_VALUE] = {"VALUE", 7, 7, 2, true, 0, 0},
        [COLUMN_BASELINE] = {"BASELINE", 8, 8, 5, true, 0, 0},
        [COLUMN_CHANGE] = {"CHANGE", 6, 6, 4, true, 0, 0},
        [COLUMN_Z] = {"Z", 6, 6, 3, true, 0, 0},
        [COLUMN_SAMPLES] = {"N", 5, 5, 6, true, 0, 0},
        [COLUMN_METADATA] = {"METADATA", 8, 60, 7, false, 0, 0},
    };

    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = plan[i];
    table_layout(columns, COLUMN_COUNT, sheet->left, sheet->right, 1);
}

/* The differences in metadata of one dimension: they stand together, in the order of their paths.
 */
struct changed_members {
    const struct difference *all;
    size_t count;
};

static bool is_member_of(const struct difference *difference, struct slice dimension)
{
    return difference->kind == DIFFERENCE_METADATA &&
           slice_equals(difference->dimension, dimension);
}

static struct changed_members changed_members(const struct report_look *look, struct slice name)
{
    const struct differences *differences = &look->differences;
    size_t first = 0;

    while (first < differences->count && !is_member_of(&differences->all[first], name))
        first++;
    size_t end = first;
    while (end < differences->count && is_member_of(&differences->all[end], name))
        end++;
    return (struct changed_members){differences->all + first, end - first};
}

static int compare_path(const void *path, const void *difference)
{
    return metadata_compare(*(const struct slice *)path,
                            ((const struct difference *)difference)->path);
}

static bool has_changed(const struct changed_members *changed, struct slice path)
{
    return changed->count > 0 && bsearch(&path, changed->all, changed->count, sizeof(*changed->all),
                                         compare_path) != NULL;
}

static void write_member(struct pen *pen, const struct metadata_member *member, bool changed)
{
    pen_gap(pen, 1);
    pen_slice(pen, ROLE_MUTED, member->path);
    pen_text(pen, ROLE_MUTED, member->path.size > 0 ? "=" : "");
    pen_slice(pen, changed ? ROLE_WARN : ROLE_TEXT, metadata_bare(member->value));
}

/* What changed stands in front of what did not. */
static void draw_metadata(const struct report_look *look, int row, const struct column *column,
                          struct frame *frame, const struct reading *reading)
{
    struct pen pen = pen_at(frame, row, column->at - 1, column->at + column->width);
    struct changed_members members = changed_members(look, reading->name);
    struct metadata metadata = {0};

    metadata_read(&metadata, reading->metadata);
    for (int changed = 1; changed >= 0; changed--) {
        for (size_t i = 0; i < metadata.count && pen.at < pen.end; i++) {
            const struct metadata_member *member = &metadata.members[i];
            if (has_changed(&members, member->path) == (changed == 1))
                write_member(&pen, member, changed == 1);
        }
    }
    metadata_free(&metadata);
}

static void draw_text(struct frame *frame, int row, const struct column *column, struct slice text,
                      enum role role)
{
    if (column->width > 0)
        frame_text(frame, row, column->at, column->width, text, role);
}

static void draw_name(struct frame *frame, int row, const struct column *column, struct slice name,
                      enum role role)
{
    struct buffer text = {0};

    buffer_append(&text, name.data, name.size);
    write_name(frame, row, column->at, column->width, buffer_text(&text), role);
    buffer_free(&text);
}

static void draw_figures(struct frame *frame, int row, const struct column *columns,
                         const struct reading *reading, enum role role)
{
    char text[NUMBER_SIZE];

    number_value(reading->value, text);
    table_cell(frame, row, &columns[COLUMN_VALUE], text, role);
    number_value(reading->baseline, text);
    table_cell(frame, row, &columns[COLUMN_BASELINE], text, ROLE_MUTED);
    number_relative(reading->value, reading->baseline, text);
    table_cell(frame, row, &columns[COLUMN_CHANGE], text, role);
    number_signed(reading->z, text);
    table_cell(frame, row, &columns[COLUMN_Z], text, role);
    number_count(reading->sample_count, text);
    table_cell(frame, row, &columns[COLUMN_SAMPLES], text, ROLE_MUTED);
}

static void draw_reading(const struct report_look *look, struct frame *frame, int row,
                         const struct column *columns, const struct reading *reading)
{
    bool is_ok = reading->severity == SEVERITY_OK;
    enum role role = is_ok ? ROLE_TEXT : role_of_severity(reading->severity);
    struct slice word = reading_severity_word(reading);

    draw_name(frame, row, &columns[COLUMN_NAME], reading->name, is_ok ? ROLE_TEXT : ROLE_STRONG);
    draw_text(frame, row, &columns[COLUMN_SEVERITY], word.data != NULL ? word : SLICE("-"),
              role_of_severity(reading->severity));
    draw_figures(frame, row, columns, reading, role);
    if (columns[COLUMN_METADATA].width > 0)
        draw_metadata(look, row, &columns[COLUMN_METADATA], frame, reading);
}

void write_report_readings(const struct view *view, const struct report_look *look,
                           struct sheet *sheet)
{
    struct column columns[COLUMN_COUNT];
    const struct report *report = &look->now->report;

    (void)view;
    lay_out(sheet, columns);
    struct pen titles = sheet_heading(sheet, "");
    if (titles.row >= 0)
        table_titles(sheet->frame, titles.row, columns, COLUMN_COUNT, -1, ' ');
    for (size_t i = 0; i < report->count; i++) {
        struct pen pen = sheet_line(sheet);
        if (pen.row >= 0)
            draw_reading(look, sheet->frame, pen.row, columns, &report->readings[i]);
    }
}
