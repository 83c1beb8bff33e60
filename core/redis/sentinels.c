#include "config.h"

#include "redis/sentinels_private.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <stdlib.h>

#define OTHERS_MS 200
#define HASTE 10
#define REPLY_BYTES (64 * 1024)     /* what a sentinel says is short; */
#define REPLY_ELEMENTS (256 * 1024) /* of many masters it says much */

static void release(void *context)
{
    struct sentinels *all = context;

    if (--all->holds > 0)
        return;
    void (*closed)(void *) = all->closed;
    void *closed_context = all->closed_context;
    for (size_t i = 0; i < all->count; i++)
        buffer_free(&all->sentinels[i].name);
    free(all->sentinels);
    free(all->answers);
    free(all->master);
    free(all);
    closed(closed_context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    release(handle->data);
}

/* Returns true when its answer may still come, and is worth to be waited for. */
static bool is_awaited(const struct sentinel *sentinel)
{
    enum link_state state = link_state(sentinel->link);
    bool connects = state != LINK_READY && state != LINK_WAITING && state != LINK_STOPPED;

    return sentinel->is_asked || (connects && !sentinel->is_late);
}

static bool is_anyone_awaited(const struct sentinels *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if (is_awaited(&all->sentinels[i]))
            return true;
    }
    return false;
}

/* Makes the reason why none names a master, of the first one that has a reason which needs a
 * person, or else of the first. */
static void explain(struct sentinels *all)
{
    const struct sentinel *speaker = &all->sentinels[0];

    for (size_t i = 1; i < all->count && speaker->error.class != ERROR_STOP; i++) {
        if (all->sentinels[i].error.class == ERROR_STOP)
            speaker = &all->sentinels[i];
    }
    all->error = speaker->error;
    error_prefix(&all->error, "sentinel %s", buffer_text(&speaker->name));
    if (all->count > 1 && all->error.class != ERROR_STOP)
        error_prefix(&all->error, "none of %zu sentinels answers", all->count);
    if (all->chosen.host[0] != '\0')
        all->error.class = ERROR_RETRY;
}

static void on_round(uv_timer_t *timer);

static const struct sentinel_answer *choose(const struct sentinels *all)
{
    return sentinel_choose(&(struct sentinel_choice){
        .answers = all->answers,
        .count = all->count,
        .current = &all->chosen,
        .holds = all->events.holds(all->context),
    });
}

static bool is_anyone_naming(const struct sentinels *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if (all->answers[i].host[0] != '\0')
            return true;
    }
    return false;
}

static void plan_round(struct sentinels *all)
{
    int64_t pause_ms = all->limits.sentinels_ms;

    if (timestamp_monotonic() < all->haste_ms)
        pause_ms /= HASTE;
    uv_timer_start(&all->round, on_round, (uint64_t)pause_ms, 0);
}

static void keep_asking(struct sentinels *all)
{
    if (!uv_is_active((uv_handle_t *)&all->round))
        plan_round(all);
}

/* Nobody is told twice of the same address. */
static void take(struct sentinels *all, const struct sentinel_answer *best)
{
    bool moved = !sentinel_same_address(best, &all->chosen);

    all->chosen = *best;
    if (moved)
        all->events.named(all->context, &all->chosen);
}

static void decide(struct sentinels *all)
{
    const struct sentinel_answer *best = choose(all);

    uv_timer_stop(&all->others);
    keep_asking(all);
    all->error = (struct error){0};
    if (best != NULL)
        take(all, best);
    if (!all->closing)
        all->events.answered(all->context);
}

static void give_up(struct sentinels *all)
{
    explain(all);
    if (all->error.class == ERROR_STOP)
        uv_timer_stop(&all->round);
    all->events.failed(all->context, &all->error);
}

static void on_others(uv_timer_t *timer)
{
    decide(timer->data);
}

/* Any of them may close all. */
static void look(struct sentinels *all)
{
    bool awaited = is_anyone_awaited(all);

    if (all->closing)
        return;
    if (!is_anyone_naming(all) && !awaited)
        give_up(all);
    else if (!awaited)
        decide(all);
    else if (is_anyone_naming(all) && !uv_is_active((uv_handle_t *)&all->others))
        uv_timer_start(&all->others, on_others, OTHERS_MS, 0);
}

void sentinels_heard(struct sentinel *sentinel)
{
    struct sentinels *all = sentinel->all;

    all->answers[sentinel->number] = sentinel->answer;
    if (sentinel->error.class != ERROR_NONE)
        all->answers[sentinel->number].host[0] = '\0';
    sentinel->is_fresh = true;
    sentinel->is_late = sentinel->error.class == ERROR_RETRY;
    look(all);
}

static void on_ready(void *context)
{
    sentinel_ask(context);
}

/* What it was asked has been told already. */
static void on_lost(void *context, const struct error *error)
{
    struct sentinel *sentinel = context;

    sentinel->error = *error;
    sentinels_heard(sentinel);
}

