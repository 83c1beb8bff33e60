/* The Redis source: opening and closing, the timer, and what the status says. */
#include "config.h"

#include "source/redis/private.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIENT_NAME "driftop"

bool redis_ask(struct redis_source *source, const struct slice *words, size_t count,
               reply_element_fn *on_element, reply_fn *on_reply, void *context)
{
    return client_send(source->client, &(struct client_request){
                                           .words = words,
                                           .count = count,
                                           .on_element = on_element,
                                           .on_reply = on_reply,
                                           .context = context,
                                       });
}

bool redis_answered(struct redis_source *source, const struct reply *reply)
{
    if (reply == NULL)
        return false;
    source->base.status.answered_ms = timestamp_now();
    return true;
}

bool redis_refused(const struct reply *reply, struct slice *text)
{
    if (reply->nodes[0].type != REPLY_ERROR)
        return false;
    *text = reply_text(reply, 0);
    return true;
}

int64_t redis_now(const struct redis_source *source)
{
    return timestamp_now() + source->base.fleet->clock_offset_ms;
}

/* Turns a time of the clock that never steps into one of ours. */
static int64_t epoch_of(int64_t monotonic_ms)
{
    return monotonic_ms == 0 ? 0 : timestamp_now() - timestamp_monotonic() + monotonic_ms;
}

static void set_phase(struct source_status *status, enum source_phase phase,
                      const struct error *error)
{
    status->phase = phase;
    if (error->class != ERROR_NONE || status->error.class != ERROR_NONE)
        status->error = *error;
}

/* A server that answers but does not let itself be scanned counts as away, or stopped, too. */
static enum source_phase phase_of_scan(const struct error *error)
{
    if (error->class == ERROR_NONE)
        return SOURCE_LIVE;
    return error->class == ERROR_RETRY ? SOURCE_AWAY : SOURCE_STOPPED;
}

static void set_client_phase(struct redis_source *source, const struct client_status *client)
{
    struct source_status *status = &source->base.status;
    const struct error *scan = &source->discovery.error;

    if (client->presence != CLIENT_AWAY)
        set_phase(status, phase_of_scan(scan), scan);
    else if (client->stopped)
        set_phase(status, SOURCE_STOPPED, client->error);
    else if (client->error->class != ERROR_NONE)
        set_phase(status, SOURCE_AWAY, client->error);
}

void redis_update_status(struct redis_source *source)
{
    struct source_status *status = &source->base.status;
    const struct newest *newest = &source->newest;
    struct client_status client = client_status(source->client);

    set_client_phase(source, &client);
    status->away_since_ms = epoch_of(client.away_since_ms);
    status->retry_at_ms = epoch_of(client.retry_at_ms);
    if (source->discovery.complete && newest->looks_pending == 0 &&
        newest->looks.head == newest->looks.count)
        status->discovered = true;
    status->progress = status->loading > 0 && source->windows.loads > 0
                           ? source->windows.covered / (double)source->windows.loads
                           : 1;
    status->ignored_keys = source->discovery.ignored;
}

void redis_changed(struct redis_source *source)
{
    if (source->base.changed == NULL)
        return;
    redis_update_status(source);
    source->base.changed(source->base.context);
}

/* Checks go first, so that what is read behind them is of the stream that they saw. */
static void on_ready(void *context, size_t node)
{
    struct redis_source *source = context;

    (void)node;
    info_ready(source);
    check_ready(source);
    newest_ready(source);
    page_pump(source);
    follow_ready(source);
    discovery_ready(source);
    redis_changed(source);
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    struct redis_source *source = context;

    (void)node;
    (void)error;
    follow_lost(source);
    redis_changed(source);
}

static void tick(struct redis_source *source)
{
    if (client_status(source->client).presence == CLIENT_AWAY) {
        redis_update_status(source);
        return;
    }
    discovery_tick(source);
    newest_pump(source);
    page_pump(source);
    if (!source->follow)
        return;
    info_tick(source);
    check_tick(source);
    follow_tick(source);
}

static void on_timer(uv_timer_t *timer)
{
    tick(timer->data);
}

