/* Outlet HTTP: webhooks, Alertmanagers, Slack and PagerDuty. */
#include "config.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "route/http.h"
#include "route/http_access.h"
#include "route/http_outcome.h"
#include "route/libcurl.h"
#include "route/outlet.h"
#include "route/payload.h"
#include "route/reminder.h"

#include <stdlib.h>

#define SLACK_PAUSE_MS 1000 /* between two messages, by its own limits */
#define WIDTH 8             /* messages at a time to others */

struct http_outlet {
    struct outlet outlet;
    struct http_access *access;
    struct http *http;
    struct sending *first;  /* under way */
    struct message *paused; /* it is not its turn yet */
    int64_t next_at_ms;     /* monotonic: when it is */
    uv_timer_t pause;
    struct reminder *reminder; /* of Alertmanagers; NULL: of the others */
    size_t open;               /* parts that are on the loop */
};

/* A message on its way to one target. */
struct delivery {
    struct sending *sending;
    struct http_target *target;
    struct http_post *post; /* NULL: it was told */
    struct error error;     /* why it did not take it */
};

/* A message under way to all targets. */
struct sending {
    struct http_outlet *outlet;
    struct sending *next;
    struct sending **link; /* what points to it */
    struct message *message;
    struct http_access *access;
    struct outcome outcome; /* the best so far */
    struct buffer said;     /* what came with it */
    size_t left;
    struct delivery deliveries[];
};

static void write_body(const struct http_outlet *outlet, const struct message *message,
                       struct buffer *body)
{
    switch (outlet->access->kind) {
    case DESTINATION_ALERTMANAGER:
        payload_alertmanager(message, timestamp_now(), body);
        break;
    case DESTINATION_SLACK:
        payload_slack(message, body);
        break;
    case DESTINATION_PAGERDUTY:
        payload_pagerduty(message, outlet->access->secrets.secret, body);
        break;
    default:
        message_json(message, body);
    }
}

static void unlink_sending(struct sending *sending)
{
    *sending->link = sending->next;
    if (sending->next != NULL)
        sending->next->link = sending->link;
}

static void free_sending(struct sending *sending)
{
    http_access_release(sending->access);
    buffer_free(&sending->said);
    free(sending);
}

/* Says that one of several targets takes nothing, while others do, and that it does again. */
static void tell_part(struct http_outlet *outlet, struct delivery *delivery)
{
    const struct outlet_options *options = &outlet->outlet.options;
    bool away = delivery->error.class != ERROR_NONE;
    struct error line;

    if (away == delivery->target->away || options->said == NULL)
        return;
    delivery->target->away = away;
    if (away)
        error_set(&line, ERROR_RETRY, "destination %s: %s; others of it take alerts meanwhile",
                  options->destination->name, delivery->error.text);
    else
        error_set(&line, ERROR_RETRY, "destination %s: %s takes alerts again",
                  options->destination->name, delivery->target->origin);
    options->said(options->context, line.text);
}

/* One of several that took it is enough: the others are told of what is open again, and of what
 * closed for a while. */
static void finish(struct sending *sending)
{
    struct http_outlet *outlet = sending->outlet;
    struct outcome *outcome = &sending->outcome;

    unlink_sending(sending);
    for (size_t i = 0; outcome->kind == OUTCOME_ACCEPTED && i < sending->access->target_count; i++)
        tell_part(outlet, &sending->deliveries[i]);
    if (outcome->kind == OUTCOME_ACCEPTED && outlet->reminder != NULL)
        reminder_accepted(outlet->reminder, sending->access, sending->message);
    outlet->outlet.options.done(outlet->outlet.options.context, sending->message, outcome);
    free_sending(sending);
}

/* Keeps the better one of two outcomes. */
static void merge(struct sending *sending, const struct outcome *outcome, struct buffer *said)
{
    if (sending->left < sending->access->target_count && outcome->kind >= sending->outcome.kind)
        return;
    buffer_free(&sending->said);
    sending->outcome = *outcome;
    sending->said = *said;
    *said = (struct buffer){0};
}

static void on_told(void *context, const struct http_answer *answer)
{
    struct delivery *delivery = context;
    struct sending *sending = delivery->sending;
    struct outcome outcome;
    struct buffer said = {0};

    delivery->post = NULL;
    http_judge(sending->access->kind, delivery->target->origin, answer, &sending->access->secrets,
               &outcome, &said);
    delivery->error = outcome.error;
    merge(sending, &outcome, &said);
    buffer_free(&said);
    if (--sending->left == 0)
        finish(sending);
}

static struct sending *add_sending(struct http_outlet *outlet, struct message *message)
{
    size_t count = outlet->access->target_count;
    struct sending *sending =
        mem_zalloc(1, sizeof(*sending) + count * sizeof(sending->deliveries[0]));

    sending->outlet = outlet;
    sending->message = message;
    sending->access = http_access_share(outlet->access);
    sending->left = count;
    sending->next = outlet->first;
    sending->link = &outlet->first;
    if (outlet->first != NULL)
        outlet->first->link = &sending->next;
    outlet->first = sending;
    return sending;
}

