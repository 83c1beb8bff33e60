#include "config.h"

#include "headless/snapshot_doctor.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/source.h"

#include <stdlib.h>

/* How long a snapshot waits for it at least: a thousand streams take a tenth of that. Where the
 * look took longer, that long: it never takes more than twice the time. */
#define PATIENCE_MS MS_PER_SECOND

/* One examination under way. */
struct inquiry {
    struct snapshot_doctor *snapshot;
    struct doctor *doctor;
    uv_timer_t limit;
    int64_t limit_ms;
};

/* --- whether --- */

static bool is_of_now(const struct look *look)
{
    return look->options->frozen_now_ms == 0 && look->window.end_ms >= look->generated_ms;
}

static bool may_ask(const struct look *look)
{
    return !look->options->no_doctor && look->options->files.count == 0 && is_of_now(look) &&
           source_note(&look->status, source_note_id(NOTE_NOT_PERMITTED)) == NULL;
}

/* --- what comes of it --- */

void snapshot_doctor_take(struct snapshot_doctor *doctor, struct examination *examination,
                          const struct doctor_settings *settings)
{
    doctor->examination = examination;
    diagnose(examination, settings, &doctor->findings);
}

const struct examined_stream *snapshot_doctor_stream(const struct snapshot_doctor *doctor,
                                                     const struct tenant *tenant)
{
    if (doctor->examination == NULL || tenant->key == NULL)
        return NULL;
    return examined_stream_of(doctor->examination, (struct slice){tenant->key, tenant->key_size});
}

/* --- asking --- */

static void on_ended(void *context, struct examination *examination, const struct error *error)
{
    struct inquiry *inquiry = context;
    struct snapshot_doctor *snapshot = inquiry->snapshot;

    if (examination != NULL)
        snapshot_doctor_take(snapshot, examination, &snapshot->setup.settings);
    else
        snapshot->trouble = *error;
    uv_close((uv_handle_t *)&inquiry->limit, NULL);
}

/* What was seen by then is told, and that it is not all. */
static void on_limit(uv_timer_t *timer)
{
    struct inquiry *inquiry = timer->data;
    char length[32];

    duration_format(inquiry->limit_ms, length);
    error_set(&inquiry->snapshot->trouble, ERROR_RETRY, "it took longer than %s", length);
    doctor_conclude(inquiry->doctor);
}

static size_t list_keys(const struct fleet *fleet, struct slice *keys)
{
    size_t count = 0;

    for (size_t i = 0; i < fleet->count; i++) {
        const struct tenant *tenant = fleet->tenants[i];
        if (tenant->key != NULL && tenant->gone_ms == 0)
            keys[count++] = (struct slice){tenant->key, tenant->key_size};
    }
    return count;
}

/* What a server that is away made the look wait for, it is not waited for again. */
static int64_t limit_of(const struct look *look)
{
    return look->took_ms > PATIENCE_MS && !look->partly ? look->took_ms : PATIENCE_MS;
}

static void fill_options(struct doctor_options *options, const struct inquiry *inquiry,
                         uv_loop_t *loop)
{
    /* One of several nodes that does not answer leaves time for the others to be told. */
    int64_t timeout_ms = inquiry->limit_ms / 2;

    options->loop = loop;
    options->depth = 0;
    if (options->timeout_ms > timeout_ms)
        options->timeout_ms = timeout_ms;
}

static void examine(struct snapshot_doctor *doctor, const struct look *look, uv_loop_t *loop)
{
    static const struct doctor_events events = {.ended = on_ended};
    struct inquiry inquiry = {.snapshot = doctor, .limit_ms = limit_of(look)};
    struct slice *keys = mem_zalloc(look->fleet->count + 1, sizeof(*keys));
    struct doctor_options *options = &doctor->setup.options;

    fill_options(options, &inquiry, loop);
    options->keys = keys;
    options->key_count = list_keys(look->fleet, keys);
    uv_timer_init(loop, &inquiry.limit);
    inquiry.limit.data = &inquiry;
    uv_timer_start(&inquiry.limit, on_limit, (uint64_t)inquiry.limit_ms, 0);
    inquiry.doctor = doctor_open(options, &events, &inquiry);
    uv_run(loop, UV_RUN_DEFAULT);
    free(keys);
}

void snapshot_doctor_ask(struct snapshot_doctor *doctor, const struct look *look)
{
    struct error unusable;
    uv_loop_t loop;

    if (!may_ask(look) || !doctor_setup_make(&doctor->setup, look->options, "driftop", &unusable))
        return;
    int failure = uv_loop_init(&loop);
    if (failure != 0) {
        error_set(&doctor->trouble, ERROR_SYSTEM, "%s", uv_strerror(failure));
        return;
    }
    examine(doctor, look, &loop);
    uv_loop_close(&loop);
}

void snapshot_doctor_free(struct snapshot_doctor *doctor)
{
    findings_free(&doctor->findings);
    if (doctor->examination != NULL) {
        examination_free(doctor->examination);
        free(doctor->examination);
    }
    doctor_setup_free(&doctor->setup);
    *doctor = (struct snapshot_doctor){0};
}
