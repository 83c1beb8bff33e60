#include "config.h"

#include "live/doctor_user.h"

#include "support/wait.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void on_progress(void *context, size_t done, size_t total)
{
    struct doctor_user *user = context;

    ck_assert(total == 0 || done <= total);
    ck_assert(total == 0 || user->total == 0 || done >= user->done);
    user->told++;
    user->done = done;
    user->total = total;
    if (user->on_progress != NULL)
        user->on_progress(user);
}

static void on_ended(void *context, struct examination *examination, const struct error *error)
{
    struct doctor_user *user = context;

    ck_assert((examination == NULL) != (error == NULL));
    user->ends++;
    user->doctor = NULL;
    user->examination = examination;
    if (error != NULL)
        user->error = *error;
}

void doctor_user_begin_with(struct doctor_user *user, const char *url,
                            const struct redis_access *access)
{
    static const char *const templates[] = {"{ns}:{tenant}"};
    static const char *const namespaces[] = {"rag:telemetry"};
    const struct key_space_words words = {.templates = templates,
                                          .template_count = 1,
                                          .namespaces = namespaces,
                                          .namespace_count = 1};
    struct error error;

    *user = (struct doctor_user){.ends = 0};
    signal(SIGPIPE, SIG_IGN);
    ck_assert_int_eq(uv_loop_init(&user->loop), 0);
    ck_assert_msg(redis_url_parse(url, &user->url, &error), "%s", error.text);
    ck_assert_msg(redis_url_access(&user->url, access, &error), "%s", error.text);
    ck_assert_msg(key_space_parse(&user->space, &words, &error), "%s", error.text);
    user->options = (struct doctor_options){.loop = &user->loop,
                                            .url = &user->url,
                                            .name = "doctor",
                                            .space = &user->space,
                                            .selection = &user->selection,
                                            .pending_ms = 600000,
                                            .timeout_ms = 5000,
                                            .depth = DOCTOR_ALL};
}

void doctor_user_begin(struct doctor_user *user, const char *url)
{
    doctor_user_begin_with(user, url, &(struct redis_access){0});
}

void doctor_user_open(struct doctor_user *user)
{
    static const struct doctor_events events = {.progress = on_progress, .ended = on_ended};

    user->doctor = doctor_open(&user->options, &events, user);
}

void doctor_user_wait(struct doctor_user *user)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (user->ends == 0) {
        ck_assert_int_gt(deadline_left(&deadline), 0);
        ck_assert_int_ne(uv_run(&user->loop, UV_RUN_ONCE) + user->ends, 0);
    }
    ck_assert_int_eq(uv_run(&user->loop, UV_RUN_NOWAIT), 0);
    ck_assert_int_eq(user->ends, 1);
}

void doctor_user_run(struct doctor_user *user, const char *url)
{
    doctor_user_begin(user, url);
    doctor_user_open(user);
    doctor_user_wait(user);
}

static void on_closed(void *context)
{
    struct doctor_user *user = context;

    user->closed = true;
}

void doctor_user_cancel(struct doctor_user *user)
{
    doctor_cancel(user->doctor, on_closed, user);
    user->doctor = NULL;
    while (uv_run(&user->loop, UV_RUN_DEFAULT) != 0)
        continue;
    ck_assert(user->closed);
    ck_assert_int_eq(user->ends, 0);
}

void doctor_user_end(struct doctor_user *user)
{
    if (user->examination != NULL)
        examination_free(user->examination);
    free(user->examination);
    redis_url_free(&user->url);
    key_space_free(&user->space);
    ck_assert_int_eq(uv_loop_close(&user->loop), 0);
}

struct examined_stream *doctor_user_stream(const struct doctor_user *user, const char *tenant)
{
    ck_assert_ptr_nonnull(user->examination);
    for (size_t i = 0; i < user->examination->stream_count; i++) {
        if (slice_is(user->examination->streams[i].tenant, tenant))
            return &user->examination->streams[i];
    }
    ck_abort_msg("there is no stream of %s", tenant);
}
