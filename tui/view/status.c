#include "config.h"

#include "view/bars.h"

#include "base/duration.h"
#include "base/text.h"
#include "prompts.h"
#include "screen/screen.h"
#include "view/candidates.h"
#include "view/findings_line.h"
#include "view/pen.h"
#include "view/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The source is expected to answer within this many of its usual intervals. */
#define LATE_AFTER_REFRESHES 3
#define LATE_AFTER_MS (5 * MS_PER_SECOND)

#define FILTER_COLUMNS 20 /* of a filter that was typed, at most */

/* Writes a length of time to the second, for what is counted while it lasts. */
static void write_seconds(struct view *view, int64_t length_ms, char out[static 32])
{
    int64_t whole = length_ms > 0 ? length_ms - length_ms % MS_PER_SECOND : 0;

    view_holds_until(view, view->now_ms + MS_PER_SECOND - (length_ms - whole));
    duration_format(whole, out);
}

/* The same for what is still to come, rounded up: it says 1s until it is due. */
static void write_countdown(struct view *view, int64_t left_ms, char out[static 32])
{
    int64_t part = left_ms % MS_PER_SECOND;

    view_holds_until(view, view->now_ms + (part > 0 ? part : MS_PER_SECOND));
    duration_format(left_ms + (part > 0 ? MS_PER_SECOND - part : 0), out);
}

static void draw_away_since(struct view *view, struct pen *pen, const char *word)
{
    char length[32];

    write_seconds(view, view->own_now_ms - view->status->away_since_ms, length);
    pen_printf(pen, ROLE_AWAY, " %s %s ", word, length);
    pen_gap(pen, 1);
}

/* The reason may be long: it is cut, so that there is room for what comes behind it. */
static void draw_away(struct view *view, struct pen *pen)
{
    const struct source_status *status = view->status;
    char length[32];
    char retry[64] = ", trying now";

    draw_away_since(view, pen, "AWAY");
    if (status->retry_at_ms > view->own_now_ms) {
        write_countdown(view, status->retry_at_ms - view->own_now_ms, length);
        snprintf(retry, sizeof(retry), ", next try in %s", length);
    }
    struct pen reason = *pen;
    reason.end -= (int)strlen(retry);
    pen_text(&reason, ROLE_STRONG, status->error.text);
    pen->at = reason.at;
    pen_text(pen, ROLE_MUTED, retry);
}

/* The rest goes on: which part it is matters more than when it is tried again. */
static void draw_part_away(struct view *view, struct pen *pen, const char *text)
{
    draw_away_since(view, pen, "PART AWAY");
    pen_text(pen, ROLE_STRONG, text);
}

/* A view that stands is not live, however well the source is. */
static void draw_live(struct view *view, struct pen *pen)
{
    const struct source_status *status = view->status;
    int64_t late_after = view->refresh_ms * LATE_AFTER_REFRESHES;
    int64_t age_ms = view->own_now_ms - status->answered_ms;

    if (late_after < LATE_AFTER_MS)
        late_after = LATE_AFTER_MS;
    if (status->answered_ms == 0 || age_ms < late_after) {
        view_holds_until(view, view->now_ms + late_after - age_ms);
        if (view->state->range.mode != RANGE_LIVE || view->state->range.back)
            return;
        pen_put(pen, ROLE_LIVE, view->glyphs->bullet);
        pen_text(pen, ROLE_LIVE, view->recorded ? " a recording, up to its end" : " live");
        return;
    }
    char length[32];
    write_seconds(view, age_ms, length);
    pen_put(pen, ROLE_BUSY, view->glyphs->bullet);
    pen_printf(pen, ROLE_BUSY, " no answer for %s", length);
}

static void draw_phase(struct view *view, struct pen *pen)
{
    const struct source_status *status = view->status;
    const char *part = source_note(status, source_note_id(NOTE_PART_AWAY));

    switch (status->phase) {
    case SOURCE_CONNECTING:
        pen_put(pen, ROLE_BUSY, view->glyphs->bullet);
        pen_text(pen, ROLE_BUSY, " connecting");
        break;
    case SOURCE_LIVE:
        if (part != NULL)
            draw_part_away(view, pen, part);
        else
            draw_live(view, pen);
        break;
    case SOURCE_AWAY:
        draw_away(view, pen);
        break;
    case SOURCE_STOPPED:
        pen_text(pen, ROLE_AWAY, " STOPPED ");
        pen_gap(pen, 1);
        pen_text(pen, ROLE_STRONG, status->error.text);
        break;
    case SOURCE_ENDED:
        pen_put(pen, ROLE_LIVE, view->glyphs->bullet);
        pen_text(pen, ROLE_LIVE, " read to its end");
        break;
    }
}

