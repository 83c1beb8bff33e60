/* Route, running: until it is stopped, or until all that there is was read. */
#include "config.h"

#include "headless/route_private.h"

#include "base/memory.h"
#include "headless/complain.h"
#include "headless/dead_news.h"
#include "headless/flush.h"
#include "headless/reload.h"
#include "headless/status.h"
#include "route/router.h"
#include "source/source.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_SIZE 128
#define HOST_MAX 40
#define WATCH_MS 250

struct route {
    const struct options *options; /* those that it was started with */
    struct reload reload;
    struct destination_list *lists; /* messages may be about those of before a reload */
    size_t list_count;
    struct router_options router_options;
    struct router *router;
    char name[NAME_SIZE];
    uv_loop_t loop;
    uv_signal_t interrupt;
    uv_signal_t terminate;
    uv_signal_t hangup;
    uv_timer_t watch; /* of --once: whether it gets on */
    uv_timer_t dead;  /* when there is more to say of dead letters */
    bool has_terminal;
    unsigned interrupts;
    int signal; /* the last one */
    bool closing;
    struct error error; /* why it ended; ERROR_NONE: it was done, or was asked to */
    struct router_counts counts;
    int64_t progress_ms; /* monotonic */
    bool is_stuck;       /* --once: nothing got on for as long as --timeout, */
    char *stuck_why;     /* and why; NULL: nobody knows */
    bool output_is_lost; /* of --dry-run */
    struct dead_news dead_news;
};

static void on_closed_handle(uv_handle_t *handle)
{
    (void)handle;
}

static void on_closed(void *context)
{
    struct route *route = context;
    uv_handle_t *const handles[] = {(uv_handle_t *)&route->interrupt,
                                    (uv_handle_t *)&route->terminate, (uv_handle_t *)&route->hangup,
                                    (uv_handle_t *)&route->watch, (uv_handle_t *)&route->dead};

    route->router = NULL;
    for (size_t i = 0; i < sizeof(handles) / sizeof(handles[0]); i++) {
        if (!uv_is_closing(handles[i]))
            uv_close(handles[i], on_closed_handle);
    }
}

static void close_router(struct route *route)
{
    if (route->router != NULL && !route->closing)
        route->counts = router_counts(route->router);
    route->closing = true;
    if (route->router != NULL)
        router_close(route->router, route->options->timeout_ms, on_closed, route);
}

static void on_ended(void *context, const struct error *error)
{
    struct route *route = context;

    if (error != NULL)
        route->error = *error;
    close_router(route);
}

static void on_said(void *context, const char *text)
{
    (void)context;
    complain("%s", text);
}

static void on_dead_due(uv_timer_t *timer)
{
    struct route *route = timer->data;
    int64_t now_ms = timestamp_monotonic();
    int64_t next_ms = dead_news_due(&route->dead_news, now_ms);

    if (next_ms != INT64_MAX)
        uv_timer_start(timer, on_dead_due, (uint64_t)(next_ms - now_ms), 0);
}

static void tell_dead(struct route *route, const struct message *message,
                      const struct outcome *outcome)
{
    struct buffer what = {0};

    buffer_printf(&what, "%s; kept as a dead letter (--dead): ", outcome->error.text);
    message_summary(message, &what);
    dead_news_add(&route->dead_news, message->destination->name, buffer_text(&what),
                  timestamp_monotonic());
    buffer_free(&what);
    if (!uv_is_closing((uv_handle_t *)&route->dead) && !uv_is_active((uv_handle_t *)&route->dead))
        on_dead_due(&route->dead);
}

/* "ops firing: acme faithfulness degraded…", or the document. */
static void print_message(struct route *route, const struct message *message)
{
    struct buffer line = {0};

    if (strcmp(route->options->format->name, "json") == 0) {
        message_json(message, &line);
    } else {
        buffer_printf(&line, "%s %s: ", message->destination->name, edge_name(message->edge));
        message_summary(message, &line);
    }
    buffer_char(&line, '\n');
    route->output_is_lost = !flush(stdout, &line) || fflush(stdout) != 0;
    buffer_free(&line);
    if (route->output_is_lost)
        close_router(route);
}

