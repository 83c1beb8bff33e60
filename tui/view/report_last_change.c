#include "config.h"

#include "base/duration.h"
#include "view/metadata_notes.h"
#include "view/pen_time.h"
#include "view/report.h"

#define INDENT 2

/* Begins with when it was, and how long before the report. */
static struct pen begin(const struct view *view, struct sheet *sheet, int64_t change_ms,
                        int64_t report_ms)
{
    struct pen pen = sheet_heading(sheet, "METADATA  changed last at ");
    char before[8];

    duration_format_short(report_ms - change_ms, before);
    pen_moment(&pen, view, change_ms);
    pen_printf(&pen, ROLE_COLUMN, "%s before this report", before);
    return sheet_line(sheet);
}

static void write_note(struct sheet *sheet, struct pen *pen, const struct metadata_note *note)
{
    sheet_flow_words(sheet, pen, INDENT, ROLE_STRONG,
                     (struct slice){buffer_text(&note->words), note->words.size});
    pen_gap(pen, 2);
    sheet_flow_words(sheet, pen, INDENT, ROLE_TEXT,
                     (struct slice){buffer_text(&note->names), note->names.size});
}

static bool is_before(const struct metadata_notes *notes, struct stream_id id)
{
    return notes->count > 0 && stream_id_compare(notes->all[0].change.now, id) < 0;
}

void write_report_last_change(const struct view *view, const struct report_look *look,
                              struct sheet *sheet)
{
    int64_t report_ms = stream_id_time(look->id);
    struct metadata_notes notes;

    metadata_notes_make(&notes, view, DIMENSION_NONE,
                        (struct time_range){INT64_MIN, report_ms + 1});
    for (size_t i = 0; is_before(&notes, look->id) && i < notes.count; i++) {
        const struct metadata_note *note = &notes.all[i];
        if (stream_id_compare(note->change.now, notes.all[0].change.now) != 0)
            break;
        struct pen pen = i == 0 ? begin(view, sheet, stream_id_time(note->change.now), report_ms)
                                : sheet_line(sheet);
        write_note(sheet, &pen, note);
    }
    metadata_notes_free(&notes);
}
