#include "config.h"

#include "route/courier.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "route/courier_queue.h"
#include "route/dead.h"

#include <stdio.h>
#include <stdlib.h>

/* A message that will never be taken, while it is written to the dead letters. */
struct grave {
    struct courier *courier; /* NULL: it is gone */
    struct message *message;
    struct outcome outcome;
    char answer[COURIER_ANSWER_MAX + 1];
    struct grave *next;
};

struct courier {
    struct courier_queue *queue;
    struct outlet *outlet;
    const struct courier_events *events;
    void *context;
    struct client *client;
    struct grave *graves;
    uv_timer_t timer;
    bool is_closing;
    unsigned on_loop; /* of what is to be closed */
    void (*closed)(void *context);
    void *closed_context;
};

static struct courier_moment now(void)
{
    return (struct courier_moment){timestamp_monotonic(), timestamp_now()};
}

static void pump(uv_timer_t *timer);

static void pump_at(struct courier *courier, int64_t moment_ms)
{
    int64_t left_ms = moment_ms - timestamp_monotonic();

    if (courier->is_closing || moment_ms == INT64_MAX)
        uv_timer_stop(&courier->timer);
    else
        uv_timer_start(&courier->timer, pump, left_ms > 0 ? (uint64_t)left_ms : 0, 0);
}

/* In the next turn of the loop, so that whoever posts is not called from within. */
static void pump_soon(struct courier *courier)
{
    pump_at(courier, 0);
}

/* What it calls may post, forget and close. */
static void pump(uv_timer_t *timer)
{
    struct courier *courier = timer->data;
    struct message *message = NULL;

    while (!courier->is_closing && (message = courier_queue_next(courier->queue, now())) != NULL)
        outlet_send(courier->outlet, message);
    pump_at(courier, courier_queue_wake(courier->queue));
}

static void settle(struct courier *courier, struct message *message, const struct outcome *outcome)
{
    courier_queue_done(courier->queue, message, outcome, now());
    if (!courier->is_closing)
        pump(&courier->timer);
}

static void settle_unburied(struct courier *courier, struct message *message,
                            const struct outcome *outcome, const struct error *error)
{
    struct outcome again = {.kind = OUTCOME_RETRY};

    error_set(&again.error, ERROR_RETRY, "%s; and no dead letter is written of it: %s",
              outcome->error.text, error->text);
    settle(courier, message, &again);
}

static void take_grave(struct courier *courier, const struct grave *grave)
{
    struct grave **place = &courier->graves;

    while (*place != grave)
        place = &(*place)->next;
    *place = grave->next;
}

static void on_buried(void *context, const struct error *error)
{
    struct grave *grave = context;
    struct courier *courier = grave->courier;

    if (courier != NULL)
        take_grave(courier, grave);
    if (courier != NULL && error != NULL)
        settle_unburied(courier, grave->message, &grave->outcome, error);
    else if (courier != NULL)
        settle(courier, grave->message, &grave->outcome);
    free(grave);
}

/* It is under way until its letter is written, as nothing else would know of it. */
static void bury(struct courier *courier, struct message *message, const struct outcome *outcome)
{
    struct grave *grave = mem_zalloc(1, sizeof(*grave));
    struct error away;

    *grave = (struct grave){.courier = courier, .message = message, .outcome = *outcome};
    if (outcome->answer != NULL) {
        snprintf(grave->answer, sizeof(grave->answer), "%s", outcome->answer);
        grave->outcome.answer = grave->answer;
    }
    if (dead_bury(courier->client, message, &grave->outcome, on_buried, grave)) {
        grave->next = courier->graves;
        courier->graves = grave;
        return;
    }
    free(grave);
    error_set(&away, ERROR_RETRY, "Redis is away");
    settle_unburied(courier, message, outcome, &away);
}

static void on_done(void *context, struct message *message, const struct outcome *outcome)
{
    struct courier *courier = context;

    if (courier->is_closing)
        return;
    if (outcome->kind == OUTCOME_DEAD && courier->client != NULL)
        bury(courier, message, outcome);
    else
        settle(courier, message, outcome);
}

static void on_said(void *context, const char *text)
{
    struct courier *courier = context;

    if (!courier->is_closing && courier->events->said != NULL)
        courier->events->said(courier->context, text);
}

struct courier *courier_open(const struct courier_options *options, struct error *error)
{
    struct courier *courier = mem_zalloc(1, sizeof(*courier));
    const struct outlet_options outlet = {.loop = options->loop,
                                          .destination = options->destination,
                                          .client = options->client,
                                          .done = on_done,
                                          .said = on_said,
                                          .context = courier};
    uint64_t seed = 0;

    courier->events = options->events;
    courier->context = options->context;
    courier->client = options->client;
    courier->outlet = outlet_open(&outlet, error);
    if (courier->outlet == NULL) {
        free(courier);
        return NULL;
    }
    (void)uv_random(NULL, NULL, &seed, sizeof(seed), 0, NULL);
    courier->queue = courier_queue_create(options, outlet_width(courier->outlet), seed);
    uv_timer_init(options->loop, &courier->timer);
    courier->timer.data = courier;
    return courier;
}

void courier_post(struct courier *courier, struct message *message)
{
    courier_queue_post(courier->queue, message, now());
    pump_soon(courier);
}

void courier_note_down(struct courier *courier, int64_t since_ms, const char *why)
{
    courier_queue_note_down(courier->queue, since_ms, why);
    pump_soon(courier);
}

void courier_forget(struct courier *courier, const void *owner)
{
    courier_queue_forget(courier->queue, owner);
}

bool courier_reopen(struct courier *courier, const struct message *refused)
{
    return courier_queue_reopen(courier->queue, refused);
}

bool courier_is_sending(const struct courier *courier, const void *owner)
{
    return courier_queue_is_sending(courier->queue, owner);
}

struct courier_status courier_status(const struct courier *courier)
{
    return courier_queue_status(courier->queue);
}

void courier_retry(struct courier *courier)
{
    courier_queue_hurry(courier->queue);
    pump_soon(courier);
}

void courier_finish(struct courier *courier)
{
    courier->queue->is_finishing = true;
}

bool courier_reload(struct courier *courier, struct error *error)
{
    return outlet_reload(courier->outlet, error);
}

/* Neither is called from within another function of this file: the timer ends on the loop. */
static void end(struct courier *courier)
{
    void (*closed)(void *context) = courier->closed;
    void *context = courier->closed_context;

    if (--courier->on_loop > 0)
        return;
    courier_queue_free(courier->queue);
    free(courier);
    if (closed != NULL)
        closed(context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    end(handle->data);
}

static void on_outlet_closed(void *context)
{
    end(context);
}

void courier_close(struct courier *courier, void (*closed)(void *context), void *context)
{
    for (struct grave *grave = courier->graves; grave != NULL; grave = grave->next)
        grave->courier = NULL;
    courier->is_closing = true;
    courier->queue->is_closed = true;
    courier->closed = closed;
    courier->closed_context = context;
    courier->on_loop = 2;
    uv_close((uv_handle_t *)&courier->timer, on_timer_closed);
    outlet_close(courier->outlet, on_outlet_closed, courier);
}
