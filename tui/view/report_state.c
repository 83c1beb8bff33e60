#include "config.h"

#include "view/report.h"

static void say(struct sheet *sheet, enum role role, const char *text)
{
    struct pen pen = sheet_line(sheet);

    sheet_flow(sheet, &pen, 0, role, slice_of(text));
}

static void say_named(struct sheet *sheet, const char *name, enum role role, const char *text)
{
    struct pen pen = sheet_line(sheet);

    pen_text(&pen, ROLE_MUTED, name);
    pen_gap(&pen, 2);
    sheet_flow(sheet, &pen, 2, role, slice_of(text));
}

/* What is held was there once: that it is gone since may be told by the source, asked anew, or by
 * its history. */
static bool is_gone(const struct report_look *look)
{
    bool was_dropped = look->now->held && look->row.is_loaded && !look->row.is_there;

    return look->now->state == ORIGINAL_GONE || was_dropped;
}

static void write_question(const struct report_look *look, struct sheet *sheet)
{
    const struct original *now = look->now;

    if (now == NULL || (now->state == ORIGINAL_ASKED && !now->held))
        say(sheet, ROLE_BUSY, "Asking for it.");
    else if (now->state == ORIGINAL_DUE && !now->held)
        say(sheet, ROLE_BUSY, "It is asked for as soon as the source can be asked.");
    else if (is_gone(look) && now->held)
        say(sheet, ROLE_WARN,
            "It is no longer there: trimmed or deleted since. This is what was read of it.");
    else if (is_gone(look))
        say(sheet, ROLE_WARN, "It is no longer there: trimmed or deleted.");
    else if (now->state == ORIGINAL_REFUSED || now->state == ORIGINAL_PUT_OFF)
        say_named(sheet, now->state == ORIGINAL_REFUSED ? "Refused" : "Not now", ROLE_WARN,
                  now->reason);
}

static bool is_read(struct slice name)
{
    static const char *const names[] = {"ws",       "window_start", "we",   "window_end",
                                        "degraded", "warned",       "dims", "report"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (slice_is(name, names[i]))
            return true;
    }
    return false;
}

static void write_passed_over(const struct original *original, struct sheet *sheet)
{
    struct buffer names = {0};

    for (size_t i = 0; i < original->count && !original->is_line; i++) {
        struct slice name = original->fields[i].name;
        if (is_read(name))
            continue;
        buffer_string(&names, names.size > 0 ? ", " : "");
        buffer_append(&names, name.data, name.size);
    }
    if (names.size > 0)
        say_named(sheet, "passed over", ROLE_TEXT, buffer_text(&names));
    buffer_free(&names);
}

static void write_list(struct sheet *sheet, const char *name, enum role role, struct slice list)
{
    if (list.size == 0)
        return;
    struct pen pen = sheet_line(sheet);
    pen_text(&pen, ROLE_MUTED, name);
    pen_gap(&pen, 2);
    sheet_flow(sheet, &pen, 2, role, list);
}

static void write_skipped(const struct original *original, struct sheet *sheet)
{
    struct buffer flaws = {0};

    if (original->unreadable.class != ERROR_NONE)
        say_named(sheet, "not a report", ROLE_WARN, original->unreadable.text);
    report_flaws_describe(&original->report.flaws, &flaws);
    if (flaws.size > 0)
        say_named(sheet, "skipped or mended", ROLE_WARN, buffer_text(&flaws));
    write_passed_over(original, sheet);
    buffer_free(&flaws);
}

void write_report_state(const struct view *view, const struct report_look *look,
                        struct sheet *sheet)
{
    (void)view;
    write_question(look, sheet);
    if (look->now == NULL || !look->now->held)
        return;
    write_list(sheet, "degraded", ROLE_DEGRADED, look->now->report.degraded);
    write_list(sheet, "warned", ROLE_WARN, look->now->report.warned);
    write_skipped(look->now, sheet);
}
