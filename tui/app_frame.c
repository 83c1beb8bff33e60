#include "config.h"

#include "app_private.h"

#include <stdlib.h>
#include <string.h>

#define FRAME_INTERVAL_MS 100 /* between two frames that data asked for */
#define SLOW_INTERVAL_MS 5000 /* the same on a slow line, */
#define SLOW_START_MS 1000    /* and while the fleet is still being read */
#define NS_PER_US 1000
#define LONGEST_STILLNESS_MS 10000 /* a frame is made anew at least this often */

/* Tells the source which tenants are on the screen, when that has changed. */
static void watch(struct app *app)
{
    struct buffer joined = {0};
    size_t count;
    struct watched_range *ranges = dashboard_watched(&app->dashboard, app_clock(app), &count);

    /* One that came again under its name is another one. */
    buffer_append(&joined, (const char *)&app->fleet.removed, sizeof(app->fleet.removed));
    for (size_t i = 0; i < count; i++) {
        buffer_append(&joined, ranges[i].tenant.data, ranges[i].tenant.size);
        buffer_char(&joined, '\0');
        buffer_append(&joined, (const char *)&ranges[i].range, sizeof(ranges[i].range));
    }
    bool same = joined.size == app->watched.size &&
                memcmp(buffer_text(&joined), buffer_text(&app->watched), joined.size) == 0;
    if (!same) {
        buffer_free(&app->watched);
        app->watched = joined;
        source_watch(app->source, &(struct source_watch){ranges, count});
    } else {
        buffer_free(&joined);
    }
    free(ranges);
}

/* Tells the source which entries are looked at as they lie in their streams. */
static void fetch(struct app *app)
{
    size_t count;
    const struct original_wish *wishes = dashboard_fetched(&app->dashboard, &count);

    source_fetch(app->source, wishes, count);
}

static void on_draw_due(uv_timer_t *timer)
{
    app_draw(timer->data, REACTION_WATCH);
}

/* Asks for a frame in `delay_ms`, or before when one is asked for already. */
static void draw_in(struct app *app, int64_t delay_ms)
{
    int64_t due_ms = timestamp_monotonic() + delay_ms;

    if (uv_is_active((uv_handle_t *)&app->draw_timer) && app->due_ms <= due_ms)
        return;
    app->due_ms = due_ms;
    uv_timer_start(&app->draw_timer, on_draw_due, (uint64_t)delay_ms, 0);
}

/* Returns how long there is no other frame behind one, but for what a key asks for. */
static int64_t frame_interval(const struct app *app)
{
    if (!app->dashboard.state.choices.slow)
        return FRAME_INTERVAL_MS;
    return app->dashboard.settled ? SLOW_INTERVAL_MS : SLOW_START_MS;
}

/* Asks for the next frame of itself: when what was drawn will read otherwise. What is still to be
 * judged anew holds at no time. */
static void draw_when_outdated(struct app *app, int64_t holds_until_ms)
{
    int64_t now_ms = app_clock(app).now_ms;
    int64_t delay_ms = holds_until_ms > now_ms ? holds_until_ms - now_ms : 0;

    if (delay_ms > LONGEST_STILLNESS_MS)
        delay_ms = LONGEST_STILLNESS_MS;
    int64_t interval_ms = frame_interval(app);
    draw_in(app, delay_ms > interval_ms ? delay_ms : interval_ms);
}

static void on_room(uv_poll_t *poll, int status, int events)
{
    struct app *app = poll->data;
    (void)events;

    if (status < 0 || !tty_flush(app->tty)) {
        app_leave(app, APP_FAILED);
        return;
    }
    if (!tty_is_drained(app->tty))
        return;
    uv_poll_stop(poll);
    draw_in(app, 0);
}

/* The size may have changed while nobody could tell: before the start, or while we were stopped. */
static void follow_size(struct app *app)
{
    struct input_event event = {.kind = INPUT_RESIZE};

    app_size(app, &event.columns, &event.rows);
    if (!frame_is_size(&app->dashboard.frame, event.columns, event.rows))
        app_event(app, &event);
}

/* Returns false when the terminal is gone; else until when the frame holds. */
static bool show_frame(struct app *app, int64_t *holds_until_ms)
{
    uint64_t start_ns = uv_hrtime();
    uint64_t written = tty_written(app->tty);

    *holds_until_ms = dashboard_draw(&app->dashboard, app_clock(app));
    bool shown = term_paint(app->term, app_stats_frame(app));
    stats_frame(&app->stats, (int64_t)((uv_hrtime() - start_ns) / NS_PER_US),
                tty_written(app->tty) - written);
    return shown;
}

/* Judges some of those that wait; a frame shows it soon. */
static void on_judging(uv_idle_t *judging)
{
    struct app *app = judging->data;

    if (!app->leaving)
        dashboard_catch_up(&app->dashboard, app_clock(app));
    if (app->leaving || !dashboard_is_behind(&app->dashboard))
        uv_idle_stop(judging);
    app_changed(app);
}

static void judge_rest(struct app *app)
{
    if (dashboard_is_behind(&app->dashboard))
        uv_idle_start(&app->judging, on_judging);
}

void app_draw(struct app *app, reaction_set reactions)
{
    app->due |= reactions;
    if (app->leaving)
        return;
    if (!term_is_ready(app->term)) {
        uv_poll_start(&app->output_poll, UV_WRITABLE, on_room);
        return;
    }
    uv_timer_stop(&app->draw_timer);
    /* Until there is a fleet, nothing is worth waiting for. */
    if (app->changed && app->fleet.count > 0)
        app->changed_ms = timestamp_monotonic();
    app->changed = false;
    follow_size(app);
    app_follow_transitions(app);
    app_follow_attention(app);
    app_follow_plainness(app);
    app_follow_doctor(app);
    int64_t holds_until_ms;
    if (!term_mouse(app->term, app->dashboard.state.choices.mouse) ||
        !show_frame(app, &holds_until_ms)) {
        app_leave(app, APP_FAILED);
        return;
    }
    if (!term_is_ready(app->term))
        uv_poll_start(&app->output_poll, UV_WRITABLE, on_room);
    if ((app->due & REACTION_WATCH) != 0) {
        watch(app);
        fetch(app);
    }
    app->due = 0;
    judge_rest(app);
    draw_when_outdated(app, holds_until_ms);
}

/* Data may come in many pieces: a few frames a second are enough for the eye. */
void app_changed(void *context)
{
    struct app *app = context;

    if (app->changed || app->leaving)
        return;
    app->changed = true;
    int64_t wait_ms = app->changed_ms + frame_interval(app) - timestamp_monotonic();
    draw_in(app, wait_ms > 0 ? wait_ms : 0);
}
