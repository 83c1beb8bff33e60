/* The examiner: how a pass is made. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "base/memory.h"
#include "base/timestamp.h"

#include <stdlib.h>
#include <string.h>

#define ITEMS_AT_ONCE 4096

static const struct pass *current(const struct doctor *doctor)
{
    return &doctor_passes[doctor->pass];
}

void phrase_add(struct phrase *phrase, struct slice word)
{
    if (phrase->count < DOCTOR_WORDS_MAX)
        phrase->items[phrase->count++] = word;
}

void phrase_say(struct phrase *phrase, const char *text)
{
    struct slice rest = slice_of(text);

    while (rest.data != NULL)
        phrase_add(phrase, slice_split(&rest, ' '));
}

/* The passes over the streams together are one way; each is a part of it. */
static size_t passes_over_streams(void)
{
    size_t count = 0;

    for (size_t i = 0; i < doctor_pass_count; i++)
        count += doctor_passes[i].over == OVER_STREAMS;
    return count;
}

void doctor_progress(struct doctor *doctor, size_t done, size_t total)
{
    if (doctor->events.progress == NULL || done == doctor->told)
        return;
    doctor->told = done;
    doctor->events.progress(doctor->context, done, total);
}

static void tell_progress(struct doctor *doctor)
{
    size_t total = doctor->examination->stream_count;
    size_t part = doctor->pass < doctor_pass_count && current(doctor)->over == OVER_STREAMS
                      ? doctor->done
                      : 0;

    size_t passes = passes_over_streams();
    if (passes > 0 && (doctor->passes_done > 0 || part > 0))
        doctor_progress(doctor, (doctor->passes_done * total + part) / passes, total);
}

static bool group_follows(const struct examination *examination, struct item *item)
{
    while (item->stream < examination->stream_count &&
           item->group >= examination->streams[item->stream].group_count) {
        item->stream++;
        item->group = 0;
    }
    return item->stream < examination->stream_count;
}

/* Returns false when the pass has no further item. */
static bool follows(struct doctor *doctor)
{
    const struct examination *examination = doctor->examination;
    const struct pass *pass = current(doctor);

    switch (pass->over) {
    case OVER_NODES:
        return doctor->next.node < examination->node_count;
    case OVER_STREAMS:
        return doctor->next.stream < examination->stream_count;
    case OVER_GROUPS:
        return group_follows(examination, &doctor->next);
    default:
        return doctor->next.part < pass->parts(doctor);
    }
}

static void advance(struct doctor *doctor)
{
    size_t *const places[] = {
        [OVER_PARTS] = &doctor->next.part,
        [OVER_NODES] = &doctor->next.node,
        [OVER_STREAMS] = &doctor->next.stream,
        [OVER_GROUPS] = &doctor->next.group,
    };

    (*places[current(doctor)->over])++;
    doctor->done++;
}

static bool is_worth_asking(const struct query *query)
{
    const struct examination *examination = query->doctor->examination;
    const struct pass *pass = query->pass;

    if (pass->over == OVER_STREAMS || pass->over == OVER_GROUPS)
        return pass->every || examination->streams[query->item.stream].answered;
    return true;
}

static void on_reply(void *context, const struct reply *reply, const struct error *error);

static void miss(struct query *query, const struct error *error)
{
    struct doctor *doctor = query->doctor;

    if (doctor->loss.class == ERROR_NONE)
        doctor->loss = *error;
    if (query->pass->miss != NULL)
        query->pass->miss(query, error);
    free(query);
}

/* Why a question could not be sent. */
static struct error why_not(const struct query *query)
{
    const struct doctor *doctor = query->doctor;
    struct client_status status = client_status(doctor->client);
    struct error error = *status.error;

    if (query->pass->over == OVER_NODES)
        error = *client_node(doctor->client, doctor->visits[query->item.node].number).error;
    if (error.class == ERROR_NONE)
        error_set(&error, ERROR_RETRY, "it cannot be asked now");
    return error;
}

/* Asks, or gives the question up. */
static void ask(struct query *query)
{
    struct doctor *doctor = query->doctor;
    bool to_node = query->pass->over == OVER_NODES;
    struct phrase phrase = {.count = 0};

    if (!is_worth_asking(query) || !query->pass->ask(query, &phrase)) {
        free(query);
        return;
    }
    query->sent_ms = timestamp_now();
    query->sent_us = (int64_t)(uv_hrtime() / 1000);
    if (client_send(doctor->client,
                    &(struct client_request){
                        .words = phrase.items,
                        .count = phrase.count,
                        .target = to_node ? CLIENT_NODE : CLIENT_OWNER,
                        .node = to_node ? doctor->visits[query->item.node].number : 0,
                        .on_reply = on_reply,
                        .context = query,
                    })) {
        doctor->sent++;
        doctor->under_way++;
        doctor->weight += query->weight;
        cost_note(query, phrase.items, phrase.count);
        return;
    }
    struct error error = why_not(query);
    miss(query, &error);
}

