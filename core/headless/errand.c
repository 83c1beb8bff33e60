#include "config.h"

#include "headless/errand.h"

#include "base/duration.h"
#include "base/memory.h"

#include <stdlib.h>

#define CLIENT_NAME "driftop"

/* A question under way. */
struct asked {
    struct errand *errand;
    bool may_fail;
    errand_fn *answer;
    void *context;
};

static void on_time(uv_timer_t *timer)
{
    struct errand *errand = timer->data;

    errand->is_late = true;
}

/* A timer may have been what was waited for: then nothing else comes. */
static void on_look(uv_prepare_t *look)
{
    const struct errand *errand = look->data;

    if (errand->is_late || errand->is_over(errand->context))
        uv_stop(look->loop);
}

static void on_ready(void *context, size_t node)
{
    (void)context;
    (void)node;
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    (void)context;
    (void)node;
    (void)error;
}

bool errand_run(struct errand *errand, bool (*is_over)(void *context), void *context)
{
    errand->is_late = false;
    errand->is_over = is_over;
    errand->context = context;
    uv_prepare_start(&errand->look, on_look);
    uv_timer_start(&errand->timer, on_time, (uint64_t)errand->timeout_ms, 0);
    while (!is_over(context) && !errand->is_late)
        uv_run(&errand->loop, UV_RUN_ONCE);
    uv_timer_stop(&errand->timer);
    uv_prepare_stop(&errand->look);
    return !errand->is_late || is_over(context);
}

static bool can_be_asked(void *context)
{
    const struct errand *errand = context;
    struct client_status status = client_status(errand->client);

    return status.presence == CLIENT_READY || status.stopped;
}

static bool fail_open(const struct errand *errand, struct error *error)
{
    struct client_status status = client_status(errand->client);
    char limit[32];

    duration_format(errand->timeout_ms, limit);
    error_set(error, ERROR_RETRY, "no answer in %s", limit);
    if (status.error->class != ERROR_NONE)
        *error = *status.error;
    else
        client_explain_wait(errand->client, limit, error);
    return false;
}

static bool open_client(struct errand *errand, const struct options *options, struct error *error)
{
    static const struct client_events events = {.ready = on_ready, .lost = on_lost};
    struct client_options client = {
        .commands = COMMANDS_ROUTE, .name = CLIENT_NAME, .limits = redis_limits_default()};
    struct redis_url url = {0};

    client.limits.reply_ms = options->timeout_ms;
    bool good = redis_url_parse(options->source, &url, error) &&
                redis_url_access(&url, &options->access, error);
    if (good)
        errand->client = client_open(&errand->loop, &url, &client, &events, errand);
    redis_url_free(&url);
    return good;
}

bool errand_begin(struct errand *errand, const struct options *options, struct error *error)
{
    *errand = (struct errand){.timeout_ms = options->timeout_ms};

    int failure = uv_loop_init(&errand->loop);
    if (failure != 0)
        return error_set(error, ERROR_SYSTEM, "%s", uv_strerror(failure));
    uv_timer_init(&errand->loop, &errand->timer);
    uv_prepare_init(&errand->loop, &errand->look);
    errand->timer.data = errand;
    errand->look.data = errand;
    return true;
}

bool errand_open(struct errand *errand, const struct options *options, struct error *error)
{
    if (!errand_begin(errand, options, error) || !open_client(errand, options, error))
        return false;
    bool answered = errand_run(errand, can_be_asked, errand);
    struct client_status status = client_status(errand->client);
    return (status.presence == CLIENT_READY) || (!answered && status.presence == CLIENT_PARTLY) ||
           fail_open(errand, error);
}

static void fail(struct errand *errand, const struct error *error)
{
    if (errand->failure.class == ERROR_NONE)
        errand->failure = *error;
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct asked *asked = context;
    struct error refused;

    asked->errand->due--;
    if (reply == NULL) {
        fail(asked->errand, error);
    } else if (reply->nodes[0].type == REPLY_ERROR && asked->may_fail) {
        /* It has nothing to say. */
    } else if (reply->nodes[0].type == REPLY_ERROR) {
        reply_error(reply_text(reply, 0), &refused);
        fail(asked->errand, &refused);
    } else if (asked->answer != NULL) {
        asked->answer(asked->context, reply);
    }
    free(asked);
}

void errand_ask(struct errand *errand, const struct errand_question *question)
{
    struct asked *asked = mem_zalloc(1, sizeof(*asked));
    struct client_request request = {
        .words = question->words,
        .count = question->count,
        .target = question->target,
        .node = question->node,
        .on_reply = on_reply,
        .context = asked,
    };
    struct error error;

    *asked = (struct asked){.errand = errand,
                            .may_fail = question->may_fail,
                            .answer = question->answer,
                            .context = question->context};
    if (client_send(errand->client, &request)) {
        errand->due++;
        return;
    }
    free(asked);
    fail_open(errand, &error);
    fail(errand, &error);
}

static bool all_answered(void *context)
{
    const struct errand *errand = context;

    return errand->due == 0;
}

bool errand_wait(struct errand *errand, struct error *error)
{
    struct error late;
    char limit[32];

    if (!errand_run(errand, all_answered, errand)) {
        duration_format(errand->timeout_ms, limit);
        error_set(&late, ERROR_RETRY, "no answer in %s", limit);
        client_explain_wait(errand->client, limit, &late);
        fail(errand, &late);
    }
    if (errand->failure.class == ERROR_NONE)
        return true;
    if (error != NULL)
        *error = errand->failure;
    errand->failure = (struct error){0};
    return false;
}

bool errand_fetch(struct errand *errand, const struct slice *words, size_t count, errand_fn *answer,
                  void *context, struct error *error)
{
    errand_ask(errand, &(struct errand_question){.words = words,
                                                 .count = count,
                                                 .target = CLIENT_OWNER,
                                                 .answer = answer,
                                                 .context = context});
    return errand_wait(errand, error);
}

void errand_close(struct errand *errand)
{
    if (errand->timer.data == NULL)
        return; /* there is no loop */
    if (errand->client != NULL)
        client_close(errand->client, NULL, NULL);
    uv_close((uv_handle_t *)&errand->timer, NULL);
    uv_close((uv_handle_t *)&errand->look, NULL);
    uv_run(&errand->loop, UV_RUN_DEFAULT);
    uv_loop_close(&errand->loop);
}
