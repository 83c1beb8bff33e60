/* The examiner: how it begins and ends. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "base/duration.h"
#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>

static void tell_end(struct doctor *doctor)
{
    if (doctor->events.ended == NULL)
        return;
    struct examination *examination = doctor->examination;
    doctor->examination = NULL;
    if (!doctor->failed) {
        doctor->events.ended(doctor->context, examination, NULL);
        return;
    }
    examination_free(examination);
    free(examination);
    doctor->events.ended(doctor->context, NULL, &doctor->failure);
}

static void free_doctor(struct doctor *doctor)
{
    if (doctor->examination != NULL)
        examination_free(doctor->examination);
    free(doctor->examination);
    search_free(&doctor->search);
    buffer_free(&doctor->key);
    buffer_free(&doctor->lease);
    free(doctor->visits);
    free(doctor->chosen);
    free(doctor);
}

/* What is told, is told when nothing is left on the loop. */
static void release(struct doctor *doctor)
{
    if (--doctor->open > 0)
        return;
    tell_end(doctor);
    if (doctor->closed != NULL)
        doctor->closed(doctor->closed_context);
    free_doctor(doctor);
}

static void on_client_closed(void *context)
{
    release(context);
}

static void on_timer_closed(uv_handle_t *timer)
{
    release(timer->data);
}

static void close_all(struct doctor *doctor)
{
    if (doctor->closing)
        return;
    doctor->closing = true;
    search_cancel(&doctor->search);
    uv_close((uv_handle_t *)&doctor->timer, on_timer_closed);
    client_close(doctor->client, on_client_closed, doctor);
}

void doctor_fail(struct doctor *doctor, const struct error *error)
{
    doctor->failed = true;
    doctor->failure = *error;
    close_all(doctor);
}

/* One that was lost at the end was not told as lost yet. */
static void note_away(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->examination->node_count; i++) {
        struct client_node node = client_node(doctor->client, doctor->visits[i].number);
        if (node.state != NODE_READY && node.state != NODE_GONE)
            doctor_lose_node(doctor, doctor->visits[i].number, node.error);
    }
}

/* Where nothing may be asked nothing was lost either. */
static void fail_unanswered(struct doctor *doctor)
{
    struct error error = doctor->loss;

    doctor_explain_nodes(doctor);
    if (error.class == ERROR_NONE && doctor->examination->node_count > 0)
        error = doctor->examination->nodes[0].error;
    doctor_fail(doctor, &error);
}

void doctor_end(struct doctor *doctor)
{
    doctor->examination->refused |= client_refused(doctor->client);
    if (doctor->answers == 0) {
        fail_unanswered(doctor);
        return;
    }
    search_conclude(doctor);
    note_away(doctor);
    doctor_explain_nodes(doctor);
    doctor->examination->server_us = cost_sum(doctor);
    doctor->examination->ended_ms = timestamp_now();
    close_all(doctor);
}

static void fail_open(struct doctor *doctor)
{
    struct client_status status = client_status(doctor->client);
    struct error error;
    char limit[32];

    duration_format(doctor->options.timeout_ms, limit);
    error_set(&error, ERROR_RETRY, "no answer in %s", limit);
    if (status.error->class != ERROR_NONE)
        error = *status.error;
    else
        client_explain_wait(doctor->client, limit, &error);
    doctor_fail(doctor, &error);
}

static void begin(struct doctor *doctor)
{
    uv_timer_stop(&doctor->timer);
    for (size_t i = 0; i < client_nodes(doctor->client); i++) {
        if (client_node(doctor->client, i).state != NODE_GONE)
            doctor_node(doctor, i);
    }
    doctor->examination->refused |= client_refused(doctor->client);
    doctor_next(doctor);
}

/* Returns true when each node can be asked, or was tried in vain. */
static bool is_settled(const struct doctor *doctor)
{
    for (size_t i = 0; i < client_nodes(doctor->client); i++) {
        struct client_node node = client_node(doctor->client, i);
        if (node.state == NODE_TRYING && node.error->class == ERROR_NONE)
            return false;
    }
    return true;
}

static void look(struct doctor *doctor)
{
    struct client_status status = client_status(doctor->client);

    if (doctor->begun || doctor->closing)
        return;
    if (status.presence == CLIENT_READY || (status.presence == CLIENT_PARTLY && is_settled(doctor)))
        begin(doctor);
    else if (status.stopped && status.nodes > 0)
        fail_open(doctor);
}

static void on_ready(void *context, size_t node)
{
    (void)node;
    look(context);
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    struct doctor *doctor = context;

    if (doctor->begun && !doctor->closing)
        doctor_lose_node(doctor, node, error);
    else
        look(doctor);
}

static void on_time(uv_timer_t *timer)
{
    struct doctor *doctor = timer->data;

    if (client_status(doctor->client).presence != CLIENT_AWAY)
        begin(doctor);
    else
        fail_open(doctor);
}

static void open_client(struct doctor *doctor)
{
    static const struct client_events events = {.ready = on_ready, .lost = on_lost};
    struct client_options options = {
        .commands = COMMANDS_GREETING | COMMANDS_READING | COMMANDS_DOCTOR,
        .name = doctor->options.name,
        .limits = redis_limits_default(),
    };

    options.limits.reply_ms = doctor->options.timeout_ms;
    doctor->client =
        client_open(doctor->options.loop, doctor->options.url, &options, &events, doctor);
}

struct doctor *doctor_open(const struct doctor_options *options, const struct doctor_events *events,
                           void *context)
{
    struct doctor *doctor = mem_zalloc(1, sizeof(*doctor));

    *doctor =
        (struct doctor){.options = *options, .events = *events, .context = context, .open = 2};
    doctor->examination = mem_zalloc(1, sizeof(*doctor->examination));
    doctor->examination->began_ms = timestamp_now();
    doctor->examination->url = options->url;
    doctor->examination->space = options->space;
    doctor->examination->refused = options->refused;
    uv_timer_init(options->loop, &doctor->timer);
    doctor->timer.data = doctor;
    uv_update_time(options->loop);
    uv_timer_start(&doctor->timer, on_time, (uint64_t)options->timeout_ms, 0);
    open_client(doctor);
    return doctor;
}

void doctor_conclude(struct doctor *doctor)
{
    if (doctor->closing)
        return;
    if (doctor->answers > 0)
        doctor_end(doctor);
    else
        fail_open(doctor);
}

void doctor_cancel(struct doctor *doctor, void (*closed)(void *context), void *context)
{
    doctor->events = (struct doctor_events){0};
    doctor->closed = closed;
    doctor->closed_context = context;
    close_all(doctor);
}
