/* Streams of the same Redis: an entry a message. Whatever is wrong with the stream, a person can
 * mend it, and nothing is lost until then: no message is given up here. */
#include "config.h"

#include "base/duration.h"
#include "base/memory.h"
#include "route/outlet.h"

#include <stdlib.h>

#define WIDTH 16
#define TIMEOUT_MS (5 * MS_PER_SECOND)
#define LENGTH "10000" /* about so many entries are kept */

struct stream_outlet;

/* A request lives until it is answered, also when the outlet is gone. */
struct stream_flight {
    struct stream_outlet *outlet; /* NULL: it is gone */
    struct message *message;
    bool was_sent;
};

struct stream_outlet {
    struct outlet outlet;
    struct stream_flight *flights[WIDTH];
    uv_timer_t later; /* tells what could not be sent, from the loop */
};

static void end_flight(struct stream_flight *flight, const struct outcome *outcome)
{
    struct stream_outlet *self = flight->outlet;
    struct message *message = flight->message;

    for (size_t i = 0; self != NULL && i < WIDTH; i++) {
        if (self->flights[i] == flight)
            self->flights[i] = NULL;
    }
    free(flight);
    if (self != NULL)
        self->outlet.options.done(self->outlet.options.context, message, outcome);
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct stream_flight *flight = context;
    struct outcome outcome = {.kind = OUTCOME_RETRY};

    outcome.unanswered = reply == NULL;
    if (reply == NULL)
        outcome.error = *error;
    else if (reply->nodes[0].type == REPLY_ERROR)
        reply_error(reply_text(reply, 0), &outcome.error);
    else
        outcome.kind = OUTCOME_ACCEPTED;
    if (flight->outlet != NULL && outcome.kind != OUTCOME_ACCEPTED)
        error_prefix(&outcome.error, "XADD %s", flight->outlet->outlet.options.destination->target);
    end_flight(flight, &outcome);
}

static void on_later(uv_timer_t *timer)
{
    struct stream_outlet *self = timer->data;
    struct outcome outcome = {.kind = OUTCOME_RETRY};

    error_set(&outcome.error, ERROR_RETRY, "the Redis of %s is away",
              self->outlet.options.destination->target);
    for (size_t i = 0; i < WIDTH; i++) {
        if (self->flights[i] != NULL && !self->flights[i]->was_sent)
            end_flight(self->flights[i], &outcome);
    }
}

static struct stream_flight *add_flight(struct stream_outlet *self, struct message *message)
{
    struct stream_flight *flight = mem_zalloc(1, sizeof(*flight));
    size_t place = 0;

    while (self->flights[place] != NULL)
        place++;
    self->flights[place] = flight;
    flight->outlet = self;
    flight->message = message;
    return flight;
}

static bool send_entry(struct stream_outlet *self, struct stream_flight *flight)
{
    const struct outlet_options *options = &self->outlet.options;
    const struct message *message = flight->message;
    struct buffer document = {0};

    message_json(message, &document);
    const struct slice words[] = {SLICE("XADD"),   slice_of(options->destination->target),
                                  SLICE("MAXLEN"), SLICE("~"),
                                  SLICE(LENGTH),   SLICE("*"),
                                  SLICE("id"),     slice_of(message->id),
                                  SLICE("edge"),   slice_of(edge_name(message->edge)),
                                  SLICE("alert"),  {document.data, document.size}};
    const struct client_request request = {
        .words = words,
        .count = sizeof(words) / sizeof(words[0]),
        .deadline_ms = options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS,
        .on_reply = on_reply,
        .context = flight};
    bool was_sent = client_send(options->client, &request);
    buffer_free(&document);
    return was_sent;
}

static void stream_send(struct outlet *outlet, struct message *message)
{
    struct stream_outlet *self = (struct stream_outlet *)outlet;
    struct stream_flight *flight = add_flight(self, message);

    flight->was_sent = send_entry(self, flight);
    if (!flight->was_sent)
        uv_timer_start(&self->later, on_later, 0, 0);
}

static void on_closed(uv_handle_t *handle)
{
    struct stream_outlet *self = handle->data;

    outlet_closed(&self->outlet);
}

/* What is under way is answered some time, and nobody is told then. */
static void stream_close(struct outlet *outlet)
{
    struct stream_outlet *self = (struct stream_outlet *)outlet;
    struct outcome given_up = {.kind = OUTCOME_RETRY};

    error_set(&given_up.error, ERROR_RETRY, "given up at the end");
    for (size_t i = 0; i < WIDTH; i++) {
        struct stream_flight *flight = self->flights[i];
        if (flight == NULL)
            continue;
        outlet->options.done(outlet->options.context, flight->message, &given_up);
        flight->outlet = NULL;
        if (!flight->was_sent)
            free(flight);
    }
    uv_close((uv_handle_t *)&self->later, on_closed);
}

static struct outlet *stream_open(const struct outlet_options *options, struct error *error)
{
    (void)error;
    struct stream_outlet *self = mem_zalloc(1, sizeof(*self));

    uv_timer_init(options->loop, &self->later);
    self->later.data = self;
    return &self->outlet;
}

const struct outlet_operations outlet_stream = {
    .open = stream_open,
    .width = WIDTH,
    .send = stream_send,
    .close = stream_close,
};