static void on_settled(void *context, const struct message *message, const struct outcome *outcome)
{
    struct route *route = context;

    if (outcome->kind == OUTCOME_DEAD)
        tell_dead(route, message, outcome);
    if (route->options->dry_run && !route->output_is_lost)
        print_message(route, message);
}

static const struct router_events events = {
    .said = on_said, .settled = on_settled, .ended = on_ended};

static void on_signal(uv_signal_t *handle, int number)
{
    struct route *route = handle->data;

    route->signal = number;
    route->interrupts++;
    if (route->interrupts == 1 && !route->options->dry_run)
        complain("stopping: no more is read; what is under way is finished first; once more quits");
    close_router(route);
}

/* Makes the destinations of other options, which are kept from then on. */
static bool take_destinations(struct route *route, const struct options *options,
                              struct error *error)
{
    struct destination_list list;

    if (!destinations_make(options, &list, error)) {
        destinations_free(&list);
        return false;
    }
    route->lists = mem_resize(route->lists, route->list_count + 1, sizeof(*route->lists));
    route->lists[route->list_count++] = list;
    route->router_options.destinations = list.items;
    route->router_options.destination_count = list.count;
    return true;
}

static bool take_options(struct route *route, struct buffer *said)
{
    const struct router_options before = route->router_options;
    struct error error;

    if (take_destinations(route, route->reload.options, &error) &&
        router_reload(route->router, &route->router_options, &error))
        return true;
    route->router_options = before;
    buffer_clear(said);
    buffer_printf(said, "%s; nothing has changed", error.text);
    return false;
}

/* Files are opened anew and secrets read again in any case: logrotate does not ask for more. */
static void on_hangup(uv_signal_t *handle, int number)
{
    struct route *route = handle->data;
    struct buffer said = {0};

    if (route->has_terminal && !reload_has_terminal()) {
        on_signal(handle, number);
        return;
    }
    if (route->router == NULL || route->closing)
        return;
    if (reload(&route->reload, &said))
        take_options(route, &said);
    complain("%s", buffer_text(&said));
    buffer_free(&said);
}

static bool is_progress(const struct router_counts *a, const struct router_counts *b)
{
    return a->entries != b->entries || a->accepted != b->accepted || a->dead != b->dead ||
           a->saved != b->saved || a->waiting != b->waiting;
}

/* Cron does not wait for what may never come: a Redis that is away, the leases of others. That a
 * destination is down the router sees itself. */
static void on_watch(uv_timer_t *timer)
{
    struct route *route = timer->data;
    int64_t now_ms = timestamp_monotonic();

    if (route->router == NULL || route->closing)
        return;
    struct router_counts counts = router_counts(route->router);
    if (is_progress(&counts, &route->counts))
        route->progress_ms = now_ms;
    route->counts = counts;
    if (now_ms - route->progress_ms < route->options->timeout_ms + 2 * route->options->lease_ms)
        return;
    const char *why = router_trouble(route->router);
    route->is_stuck = true;
    route->stuck_why = why != NULL ? mem_strdup(why) : NULL;
    close_router(route);
}

static void begin_signal(struct route *route, uv_signal_t *handle, uv_signal_cb callback,
                         int number)
{
    uv_signal_init(&route->loop, handle);
    handle->data = route;
    if (callback != NULL)
        uv_signal_start(handle, callback, number);
}

/* None of these calls can fail: the handles are fresh. */
static void start(struct route *route)
{
    begin_signal(route, &route->interrupt, on_signal, SIGINT);
    begin_signal(route, &route->terminate, on_signal, SIGTERM);
    begin_signal(route, &route->hangup, reload_takes_hangup() ? on_hangup : NULL, SIGHUP);
    route->has_terminal = reload_has_terminal();
    uv_timer_init(&route->loop, &route->watch);
    route->watch.data = route;
    uv_timer_init(&route->loop, &route->dead);
    route->dead.data = route;
    route->progress_ms = timestamp_monotonic();
    if (route->options->once)
        uv_timer_start(&route->watch, on_watch, WATCH_MS, WATCH_MS);
}

