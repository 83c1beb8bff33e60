#include "config.h"

#include "view/bars.h"

#include "base/duration.h"
#include "base/text.h"
#include "prompts.h"
#include "screen/answers.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>
#include <string.h>

/* Writes the time of day with its zone, to the minute: seconds would be bytes for nothing. A
 * recording may be of any day. */
static void write_clock(struct view *view, char *out, size_t size)
{
    char minute[16];
    char day[32] = "";

    timestamp_format_minute(view->now_ms, view->state->choices.zone, minute);
    if (view->recorded)
        timestamp_format(view->now_ms, view->state->choices.zone, day);
    snprintf(out, size, "%.10s%s%s %s", day, view->recorded ? " " : "", minute,
             timestamp_zone_name(view->now_ms, view->state->choices.zone));
    if (view->recorded)
        return;
    view_holds_until(view, view->now_ms + MS_PER_MINUTE - view->now_ms % MS_PER_MINUTE);
}

/* Adds what it is compared with, on pages that do so. */
static void write_comparison(const struct view *view, char window[static RANGE_TITLE_SIZE])
{
    size_t length = strlen(window);
    char before[32];

    if (!view->place->screen->compares || view->state->range.compare_ms == 0)
        return;
    duration_format(view->state->range.compare_ms, before);
    snprintf(window + length, RANGE_TITLE_SIZE - length, " vs -%s", before);
}

/* Where less is kept than is looked at, of the tenant that the page is about. */
static void draw_history_start(const struct view *view, struct pen *pen)
{
    char start[HISTORY_START_SIZE];

    if (!view->place->screen->compares || view->tenant == NULL ||
        !view_history_starts(view, view->tenant))
        return;
    view_write_history_start(view, view->tenant, start);
    pen_right(pen, ROLE_BAR, start, 12);
    pen->end -= 1;
}

void draw_header(struct view *view)
{
    struct frame *frame = view->frame;
    struct pen pen = pen_at(frame, 0, 1, frame->columns - 1);
    char clock[64];
    char window[RANGE_TITLE_SIZE];

    frame_fill(frame, 0, 0, frame->columns, ' ', ROLE_BAR);
    write_clock(view, clock, sizeof(clock));
    range_title(&view->state->range, view->now_ms, view->state->choices.zone, window);
    pen_text(&pen, ROLE_BAR_STRONG, "driftop");
    pen_gap(&pen, 2);
    pen_right(&pen, ROLE_BAR, clock, 0);
    pen.end -= 1;
    write_comparison(view, window);
    pen_right(&pen, ROLE_BAR_STRONG, window, 0);
    pen.end -= 1;
    draw_history_start(view, &pen);
    if (view->recorded)
        pen_right(&pen, ROLE_BAR_STRONG, "recording", 0);
    pen.end -= view->recorded ? 1 : 0;
    pen_text(&pen, ROLE_BAR, view->source);
}

/* Keys for time, on a screen that shows none, but for those that it answers itself. */
static bool is_beside_the_point(const struct view *view, enum action action)
{
    const struct screen *screen = view->place->screen;
    enum action_group group = action_info(action)->group;

    if (!screen->timeless || (group != GROUP_TIME && group != GROUP_BACK))
        return false;
    for (size_t i = 0; i < screen->answer_count; i++) {
        if (screen->answers[i].action == action)
            return false;
    }
    return true;
}

/* Returns what the key bar says of an action on this screen; NULL where it says nothing. */
static const char *hint_of(const struct view *view, enum action action)
{
    const struct answer *answer = answer_find(view->place->screen, action);
    char key[KEY_NAME_SIZE];

    if (answer == NULL || action_info(action)->rank == 0 || is_beside_the_point(view, action))
        return NULL;
    if (!keymap_first(view->state->keymap, action, key))
        return NULL;
    return answer->hint != NULL ? answer->hint(view->state) : action_info(action)->hint;
}

static int hint_width(const struct view *view, enum action action)
{
    char name[KEY_NAME_SIZE];

    keymap_first(view->state->keymap, action, name);
    return text_width(slice_of(name)) + 1 + text_width(slice_of(hint_of(view, action))) + 2;
}

/* Chooses the hints that fit, by rank and then in the order of the table. */
static void choose_hints(const struct view *view, int room, bool chosen[static ACTION_COUNT])
{
    for (int rank = 1; rank <= ACTION_RANK_MAX; rank++) {
        for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
            if (action_info(action)->rank != rank || hint_of(view, action) == NULL)
                continue;
            int width = hint_width(view, action);
            chosen[action] = width <= room;
            room -= chosen[action] ? width : 0;
        }
    }
}

static void draw_hint(const struct view *view, struct pen *pen, const char *key, const char *hint)
{
    int column = pen->at;

    pen_text(pen, ROLE_KEY, key);
    pen_gap(pen, 1);
    pen_text(pen, ROLE_HINT, hint);
    pen_hit(pen, view, key, column);
    pen_gap(pen, 2);
}

/* While something is typed, only these keys are keys. */
static void draw_prompt_keys(const struct view *view, struct pen *pen)
{
    const struct prompt_rules *rules = view->state->prompt.rules;

    for (size_t i = 0; i < PROMPT_HINTS && rules->hints[i].key != NULL; i++) {
        const struct prompt_hint *hint = &rules->hints[i];
        if (pen->at + (int)(strlen(hint->key) + 1 + strlen(hint->hint)) <= pen->end)
            draw_hint(view, pen, hint->key, hint->hint);
    }
}

void draw_keys(struct view *view)
{
    struct frame *frame = view->frame;
    struct pen pen = pen_at(frame, frame->rows - 1, 1, frame->columns - 1);

    if (view->state->prompt.rules != NULL) {
        draw_prompt_keys(view, &pen);
        return;
    }
    bool chosen[ACTION_COUNT] = {false};
    choose_hints(view, frame->columns, chosen);
    for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        char name[KEY_NAME_SIZE];
        if (!chosen[action])
            continue;
        keymap_first(view->state->keymap, action, name);
        draw_hint(view, &pen, name, hint_of(view, action));
    }
}

void draw_foot(struct view *view)
{
    draw_status(view);
    draw_keys(view);
}
