/* The Redis is examined while the dashboard runs: once all tenants are known, every ten minutes
 * from then on, and when the operator asks for it. What the examiner was refused it is told, so
 * that it never asks for it again. */
#include "config.h"

#include "app_private.h"
#include "base/memory.h"
#include "doctor/check.h"
#include "setup.h"

#include <stdlib.h>
#include <string.h>

#define CLIENT_NAME "driftop"
#define FIRST_MS (5 * MS_PER_SECOND)  /* after all tenants are known; */
#define LATER_MS (30 * MS_PER_SECOND) /* of a great fleet, which is read and judged first */
#define EVERY_MS (10 * MS_PER_MINUTE) /* from the end of one to the next */
#define RETRY_MS MS_PER_MINUTE        /* where one could not be made */

static void drop_seen(struct app_doctor *examiner)
{
    if (examiner->seen != NULL)
        examination_free(examiner->seen);
    free(examiner->seen);
    examiner->seen = NULL;
    findings_free(&examiner->findings);
}

static void on_due(uv_timer_t *timer)
{
    struct app *app = timer->data;

    app->examiner.due = true;
    app_follow_doctor(app);
}

static void wait_for_next(struct app_doctor *examiner, int64_t wait_ms)
{
    examiner->checkup.next_ms = timestamp_now() + wait_ms;
    uv_timer_start(&examiner->timer, on_due, (uint64_t)wait_ms, 0);
}

/* The page is all that changes with it. */
static void on_progress(void *context, size_t done, size_t total)
{
    struct app *app = context;

    app->examiner.checkup.done = done;
    app->examiner.checkup.total = total;
    if (dashboard_shows_checkup(&app->dashboard))
        app_changed(app);
}

static void tell_end(struct app *app, int64_t wait_ms)
{
    app->examiner.checkup.runs = false;
    dashboard_examined(&app->dashboard);
    wait_for_next(&app->examiner, wait_ms);
    app_changed(app);
}

static void on_judging(uv_idle_t *judging)
{
    struct app *app = judging->data;
    struct app_doctor *examiner = &app->examiner;

    if (diagnose_further(examiner->seen, &examiner->judged_by, &examiner->check,
                         &examiner->findings))
        return;
    uv_idle_stop(judging);
    checkup_take(&examiner->checkup, &examiner->findings, examiner->seen, &app->fleet);
    examiner->setup.options.refused |= examiner->seen->refused;
    drop_seen(examiner);
    tell_end(app, EVERY_MS);
}

static void on_ended(void *context, struct examination *examination, const struct error *error)
{
    struct app *app = context;
    struct app_doctor *examiner = &app->examiner;

    examiner->doctor = NULL;
    if (examination == NULL) {
        checkup_fail(&examiner->checkup, error, timestamp_now());
        tell_end(app, RETRY_MS);
        return;
    }
    examiner->seen = examination;
    examiner->judged_by = examiner->setup.settings;
    examiner->check = 0;
    uv_idle_start(&examiner->judging, on_judging);
}

static bool is_at_work(const struct app_doctor *examiner)
{
    return examiner->doctor != NULL || examiner->seen != NULL;
}

/* The keys are copied: tenants come and go meanwhile. */
static size_t list_keys(struct app_doctor *examiner, const struct fleet *fleet)
{
    size_t count = 0;

    arena_reset(&examiner->arena);
    free(examiner->keys);
    examiner->keys = mem_zalloc(fleet->count + 1, sizeof(*examiner->keys));
    for (size_t i = 0; i < fleet->count; i++) {
        const struct tenant *tenant = fleet->tenants[i];
        if (tenant->key == NULL || tenant->gone_ms != 0)
            continue;
        const char *key = arena_copy(&examiner->arena, tenant->key, tenant->key_size);
        examiner->keys[count++] = (struct slice){key, tenant->key_size};
    }
    return count;
}

static void begin(struct app *app)
{
    static const struct doctor_events events = {.progress = on_progress, .ended = on_ended};
    struct app_doctor *examiner = &app->examiner;
    struct doctor_options *options = &examiner->setup.options;

    uv_timer_stop(&examiner->timer);
    options->loop = &app->loop;
    options->paced = true;
    options->depth = DOCTOR_WAITS | DOCTOR_ENTRIES | DOCTOR_GROUPS;
    options->key_count = list_keys(examiner, &app->fleet);
    options->keys = examiner->keys;
    examiner->due = false;
    examiner->checkup.next_ms = 0;
    examiner->checkup.runs = true;
    examiner->checkup.done = 0;
    examiner->checkup.total = 0;
    examiner->doctor = doctor_open(options, &events, app);
}

void app_open_doctor(struct app *app)
{
    struct app_doctor *examiner = &app->examiner;
    struct error unusable;

    examiner->checkup.unable = setup_unexaminable(app->options);
    if (examiner->checkup.unable != NULL)
        return;
    examiner->ready = doctor_setup_make(&examiner->setup, app->options, CLIENT_NAME, &unusable);
    if (!examiner->ready)
        checkup_fail(&examiner->checkup, &unusable, timestamp_now());
}

void app_follow_doctor(struct app *app)
{
    struct app_doctor *examiner = &app->examiner;
    const struct source_status *status = &app->source->status;

    if (!examiner->ready || is_at_work(examiner) || status->phase != SOURCE_LIVE ||
        !status->discovered)
        return;
    if (examiner->due) {
        begin(app);
    } else if (!examiner->began) {
        examiner->began = true;
        wait_for_next(examiner, app->fleet.count > DOCTOR_SAMPLE_ABOVE ? LATER_MS : FIRST_MS);
    }
}

void app_examine(struct app *app)
{
    struct app_doctor *examiner = &app->examiner;

    if (!examiner->ready || is_at_work(examiner))
        return;
    examiner->due = true;
    examiner->began = true;
    app_follow_doctor(app);
    if (examiner->doctor == NULL)
        state_tell(&app->dashboard.state, "it will be examined once Redis can be read");
}

/* What was seen is not kept, so it is looked at again. */
void app_rejudge(struct app *app)
{
    struct doctor_setup *setup = &app->examiner.setup;
    struct doctor_settings settings;

    doctor_setup_settings(&settings, app->options);
    if (!app->examiner.ready || memcmp(&settings, &setup->settings, sizeof(settings)) == 0)
        return;
    setup->settings = settings;
    setup->options.pending_ms = (int64_t)settings.pending_ms;
    app->examiner.due |= app->examiner.began;
    app_follow_doctor(app);
}

void app_close_doctor(struct app *app)
{
    struct app_doctor *examiner = &app->examiner;

    if (examiner->doctor != NULL)
        doctor_cancel(examiner->doctor, NULL, NULL);
    examiner->doctor = NULL;
    uv_close((uv_handle_t *)&examiner->timer, NULL);
    uv_close((uv_handle_t *)&examiner->judging, NULL);
}

void app_free_doctor(struct app *app)
{
    struct app_doctor *examiner = &app->examiner;

    drop_seen(examiner);
    checkup_free(&examiner->checkup);
    doctor_setup_free(&examiner->setup);
    arena_free(&examiner->arena);
    free(examiner->keys);
}
