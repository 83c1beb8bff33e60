#include "config.h"

#include "view/json_lines.h"
#include "view/report.h"

#define INDENT 2

static void write_heading(const struct view *view, const struct original *original,
                          struct sheet *sheet)
{
    const struct entry_choices *choices = &view->state->choices.entry;
    struct pen pen = sheet_heading(sheet, "ENTRY  ");

    pen_text(&pen, ROLE_COLUMN,
             choices->raw ? "raw, as it lies in the " : "laid out, as read in the ");
    pen_text(&pen, ROLE_COLUMN, original->is_line ? "file" : "stream");
    if (!choices->raw && choices->folded > 0)
        pen_text(&pen, ROLE_COLUMN, ", folded");
}

/* Returns how many levels are unfolded: of those that the text has, all but the folded ones. */
static unsigned unfolded(const struct view *view, struct slice value)
{
    unsigned folded = view->state->choices.entry.folded;
    unsigned depth = folded > 0 ? json_depth(value) : JSON_LINES_UNFOLDED;

    return depth > folded ? depth - folded : 0;
}

static void write_field(const struct view *view, struct sheet *sheet,
                        const struct original_field *field)
{
    struct pen pen = sheet_line(sheet);

    sheet_flow(sheet, &pen, INDENT, ROLE_STRONG, field->name);
    if (field->name.size > 0)
        pen_gap(&pen, 2);
    if (view->state->choices.entry.raw)
        sheet_flow(sheet, &pen, INDENT, ROLE_TEXT, field->value);
    else
        json_lines(sheet, &pen, INDENT, unfolded(view, field->value), field->value);
}

void write_report_entry(const struct view *view, const struct report_look *look,
                        struct sheet *sheet)
{
    const struct original *original = look->now;

    write_heading(view, original, sheet);
    for (size_t i = 0; i < original->count && !sheet_is_over(sheet); i++)
        write_field(view, sheet, &original->fields[i]);
    if (original->all_fields == original->count)
        return;
    struct pen pen = sheet_line(sheet);
    pen_printf(&pen, ROLE_WARN, "%zu more fields", original->all_fields - original->count);
}