static void refresh(struct source *base)
{
    struct redis_source *source = (struct redis_source *)base;

    if (client_status(source->client).presence == CLIENT_AWAY) {
        client_retry(source->client);
        return;
    }
    source->discovery.next_ms = 0;
    check_watched(source);
    tick(source);
}

static void free_source(struct redis_source *source)
{
    for (size_t i = 0; i < source->stream_count; i++)
        stream_free(source->streams[i]);
    free(source->streams);
    for (size_t i = 0; i < source->tenant_count; i++)
        free(source->tenants[i]);
    free(source->tenants);
    key_template_free(source->key_template);
    entries_free(&source->entries);
    discovery_free(source);
    newest_free(source);
    window_free(source);
    follow_free(source);
    free(source);
}

static void on_part_closed(void *context)
{
    struct redis_source *source = context;
    void (*closed)(void *) = source->closed;
    void *closed_context = source->closed_context;

    if (--source->handles > 0)
        return;
    free_source(source);
    if (closed != NULL)
        closed(closed_context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    on_part_closed(handle->data);
}

static void close_source(struct source *base, void (*closed)(void *context), void *context)
{
    struct redis_source *source = (struct redis_source *)base;

    source->base.changed = NULL;
    source->closed = closed;
    source->closed_context = context;
    source->handles = 2;
    uv_close((uv_handle_t *)&source->timer, on_timer_closed);
    client_close(source->client, on_part_closed, source);
}

static void copy_tenants(struct redis_source *source, const struct source_options *options)
{
    source->tenants = mem_zalloc(options->tenant_count + 1, sizeof(char *));
    for (size_t i = 0; i < options->tenant_count; i++)
        source->tenants[i] = mem_strdup(options->tenants[i]);
    source->tenant_count = options->tenant_count;
}

static void name_source(struct redis_source *source, const struct redis_url *url)
{
    struct buffer shown = {0};
    struct buffer safe = {0};

    redis_url_show(url, &shown);
    text_safe(&safe, (struct slice){shown.data, shown.size}, false);
    snprintf(source->base.name, sizeof(source->base.name), "%s", buffer_text(&safe));
    buffer_free(&shown);
    buffer_free(&safe);
}

static void connect_source(struct redis_source *source, uv_loop_t *loop,
                           const struct redis_url *url, const struct source_options *options)
{
    static const struct client_events events = {.ready = on_ready, .lost = on_lost};
    struct client_options client = {
        .commands = COMMANDS_READING,
        .name = CLIENT_NAME,
        .limits = redis_limits_default(),
    };

    if (options->timeout_ms > 0)
        client.limits.reply_ms = options->timeout_ms;
    source->client = client_open(loop, url, &client, &events, source);
    source->timer.data = source;
    uv_timer_init(loop, &source->timer);
    uv_timer_start(&source->timer, on_timer, (uint64_t)source->refresh_ms,
                   (uint64_t)source->refresh_ms);
}

static struct redis_source *create(const struct redis_url *url,
                                   const struct source_options *options,
                                   struct key_template *key_template)
{
    static const struct source_ops ops = {window_watch, refresh, close_source};
    struct redis_source *source = mem_zalloc(1, sizeof(*source));

    source->base.ops = &ops;
    source->key_template = key_template;
    source->refresh_ms = options->refresh_ms > 0 ? options->refresh_ms : 1000;
    source->follow = options->follow;
    copy_tenants(source, options);
    name_source(source, url);
    discovery_open(source);
    return source;
}

struct source *redis_source_open(uv_loop_t *loop, const char *spec,
                                 const struct source_options *options, struct error *error)
{
    const struct key_values values = {options->ns, options->app, options->env};
    struct redis_url url;

    if (!redis_url_parse(spec, &url, error))
        return NULL;
    struct key_template *key_template =
        redis_url_credentials(&url, options->password_file, error)
            ? key_template_parse(options->key_template, &values, error)
            : NULL;
    struct redis_source *source = NULL;
    if (key_template != NULL) {
        source = create(&url, options, key_template);
        connect_source(source, loop, &url, options);
    }
    redis_url_free(&url);
    return source == NULL ? NULL : &source->base;
}