/* Two of one name would take each other for themselves. The name of a host may be longer than a line
 * that tells of it. */
static void make_name(struct route *route)
{
    char host[65] = "";
    uint32_t random = 0;

    if (gethostname(host, sizeof(host) - 1) != 0)
        snprintf(host, sizeof(host), "localhost");
    if (uv_random(NULL, NULL, &random, sizeof(random), 0, NULL) != 0)
        random = (uint32_t)timestamp_monotonic();
    snprintf(route->name, sizeof(route->name), "%.*s:%ld:%08x", HOST_MAX, host, (long)getpid(), random);
}

static void fill_options(struct route *route, const struct source_options *source)
{
    const struct options *options = route->options;

    route->router_options = (struct router_options){
        .url = options->source,
        .access = options->access,
        .space = {.templates = source->keys,
                  .template_count = source->key_count,
                  .namespaces = source->namespaces,
                  .namespace_count = source->namespace_count,
                  .app = source->app,
                  .env = source->env},
        .severity_words = &options->severity_words,
        .destinations = route->lists[0].items,
        .destination_count = route->lists[0].count,
        .name = route->name,
        .shards = (unsigned)options->shards,
        .lease_ms = options->lease_ms,
        .gone_after_ms = options->gone_after_ms,
        .timeout_ms = options->timeout_ms,
        .once = options->once,
        .dry_run = route->options->dry_run,
    };
    selection_copy(&route->router_options.selection, source);
}

static bool open_router(struct route *route)
{
    struct source_options source;

    options_source(route->options, false, &source);
    fill_options(route, &source);
    route->router =
        router_open(&route->loop, &route->router_options, &events, route, &route->error);
    return route->router != NULL;
}

static int fail_once(const struct route *route)
{
    const struct router_counts *counts = &route->counts;

    if (route->is_stuck && counts->waiting > 0)
        complain("%zu messages were not taken, and stay pending for the next run", counts->waiting);
    else if (route->is_stuck)
        complain("it does not get on: %s%swhat was not read is left to the next run",
                 route->stuck_why != NULL ? route->stuck_why : "",
                 route->stuck_why != NULL ? "; " : "");
    return STATUS_FAILED;
}

/* A finished --once says by its status whether all that there was has arrived. */
static int conclude(const struct route *route)
{
    const struct router_counts *counts = &route->counts;

    if (route->error.class != ERROR_NONE) {
        complain("%s", route->error.text);
        return route->error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    }
    if (route->output_is_lost) {
        complain("standard output: it cannot be written to");
        return STATUS_FAILED;
    }
    if (route->interrupts > 1)
        return STATUS_SIGNAL + route->signal;
    if (route->options->once && (route->is_stuck || counts->down > 0 || counts->dead > 0 ||
                                 counts->lost > 0 || counts->refused > 0 || route->interrupts > 0))
        return fail_once(route);
    return STATUS_DONE;
}

int route_run(const struct options *options, struct destination_list *list)
{
    struct route route = {.options = options, .reload.options = options, .dead_news.say = on_said};

    int failure = uv_loop_init(&route.loop);
    if (failure != 0) {
        complain("%s", uv_strerror(failure));
        return STATUS_FAILED;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that must not grow is told like a full disk */
    route.lists = mem_zalloc(1, sizeof(*route.lists));
    route.lists[route.list_count++] = *list;
    *list = (struct destination_list){0};
    make_name(&route);
    if (open_router(&route))
        start(&route);
    uv_run(&route.loop, UV_RUN_DEFAULT);
    uv_loop_close(&route.loop);
    dead_news_due(&route.dead_news, INT64_MAX);
    dead_news_free(&route.dead_news);
    int status = conclude(&route);
    selection_free(&route.router_options.selection);
    for (size_t i = 0; i < route.list_count; i++)
        destinations_free(&route.lists[i]);
    free(route.lists);
    free(route.stuck_why);
    reload_free(&route.reload);
    return status;
}