/* Returns how many there are to be asked. */
static size_t ask_all(struct sentinels *all)
{
    size_t asked = 0;

    for (size_t i = 0; i < all->count; i++) {
        struct sentinel *sentinel = &all->sentinels[i];
        if (link_state(sentinel->link) != LINK_READY)
            continue;
        asked++;
        if (!sentinel->is_asked)
            sentinel_ask(sentinel);
    }
    return asked;
}

static void on_round(uv_timer_t *timer)
{
    struct sentinels *all = timer->data;

    plan_round(all);
    if (ask_all(all) == 0)
        look(all);
}

void sentinels_ask(struct sentinels *all, bool retry)
{
    for (size_t i = 0; retry && i < all->count; i++)
        link_retry(all->sentinels[i].link);
    if (retry)
        keep_asking(all);
    ask_all(all);
}

void sentinels_verify(struct sentinels *all)
{
    for (size_t i = 0; i < all->count; i++) {
        all->sentinels[i].is_fresh = false;
        all->sentinels[i].is_outdated = all->sentinels[i].is_asked;
    }
    sentinels_ask(all, true);
}

void sentinels_hasten(struct sentinels *all)
{
    int64_t now_ms = timestamp_monotonic();
    bool hastens = now_ms < all->haste_ms;

    all->haste_ms = now_ms + all->limits.sentinels_ms;
    if (hastens || !uv_is_active((uv_handle_t *)&all->round))
        return;
    plan_round(all);
    ask_all(all);
}

enum sentinels_opinion sentinels_opinion(const struct sentinels *all)
{
    bool silent = true;

    for (size_t i = 0; i < all->count && silent; i++)
        silent =
            !all->sentinels[i].is_fresh || !sentinel_same_address(&all->answers[i], &all->chosen);
    if (silent)
        return SENTINELS_SILENT;
    return sentinel_is_doubted(all->answers, all->count, &all->chosen) ? SENTINELS_DOUBT
                                                                       : SENTINELS_STAND_BY;
}

static void open_one(struct sentinels *all, size_t number, uv_loop_t *loop,
                     const struct redis_url *url, const char *client_name)
{
    static const struct link_events events = {.ready = on_ready, .lost = on_lost};
    struct sentinel *sentinel = &all->sentinels[number];
    struct redis_url own;

    redis_url_of_sentinel(&own, url, number);
    sentinel->all = all;
    sentinel->number = number;
    redis_url_show_address(own.host, own.port, &sentinel->name);
    sentinel->link =
        link_open(loop, &own, COMMANDS_SENTINEL, client_name, &all->limits, &events, sentinel);
    all->holds++;
    redis_url_free(&own);
}

static void init_timer(struct sentinels *all, uv_loop_t *loop, uv_timer_t *timer)
{
    uv_timer_init(loop, timer);
    timer->data = all;
    all->holds++;
}

struct sentinels *sentinels_open(uv_loop_t *loop, const struct redis_url *url,
                                 const char *client_name, const struct redis_limits *limits,
                                 const struct sentinels_events *events, void *context)
{
    struct sentinels *all = mem_zalloc(1, sizeof(*all));

    all->master = mem_strdup(url->master);
    all->tls = url->tls;
    all->events = *events;
    all->context = context;
    all->limits = *limits;
    all->limits.reply_bytes = REPLY_BYTES;
    all->limits.reply_elements = REPLY_ELEMENTS;
    all->count = 1 + url->more_count;
    all->sentinels = mem_zalloc(all->count, sizeof(*all->sentinels));
    all->answers = mem_zalloc(all->count, sizeof(*all->answers));
    init_timer(all, loop, &all->others);
    init_timer(all, loop, &all->round);
    keep_asking(all);
    for (size_t i = 0; i < all->count; i++)
        open_one(all, i, loop, url, client_name);
    return all;
}

const struct sentinel_answer *sentinels_master(const struct sentinels *all)
{
    return &all->chosen;
}

const struct error *sentinels_error(const struct sentinels *all)
{
    return &all->error;
}

void sentinels_explain_wait(const struct sentinels *all, const char *limit, struct error *error)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct sentinel *sentinel = &all->sentinels[i];
        if (!is_awaited(sentinel))
            continue;
        link_explain_wait(sentinel->link, limit, error);
        error_prefix(error, "sentinel %s", buffer_text(&sentinel->name));
        return;
    }
}

void sentinels_close(struct sentinels *all, void (*closed)(void *context), void *context)
{
    all->closing = true;
    all->closed = closed;
    all->closed_context = context;
    for (size_t i = 0; i < all->count; i++)
        link_close(all->sentinels[i].link, release, all);
    uv_close((uv_handle_t *)&all->others, on_timer_closed);
    uv_close((uv_handle_t *)&all->round, on_timer_closed);
}