/* Returns true while what was at the cursor is told in this line, which takes room. */
static bool is_read_out(const struct view *view)
{
    return view->axis.chosen && view->place->screen->read_out != NULL &&
           view->state->notice[0] == '\0';
}

static void draw_cursor(struct view *view, struct pen *pen)
{
    if (!is_read_out(view))
        return;
    pen_gap(pen, 2);
    view->place->screen->read_out(view, pen);
}

/* What the operator did to the view: it does not follow the source. */
static void draw_paused(struct view *view, struct pen *pen)
{
    char length[8];

    if (is_read_out(view)) {
        pen_text(pen, ROLE_BUSY, view->state->range.back ? "LOOKING BACK" : "PAUSED");
    } else if (view->state->range.back) {
        pen_text(pen, ROLE_BUSY, "LOOKING BACK");
        pen_text(pen, ROLE_MUTED, ", states are as of now; ");
        pen_key(pen, view, ACTION_LIVE, " returns");
    } else if (view->state->range.mode == RANGE_FIXED) {
        pen_text(pen, ROLE_BUSY, "fixed range");
    } else {
        write_elapsed(view, view->state->range.end_ms, true, length);
        pen_printf(pen, ROLE_BUSY, "PAUSED for %s", length);
    }
    pen_gap(pen, 2);
}

/* Of a filter nothing else tells, once it is no longer typed. It keeps its room at the right. */
static void draw_filter(const struct view *view, struct pen *pen)
{
    const struct choices *choices = &view->state->choices;
    const struct listing *listing = view->listing;
    struct slice filter = slice_of(choices->filter);
    int width = text_width(filter);
    struct buffer text = {0};

    if (!choices_hide_some(choices))
        return;
    const char *which = choices->only_marked ? "marked" : "together";
    bool narrowed = choices->only_marked || choices->turned.end_ms != 0;
    buffer_string(&text, narrowed ? which : "filter: ");
    if (narrowed && filter.size > 0)
        buffer_string(&text, " and ");
    text_fit(&text, filter, width < FILTER_COLUMNS ? width : FILTER_COLUMNS, view->frame->ascii);
    buffer_printf(&text, ", %zu of %zu", listing->count, listing->judgement->all.count);
    pen_right(pen, ROLE_BUSY, buffer_text(&text), 0);
    buffer_free(&text);
}

/* What came through a connection that was not checked may be anybody's: that is never hidden, as
 * the note is while something else is told. */
static void draw_insecure(const struct view *view, struct pen *pen)
{
    if (source_note(view->status, source_note_id(NOTE_UNCHECKED)) == NULL)
        return;
    pen_right(pen, ROLE_WARN, "INSECURE", 0);
}

static void draw_loading(struct view *view, struct pen *pen)
{
    const struct source_status *status = view->status;
    char length[32];

    if (status->phase != SOURCE_LIVE || status->loading == 0)
        return;
    duration_format(view->state->range.length_ms, length);
    pen_gap(pen, 2);
    pen_printf(pen, ROLE_BUSY, "loading %s %d%%", length, (int)(status->progress * 100));
    if (view->state->range.before_ms != 0) {
        duration_format(view->state->range.before_ms, length);
        pen_printf(pen, ROLE_MUTED, ", Esc returns to %s", length);
    }
}

/* The answer to the last key comes first: it is read however little room there is. */
static void draw_notice(const struct view *view, struct pen *pen)
{
    if (view->state->notice[0] == '\0')
        return;
    pen_text(pen, ROLE_STRONG, view->state->notice);
    pen_gap(pen, 2);
}

/* What the doctor says in figures, and with a cure, is not said again. */
static bool is_said_better(const struct view *view, const struct source_note *note)
{
    static const struct {
        enum source_note_kind note;
        const char *check;
    } alike[] = {{NOTE_EVICTION, "evictable"},
                 {NOTE_MEMORY_FULL, "out-of-memory"},
                 {NOTE_REPLICA_CUT_OFF, "replication"},
                 {NOTE_CLOCK, "clock-skew"}};

    for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
        if (strcmp(note->id, source_note_id(alike[i].note)) == 0)
            return finds_error(view, alike[i].check);
    }
    return false;
}

