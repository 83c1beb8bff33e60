#include "config.h"

#include "view/bars.h"

#include "action.h"
#include "base/duration.h"
#include "view/pen.h"

#include <stdio.h>
#include <string.h>

/* Writes what the window is: "last 1h", or "1h until 14:30:15" when the view stands. */
static void write_window(const struct view *view, char *out, size_t size)
{
    const struct ui_state *state = view->state;
    char length[32];
    char clock[16];

    duration_format(state->window_ms, length);
    timestamp_format_clock(state->paused_ms, state->zone, clock);
    if (state->paused)
        snprintf(out, size, "%s until %s", length, clock);
    else
        snprintf(out, size, "last %s", length);
}

/* Writes the time of day with its zone, to the minute: seconds would be bytes for nothing. */
static void write_clock(struct view *view, char *out, size_t size)
{
    char minute[16];

    timestamp_format_minute(view->now_ms, view->state->zone, minute);
    snprintf(out, size, "%s %s", minute, timestamp_zone_name(view->now_ms, view->state->zone));
    view_holds_until(view, view->now_ms + MS_PER_MINUTE - view->now_ms % MS_PER_MINUTE);
}

void draw_header(struct view *view)
{
    struct frame *frame = view->frame;
    struct pen pen = pen_at(frame, 0, 1, frame->columns - 1);
    char clock[48];
    char window[80];

    frame_fill(frame, 0, 0, frame->columns, ' ', ROLE_BAR);
    write_clock(view, clock, sizeof(clock));
    write_window(view, window, sizeof(window));
    pen_text(&pen, ROLE_BAR_STRONG, "driftop");
    pen_gap(&pen, 2);
    pen_right(&pen, ROLE_BAR, clock, 0);
    pen.end -= 3;
    pen_right(&pen, ROLE_BAR_STRONG, window, 0);
    pen.end -= 3;
    pen_text(&pen, ROLE_BAR, view->source);
}

static int hint_width(const struct action_info *info)
{
    char name[16];

    action_key_name(info->keys[0], name);
    return (int)slice_of(name).size + 1 + (int)slice_of(info->hint).size + 2;
}

/* Returns true when a key belongs into the bar of the page that is shown. */
static bool is_hinted(const struct view *view, const struct action_info *info)
{
    bool fleet = view->state->screen == SCREEN_FLEET;

    if (info->rank == 0 || (info->screens & (fleet ? SCREEN_FLEET_BIT : SCREEN_TENANT_BIT)) == 0)
        return false;
    return info->action != ACTION_BACK || !fleet || view->state->filter[0] != '\0';
}

/* Returns the greatest rank up to which all hints fit. */
static int greatest_rank(const struct view *view, int room)
{
    size_t count;
    const struct action_info *actions = action_table(&count);
    int rank = 0;

    for (;;) {
        int width = 0;
        bool more = false;
        for (size_t i = 0; i < count; i++) {
            if (!is_hinted(view, &actions[i]))
                continue;
            width += actions[i].rank <= rank + 1 ? hint_width(&actions[i]) : 0;
            more = more || actions[i].rank > rank;
        }
        if (!more || width > room)
            return rank;
        rank++;
    }
}

static void draw_hint(struct pen *pen, const struct action_info *info, const char *hint)
{
    char name[16];

    action_key_name(info->keys[0], name);
    pen_text(pen, ROLE_KEY, name);
    pen_gap(pen, 1);
    pen_text(pen, ROLE_HINT, hint);
    pen_gap(pen, 2);
}

/* While something is typed, only these keys are keys. */
static void draw_prompt_keys(const struct view *view, struct pen *pen)
{
    static const struct {
        const char *key;
        const char *hints[PROMPT_WINDOW + 1];
    } keys[] = {
        {"Enter", {"", "keep", "open", "look"}},
        {"Esc", {"", "show all", "cancel", "cancel"}},
        {"Tab", {"", "", "next", ""}},
        {"Ctrl-W", {"", "delete word", "delete word", ""}},
        {"Ctrl-U", {"", "delete all", "delete all", "delete all"}},
    };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *hint = keys[i].hints[view->state->prompt.kind];
        int width = (int)(strlen(keys[i].key) + 1 + strlen(hint));
        if (hint[0] == '\0' || pen->at + width > pen->end)
            continue;
        pen_text(pen, ROLE_KEY, keys[i].key);
        pen_gap(pen, 1);
        pen_text(pen, ROLE_HINT, hint);
        pen_gap(pen, 2);
    }
}

void draw_keys(struct view *view)
{
    struct frame *frame = view->frame;
    struct pen pen = pen_at(frame, frame->rows - 1, 1, frame->columns - 1);
    size_t count;
    const struct action_info *actions = action_table(&count);

    if (view->state->prompt.kind != PROMPT_NONE) {
        draw_prompt_keys(view, &pen);
        return;
    }
    int rank = greatest_rank(view, frame->columns);
    for (size_t i = 0; i < count; i++) {
        const struct action_info *info = &actions[i];
        if (!is_hinted(view, info) || info->rank > rank)
            continue;
        bool live = info->action == ACTION_PAUSE && view->state->paused;
        draw_hint(&pen, info, live ? "live" : info->hint);
    }
}
