#include "config.h"

#include "view/doctor.h"
#include "view/sheet.h"
#include "view/words.h"

#define MARGIN 2

static void add_sentence(struct sheet *sheet, enum role role, const char *text)
{
    struct pen pen = sheet_line(sheet);

    sheet_flow_words(sheet, &pen, 0, role, slice_of(text));
}

static void add_key(struct sheet *sheet, const struct view *view, enum action action,
                    const char *text)
{
    struct pen pen = sheet_line(sheet);

    pen_key(&pen, view, action, text);
}

static void add_well(struct sheet *sheet, const struct checkup *checkup)
{
    struct buffer text = {0};

    buffer_printf(&text,
                  "Nothing is wrong with it: no error, no warning, no note, in %zu stream%s.",
                  checkup->streams, checkup->streams == 1 ? "" : "s");
    add_sentence(sheet, ROLE_STRONG, buffer_text(&text));
    buffer_free(&text);
}

/* A source that has stopped never tells all tenants. */
static void add_when(struct sheet *sheet, const struct view *view)
{
    const struct checkup *checkup = view->checkup;

    if (checkup->made_ms != 0 || checkup->runs || checkup->failed_ms != 0)
        return;
    add_sentence(sheet, ROLE_TEXT,
                 view->status->phase == SOURCE_STOPPED
                     ? "It cannot be read, for the reason in the line below."
                     : "That begins some seconds after all tenants are known.");
}

void draw_doctor_none(struct view *view, int row, int end)
{
    const struct checkup *checkup = view->checkup;
    struct sheet sheet = {.frame = view->frame,
                          .row = row,
                          .rows = end > row ? end - row : 0,
                          .left = MARGIN,
                          .right = view->frame->columns - 1};

    if (checkup->unable != NULL) {
        add_sentence(&sheet, ROLE_STRONG, checkup->unable);
        add_key(&sheet, view, ACTION_BACK, " goes back.");
        return;
    }
    if (checkup->made_ms != 0)
        add_well(&sheet, checkup);
    else if (checkup->runs)
        add_sentence(&sheet, ROLE_STRONG, "It is being examined for the first time.");
    else
        add_sentence(&sheet, ROLE_STRONG, "It was not examined yet.");
    add_when(&sheet, view);
    if (!checkup->runs)
        add_key(&sheet, view, ACTION_REFRESH, " examines it now.");
}