/* What the operator should know of the source, while nothing is wrong with it; what is wrong stands
 * in front already. */
static void draw_notes(struct view *view, struct pen *pen)
{
    const struct source_status *status = view->status;
    bool parted = false;

    if (view->state->notice[0] != '\0' || status->phase != SOURCE_LIVE)
        return;
    for (size_t i = 0; i < status->note_count; i++) {
        if (strcmp(status->notes[i].id, source_note_id(NOTE_PART_AWAY)) == 0 ||
            is_said_better(view, &status->notes[i]))
            continue;
        pen_gap(pen, parted ? 0 : 2);
        pen_printf(pen, ROLE_MUTED, "%s%s", parted ? "; " : "", status->notes[i].text);
        parted = true;
    }
}

/* A source that is away matters more: what was found of it is of before. */
static void draw_errors(struct view *view, struct pen *pen)
{
    const struct source_status *status = view->status;

    if (view->state->notice[0] == '\0' && status->phase == SOURCE_LIVE && !is_read_out(view) &&
        source_note(status, source_note_id(NOTE_PART_AWAY)) == NULL)
        draw_findings(view, pen);
}

/* Returns what is wrong, or else what the prompt has to say of the text. */
static struct prompt_remark remark_of(const struct view *view)
{
    const struct prompt *prompt = &view->state->prompt;
    struct prompt_remark remark = {.wrong = prompt->error[0] != '\0'};

    if (remark.wrong)
        snprintf(remark.text, sizeof(remark.text), "%s", prompt->error);
    else if (prompt->rules->remark != NULL)
        prompt->rules->remark(view->state, view->listing, &remark);
    return remark;
}

/* Returns the end of a text that fits into `columns`: it is where one types. */
static struct slice end_of(struct slice text, int columns)
{
    while (text.size > 0 && text_width(text) > columns) {
        uint32_t character;
        size_t length = text_decode(text, &character);
        text = (struct slice){text.data + length, text.size - length};
    }
    return text;
}

/* Returns how many columns are kept for the remark: not all of them for a name that is very long.
 */
static int remark_columns(const struct prompt_remark *remark, int room)
{
    int columns = text_width(slice_of(remark->text)) + 3;

    if (remark->name != NULL)
        columns += text_width(slice_of(remark->name)) + 2;
    return columns < room * 2 / 3 ? columns : room * 2 / 3;
}

static void draw_prompt(struct view *view, struct pen *pen)
{
    const struct prompt *prompt = &view->state->prompt;
    struct prompt_remark remark = remark_of(view);

    pen_text(pen, ROLE_PROMPT, prompt->rules->question);
    int room = pen->end - pen->at;
    pen_slice(pen, ROLE_INPUT,
              end_of(slice_of(prompt->text), room - remark_columns(&remark, room)));
    view->frame->cursor_row = pen->row;
    view->frame->cursor_column = pen->at < pen->end ? pen->at : pen->end - 1;
    if (view->frame->cursor_column < 0)
        view->frame->cursor_column = 0;
    pen_gap(pen, 1);
    if (prompt->error[0] == '\0' && draw_candidates(view, pen))
        return;
    if (remark.name != NULL) {
        pen_gap(pen, 2);
        pen_text(pen, ROLE_STRONG, remark.name);
    }
    pen_printf(pen, remark.wrong ? ROLE_WARN : ROLE_MUTED, "  %s", remark.text);
}

void draw_status(struct view *view)
{
    struct frame *frame = view->frame;
    struct pen pen = pen_at(frame, frame->rows - 2, 1, frame->columns - 1);

    if (view->state->prompt.rules != NULL) {
        draw_prompt(view, &pen);
        return;
    }
    draw_insecure(view, &pen);
    draw_filter(view, &pen);
    draw_notice(view, &pen);
    if (view->state->range.mode != RANGE_LIVE || view->state->range.back)
        draw_paused(view, &pen);
    draw_phase(view, &pen);
    draw_cursor(view, &pen);
    draw_loading(view, &pen);
    draw_errors(view, &pen);
    draw_notes(view, &pen);
}
