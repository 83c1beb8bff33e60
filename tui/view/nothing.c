#include "config.h"

#include "view/nothing.h"

#include "base/text.h"
#include "view/pen.h"
#include "view/words.h"

#include <inttypes.h>

#define MARGIN 2 /* on the left; on the right it is half of it */

/* Lines that are written one below the other, as far as there is room. */
struct lines {
    const struct view *view;
    int row; /* of the next one */
    int end; /* the first row that is not ours */
};

static struct pen next_line(struct lines *lines)
{
    struct frame *frame = lines->view->frame;
    struct pen pen = pen_at(frame, lines->row, MARGIN, frame->columns - MARGIN / 2);

    if (lines->row++ >= lines->end)
        pen.end = MARGIN;
    return pen;
}

/* Returns how many bytes of a word fit, one character at least. */
static size_t fitting(struct slice word, int columns)
{
    uint32_t character;
    size_t size = text_decode(word, &character);

    while (size < word.size) {
        struct slice rest = {word.data + size, word.size - size};
        size_t next = size + text_decode(rest, &character);
        if (text_width((struct slice){word.data, next}) > columns)
            break;
        size = next;
    }
    return size;
}

/* Writes a word behind a blank, or in a new line where there is no room; one that is longer than a
 * line goes on in the next ones. */
static void write_word(struct lines *lines, struct pen *pen, enum role role, struct slice word)
{
    int room = lines->view->frame->columns - MARGIN - MARGIN / 2;

    if (pen->at > MARGIN && pen->at + 1 + text_width(word) > pen->end)
        *pen = next_line(lines);
    pen_gap(pen, pen->at > MARGIN ? 1 : 0);
    while (text_width(word) > room) {
        size_t size = fitting(word, room);
        pen_slice(pen, role, (struct slice){word.data, size});
        word = (struct slice){word.data + size, word.size - size};
        *pen = next_line(lines);
    }
    pen_slice(pen, role, word);
}

/* Writes a text in as many lines as it takes, broken at blanks; nothing for an empty one. */
static void write_text(struct lines *lines, enum role role, const char *text)
{
    struct slice rest = slice_of(text);

    if (rest.size == 0)
        return;
    struct pen pen = next_line(lines);
    while (rest.size > 0)
        write_word(lines, &pen, role, slice_split(&rest, ' '));
}

static void write_source(struct lines *lines, const char *before, const char *behind)
{
    struct buffer text = {0};

    buffer_printf(&text, "%s%s%s", before, lines->view->source, behind);
    write_text(lines, ROLE_STRONG, buffer_text(&text));
    buffer_free(&text);
}

static void write_key(struct lines *lines, const char *before, enum action action, const char *text)
{
    struct pen pen = next_line(lines);

    pen_text(&pen, ROLE_MUTED, before);
    pen_key(&pen, lines->view, action, text);
}

/* Names the places where there is something after all, with the option that shows each. */
static void write_elsewhere(struct lines *lines)
{
    const struct source_status *status = lines->view->status;
    struct buffer place = {0};

    for (size_t i = 0; i < status->elsewhere_count; i++) {
        buffer_clear(&place);
        source_elsewhere_describe(&status->elsewhere[i], &place);
        write_text(lines, ROLE_STRONG, buffer_text(&place));
    }
    buffer_clear(&place);
    if (status->elsewhere_more > 0)
        buffer_printf(&place, "and in %" PRIu64 " more places", status->elsewhere_more);
    write_text(lines, ROLE_MUTED, buffer_text(&place));
    buffer_free(&place);
}

/* What a part of the source that is away may hold is not known. */
static void write_live(struct lines *lines)
{
    const struct source_status *status = lines->view->status;
    const char *part = source_note(status, source_note_id(NOTE_PART_AWAY));

    write_text(lines, ROLE_STRONG,
               status->discovered ? "There are no tenants here." : "Looking for tenants");
    if (part != NULL)
        write_text(lines, ROLE_TEXT, part);
    if (!status->discovered)
        return;
    write_text(lines, ROLE_TEXT, lines->view->looked_for);
    if (status->elsewhere_count > 0)
        write_elsewhere(lines);
    else
        write_text(lines, ROLE_MUTED, "New ones will show up; --ns and --key say where to look.");
}

static void write_filtered(struct lines *lines)
{
    const struct choices *choices = &lines->view->state->choices;
    struct buffer text = {0};

    buffer_string(&text, choices->only_marked ? "No marked tenant is here" : "No tenant");
    if (choices->filter[0] != '\0')
        buffer_printf(&text, choices->only_marked ? " that passes \"%s\"" : " passes \"%s\"",
                      choices->filter);
    buffer_char(&text, '.');
    write_text(lines, ROLE_STRONG, buffer_text(&text));
    buffer_free(&text);
    write_key(lines, "", ACTION_BACK, " shows all of them again.");
}

void draw_nothing(const struct view *view, int row, int end)
{
    struct lines lines = {view, row + 1, end};

    if (view->listing->judgement->all.count > 0) {
        write_filtered(&lines);
        return;
    }
    switch (view->status->phase) {
    case SOURCE_CONNECTING:
        write_source(&lines, "Connecting to ", "");
        break;
    case SOURCE_AWAY:
        write_source(&lines, "", " cannot be read now.");
        write_text(&lines, ROLE_TEXT, view->status->error.text);
        write_key(&lines, "It is tried again and again. ", ACTION_REFRESH, " tries now.");
        break;
    case SOURCE_STOPPED:
        write_source(&lines, "", " cannot be read.");
        write_text(&lines, ROLE_TEXT, view->status->error.text);
        write_key(&lines, "", ACTION_REFRESH, " tries again.");
        break;
    case SOURCE_LIVE:
    case SOURCE_ENDED:
        write_live(&lines);
        break;
    }
}
