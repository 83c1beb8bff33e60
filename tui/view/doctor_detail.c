/* One finding at length. The cure stands in lines of its own, so that nothing is in the way of who
 * copies it. */
#include "config.h"

#include "view/doctor.h"
#include "view/sheet.h"
#include "view/words.h"

#define INDENT 10 /* of what stands behind a label */

static void add_part(struct sheet *sheet, const char *label, enum role role,
                     const struct buffer *text)
{
    if (text->size == 0)
        return;
    struct pen pen = sheet_line(sheet);
    pen_text(&pen, ROLE_MUTED, label);
    pen.at = sheet->left + INDENT;
    sheet_flow_words(sheet, &pen, INDENT, role, (struct slice){text->data, text->size});
}

/* Names that the table cuts stand whole here. */
static void add_subject(const struct view *view, struct sheet *sheet, const struct checkup_row *row)
{
    const struct finding *finding = row->finding;
    struct pen pen = sheet_line(sheet);

    pen_text(&pen, ROLE_MUTED, checkup_row_id(row));
    pen_text(&pen, ROLE_MUTED, finding->key != NULL ? " in " : " of ");
    if (finding->key != NULL)
        sheet_flow(sheet, &pen, INDENT, ROLE_STRONG,
                   (struct slice){finding->key, finding->key_size});
    if (finding->key != NULL && finding->node != NULL)
        sheet_flow(sheet, &pen, INDENT, ROLE_MUTED, slice_of(" on "));
    if (finding->node != NULL)
        sheet_flow(sheet, &pen, INDENT, ROLE_STRONG, slice_of(finding->node));
    else if (finding->key == NULL)
        pen_text(&pen, ROLE_MUTED, view->checkup->nodes > 1 ? "all servers" : "the server");
}

static void add_finding(struct sheet *sheet, const struct finding *finding)
{
    add_part(sheet, "EVIDENCE", ROLE_TEXT, &finding->evidence);
    add_part(sheet, "CURE", ROLE_STRONG, &finding->cure);
    add_part(sheet, "NOTE", ROLE_TEXT, &finding->note);
}

static void add_unchecked(struct sheet *sheet, const struct checkup_row *row)
{
    struct pen pen = sheet_line(sheet);
    struct buffer text = {0};

    pen_text(&pen, ROLE_MUTED, checkup_row_id(row));
    pen_text(&pen, ROLE_MUTED, " was not checked");
    buffer_printf(&text,
                  "it needs %s; driftop doctor --acl doctor prints the line that makes a user who "
                  "may",
                  row->unchecked->needs);
    add_part(sheet, "WHY", ROLE_TEXT, &text);
    buffer_free(&text);
}

void draw_doctor_detail(struct view *view, int row, int rows, bool named,
                        const struct checkup_row *selected)
{
    struct frame *frame = view->frame;
    struct sheet sheet = {
        .frame = frame, .row = row, .rows = rows, .left = 1, .right = frame->columns - 1};

    if (rows <= 0)
        return;
    if (selected->finding != NULL && named)
        add_subject(view, &sheet, selected);
    if (selected->finding != NULL)
        add_finding(&sheet, selected->finding);
    else
        add_unchecked(&sheet, selected);
    if (sheet.line > (size_t)rows)
        frame_put(frame, row + rows - 1, frame->columns - 1, frame->ellipsis, ROLE_MUTED);
}