static bool needs_rest(const struct doctor *doctor)
{
    return doctor->options.paced && doctor->examination->stream_count > DOCTOR_SAMPLE_ABOVE &&
           doctor->sent >= DOCTOR_PIPELINE;
}

/* One alone, until it is known that the command is not refused; and no more than the server and we
 * can bear at a time. */
static bool has_room(const struct doctor *doctor)
{
    size_t most = doctor->permitted ? DOCTOR_PIPELINE : 1;

    if (needs_rest(doctor))
        return false;
    return doctor->under_way == 0 ||
           (doctor->under_way < most && doctor->weight < DOCTOR_PIPELINE_BYTES);
}

static void ask_next(struct doctor *doctor)
{
    struct query *query = mem_zalloc(1, sizeof(*query));

    *query = (struct query){
        .doctor = doctor, .pass = current(doctor), .item = doctor->next, .after = STREAM_ID_MIN};
    advance(doctor);
    ask(query);
}

static void pump(struct doctor *doctor);

static void on_turn(uv_timer_t *timer)
{
    struct doctor *doctor = timer->data;

    doctor->sent = 0;
    pump(doctor);
}

/* Where nothing has to be asked of many, whatever else is on the loop comes in between. */
static void pump(struct doctor *doctor)
{
    for (size_t i = 0; i < ITEMS_AT_ONCE && doctor->asking && !doctor->closing && has_room(doctor);
         i++) {
        doctor->asking = follows(doctor);
        if (doctor->asking)
            ask_next(doctor);
    }
    tell_progress(doctor);
    if (doctor->closing || doctor->under_way > 0)
        return;
    if (doctor->asking)
        uv_timer_start(&doctor->timer, on_turn,
                       needs_rest(doctor) ? DOCTOR_REST_MS : DOCTOR_TURN_MS, 0);
    else
        doctor_next(doctor);
}

/* Takes note of a command that is refused, or unknown to this server: it is not sent again. */
static void take_refusal(struct doctor *doctor, const struct pass *pass, const struct reply *reply)
{
    struct slice text = reply_text(reply, 0);
    bool is_error = reply->nodes[0].type == REPLY_ERROR;
    bool refused = is_error && reply_refuses_command(text);

    if (refused)
        doctor_refuse(doctor, pass->command, pass->subcommand);
    if (refused ||
        (is_error && (reply_error_is(text, "ERR unknown") || reply_error_is(text, "ERR Unknown"))))
        doctor->asking = false;
    else
        doctor->permitted = true;
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct query *query = context;
    struct doctor *doctor = query->doctor;

    doctor->under_way--;
    doctor->weight -= query->weight;
    if (doctor->closing) {
        free(query);
        return;
    }
    if (reply == NULL) {
        miss(query, error);
    } else {
        doctor->answers++;
        take_refusal(doctor, query->pass, reply);
        query->turn++;
        if (query->pass->take(query, reply))
            ask(query);
        else
            free(query);
    }
    pump(doctor);
}

/* A user of before there was doctor may not ask ACL DRYRUN, nor send what is granted with it. One
 * line in the server's log of refusals is enough to know that. */
static bool is_denied(const struct doctor *doctor, const struct pass *pass)
{
    return pass->granted && (doctor->options.depth & DOCTOR_PROBES) == 0 &&
           examined_refused(doctor->examination, "acl", "dryrun");
}

static bool is_due(struct doctor *doctor)
{
    const struct pass *pass = current(doctor);

    return (pass->depth & ~doctor->options.depth) == 0 && !is_denied(doctor, pass) &&
           (pass->perform != NULL || doctor_may_send(doctor, pass->command, pass->subcommand));
}

static void begin(struct doctor *doctor)
{
    const struct pass *pass = current(doctor);

    if (pass->perform != NULL) {
        pass->perform(doctor);
        return;
    }
    if (pass->prepare != NULL)
        pass->prepare(doctor);
    doctor->next = (struct item){0};
    doctor->asking = true;
    doctor->permitted = false;
    doctor->done = 0;
    pump(doctor);
}

/* A pass is over, or is not made. */
static void leave(struct doctor *doctor)
{
    doctor->passes_done += current(doctor)->over == OVER_STREAMS;
    doctor->done = 0;
    doctor->pass++;
}

void doctor_next(struct doctor *doctor)
{
    if (doctor->begun)
        leave(doctor);
    doctor->begun = true;
    while (doctor->pass < doctor_pass_count && !is_due(doctor))
        leave(doctor);
    tell_progress(doctor);
    if (doctor->closing)
        return;
    if (doctor->pass < doctor_pass_count)
        begin(doctor);
    else
        doctor_end(doctor);
}
