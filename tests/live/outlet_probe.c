#include "config.h"

#include "live/outlet_probe.h"

#include "base/memory.h"
#include "support/die.h"
#include "support/loop_end.h"
#include "support/wait.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_MS INT64_C(1764165720000)

static void on_guard(uv_timer_t *timer)
{
    (void)timer;
    die("nothing happened for too long");
}

static void on_done(void *context, struct message *message, const struct outcome *outcome)
{
    struct outlet_probe *probe = context;
    struct message *again = probe->again;

    (void)message;
    probe->told++;
    probe->outcome = *outcome;
    probe->outcome.answer = NULL;
    snprintf(probe->answer, sizeof(probe->answer), "%s",
             outcome->answer != NULL ? outcome->answer : "");
    probe->from_within |= probe->sending;
    probe->again = NULL;
    if (again != NULL)
        outlet_probe_begin(probe, again);
    if (probe->close_within && probe->outlet != NULL)
        outlet_probe_close(probe);
}

static void on_said(void *context, const char *text)
{
    struct outlet_probe *probe = context;

    buffer_printf(&probe->said, "%s\n", text);
}

void outlet_probe_init(struct outlet_probe *probe, enum destination_kind kind, const char *target)
{
    *probe = (struct outlet_probe){.destination = {.name = "ops",
                                                   .kind = kind,
                                                   .target = target,
                                                   .severity = SEVERITY_WARN,
                                                   .repeat_ms = destination_traits[kind].repeat_ms,
                                                   .rules = RULE_BOOK_DEFAULT}};
    if (uv_loop_init(&probe->loop) != 0 || uv_timer_init(&probe->loop, &probe->guard) != 0)
        die("no loop");
    probe->guard.data = probe;
    uv_timer_start(&probe->guard, on_guard, PATIENCE_MS, 0);
    uv_unref((uv_handle_t *)&probe->guard);
}

static struct outlet *try_to_open(struct outlet_probe *probe, struct error *error)
{
    const struct outlet_options options = {.loop = &probe->loop,
                                           .destination = &probe->destination,
                                           .timeout_ms = probe->timeout_ms,
                                           .done = on_done,
                                           .said = on_said,
                                           .context = probe};

    return outlet_open(&options, error);
}

void outlet_probe_open(struct outlet_probe *probe)
{
    struct error error;

    probe->outlet = try_to_open(probe, &error);
    if (probe->outlet == NULL)
        die("%s", error.text);
}

const char *outlet_probe_refuse(struct outlet_probe *probe, struct error *error)
{
    probe->outlet = try_to_open(probe, error);
    if (probe->outlet != NULL)
        die("it was opened");
    return error->text;
}

void outlet_probe_begin(struct outlet_probe *probe, struct message *message)
{
    probe->sending = true;
    outlet_send(probe->outlet, message);
    probe->sending = false;
}

void outlet_probe_turn(struct outlet_probe *probe)
{
    uv_run(&probe->loop, UV_RUN_ONCE);
}

void outlet_probe_wait(struct outlet_probe *probe, size_t told)
{
    while (probe->told < told)
        outlet_probe_turn(probe);
    ck_assert(!probe->from_within);
}

enum outcome_kind outlet_probe_send(struct outlet_probe *probe, struct message *message)
{
    size_t told = probe->told;

    outlet_probe_begin(probe, message);
    outlet_probe_wait(probe, told + 1);
    return probe->outcome.kind;
}

static void on_closed(void *context)
{
    struct outlet_probe *probe = context;

    probe->closed = true;
}

void outlet_probe_close(struct outlet_probe *probe)
{
    struct outlet *outlet = probe->outlet;

    probe->outlet = NULL;
    if (outlet != NULL)
        outlet_close(outlet, on_closed, probe);
    if (probe->close_within)
        return; /* from within the loop */
    while (outlet != NULL && !probe->closed)
        outlet_probe_turn(probe);
    uv_close((uv_handle_t *)&probe->guard, NULL);
    loop_end(&probe->loop);
    buffer_free(&probe->said);
}

struct message *outlet_probe_message(struct outlet_probe *probe, enum edge edge)
{
    struct message *message = message_create(&probe->destination, edge, KIND_THRESHOLD);

    message->tenant = mem_strdup("acme");
    message->stream = mem_strdup("rag:telemetry:acme");
    message->stream_size = strlen(message->stream);
    message->dimension = mem_strdup("faithfulness");
    message->severity = SEVERITY_DEGRADED;
    message->before = edge == EDGE_FIRING ? SEVERITY_ABSENT : SEVERITY_DEGRADED;
    message->after = edge_closes(edge) ? SEVERITY_ABSENT : SEVERITY_DEGRADED;
    message->rule = (struct rule){3, 5, 3};
    message->since_id = (struct stream_id){(uint64_t)AT_MS - 120000, 0};
    message->at_id = (struct stream_id){(uint64_t)AT_MS, 7};
    message->since_ms = AT_MS - 120000;
    message->at_ms = AT_MS;
    message->value = 0.71;
    message->baseline = 0.84;
    message->z_score = -4.2;
    message->bad = 3;
    message->of = 5;
    message_identify(message, message->since_id);
    return message;
}