static void post(struct http_outlet *outlet, struct message *message)
{
    struct sending *sending = add_sending(outlet, message);
    struct http_headers headers;
    struct buffer body = {0};

    write_body(outlet, message, &body);
    struct slice text = {body.data, body.size};
    http_access_headers(sending->access, message, text, &headers);
    for (size_t i = 0; i < sending->left; i++) {
        struct http_target *target = &sending->access->targets[i];
        sending->deliveries[i] = (struct delivery){.sending = sending, .target = target};
        sending->deliveries[i].post = http_post(outlet->http, target->url, headers.lines, text,
                                                on_told, &sending->deliveries[i]);
    }
    http_headers_free(&headers);
    buffer_free(&body);
}

static void post_in_turn(struct http_outlet *outlet, struct message *message)
{
    outlet->next_at_ms = timestamp_monotonic() + SLACK_PAUSE_MS;
    post(outlet, message);
}

static void on_turn(uv_timer_t *timer)
{
    struct http_outlet *outlet = timer->data;
    struct message *message = outlet->paused;

    outlet->paused = NULL;
    post_in_turn(outlet, message);
}

static void http_send(struct outlet *base, struct message *message)
{
    struct http_outlet *outlet = (struct http_outlet *)base;

    if (outlet->access->kind != DESTINATION_SLACK) {
        post(outlet, message);
        return;
    }
    int64_t wait_ms = outlet->next_at_ms - timestamp_monotonic();
    if (wait_ms <= 0) {
        post_in_turn(outlet, message);
        return;
    }
    outlet->paused = message;
    (void)uv_timer_start(&outlet->pause, on_turn, (uint64_t)wait_ms, 0);
}

static bool http_reload_outlet(struct outlet *base, struct error *error)
{
    struct http_outlet *outlet = (struct http_outlet *)base;
    struct http_access *access = http_access_read(outlet->outlet.options.destination, error);

    if (access == NULL || !http_reload(outlet->http, error)) {
        http_access_release(access);
        return false;
    }
    http_access_release(outlet->access);
    outlet->access = access;
    return true;
}

static bool open_all(struct http_outlet *outlet, const struct outlet_options *options,
                     struct error *error)
{
    const struct destination *destination = options->destination;
    const struct http_options http = {options->loop, destination->cacert, options->timeout_ms};

    if (destination->kind == DESTINATION_ALERTMANAGER &&
        !payload_alertmanager_takes(destination, error))
        return false;
    if (!libcurl_load(LIBCURL_FILE, error))
        return false;
    outlet->access = http_access_read(destination, error);
    if (outlet->access != NULL)
        outlet->http = http_open(&http, error);
    return outlet->http != NULL;
}

static struct outlet *http_outlet_open(const struct outlet_options *options, struct error *error)
{
    struct http_outlet *outlet = mem_zalloc(1, sizeof(*outlet));

    if (!open_all(outlet, options, error)) {
        http_access_release(outlet->access);
        free(outlet);
        return NULL;
    }
    (void)uv_timer_init(options->loop, &outlet->pause); /* never fails */
    outlet->pause.data = outlet;
    outlet->open = 2;
    if (options->destination->kind == DESTINATION_ALERTMANAGER) {
        outlet->reminder =
            reminder_open(options->loop, outlet->http, options->destination->repeat_ms);
        outlet->open++;
    }
    return &outlet->outlet;
}

static void part_closed(void *context)
{
    struct http_outlet *outlet = context;

    if (--outlet->open == 0)
        outlet_closed(&outlet->outlet);
}

static void on_timer_closed(uv_handle_t *handle)
{
    part_closed(handle->data);
}

static void tell_end(struct http_outlet *outlet, struct message *message)
{
    struct outcome outcome = {.kind = OUTCOME_RETRY};

    error_set(&outcome.error, ERROR_RETRY, "given up, as driftop ends");
    outlet->outlet.options.done(outlet->outlet.options.context, message, &outcome);
}

static void give_up(struct sending *sending)
{
    for (size_t i = 0; i < sending->access->target_count; i++)
        if (sending->deliveries[i].post != NULL)
            http_forget(sending->deliveries[i].post);
    tell_end(sending->outlet, sending->message);
    free_sending(sending);
}

static void http_outlet_close(struct outlet *base)
{
    struct http_outlet *outlet = (struct http_outlet *)base;

    for (struct sending *sending = outlet->first, *next; sending != NULL; sending = next) {
        next = sending->next;
        give_up(sending);
    }
    if (outlet->paused != NULL)
        tell_end(outlet, outlet->paused);
    http_access_release(outlet->access);
    if (outlet->reminder != NULL)
        reminder_close(outlet->reminder, part_closed, outlet);
    http_close(outlet->http, part_closed, outlet);
    uv_close((uv_handle_t *)&outlet->pause, on_timer_closed);
}

#define HTTP_OUTLET(takes)                                                                         \
    {                                                                                              \
        .open = http_outlet_open, .width = (takes), .send = http_send,                             \
        .reload = http_reload_outlet, .close = http_outlet_close                                   \
    }

const struct outlet_operations outlet_webhook = HTTP_OUTLET(WIDTH);
const struct outlet_operations outlet_alertmanager = HTTP_OUTLET(WIDTH);
const struct outlet_operations outlet_pagerduty = HTTP_OUTLET(WIDTH);
const struct outlet_operations outlet_slack = HTTP_OUTLET(1);
