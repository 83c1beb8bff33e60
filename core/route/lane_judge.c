/* The lane: what an entry makes. */
#include "config.h"

#include "route/lane.h"

#include "base/memory.h"
#include "route/router_private.h"

#include <stdlib.h>
#include <string.h>

static bool is_muted(void *context, const char *tenant, const char *dimension)
{
    const struct router *router = context;

    return mute_list_has(&router->mutes, router_now(router), tenant, dimension);
}

struct assessment route_lane_assessment(struct route_lane *lane)
{
    struct route_reader *reader = lane->reader;

    return (struct assessment){
        .destination = reader->destination,
        .tenant = lane->window->tenant,
        .stream = route_stream_key(lane->stream),
        .told = &lane->told,
        .now_ms = router_now(reader->router),
        .muted = is_muted,
        .context = reader->router,
    };
}

/* What is saved waits for the messages before it, too. */
static void note(struct route_lane *lane, struct message_list *messages, struct stream_id id,
                 bool is_entry)
{
    struct lane_sendings *sending = &lane->sending;

    if (lane->waiting == 0) {
        route_lane_change(lane, messages->quiet, messages->quiet_count, id);
        messages->quiet_count = 0;
        if (is_entry)
            route_lane_acknowledge(lane, id);
        return;
    }
    if (messages->count == 0 && messages->quiet_count == 0) {
        if (is_entry)
            route_lane_acknowledge(lane, id);
        return;
    }
    sending->items =
        mem_grow(sending->items, &sending->capacity, sending->count + 1, sizeof(*sending->items));
    sending->items[sending->count++] =
        (struct lane_sending){id, lane->sequence, is_entry, messages->quiet, messages->quiet_count};
    messages->quiet = NULL;
    messages->quiet_count = 0;
}

/* What is only to be shown is taken at once. */
static void show(struct route_lane *lane, struct message_list *messages)
{
    const struct router *router = lane->reader->router;
    const struct outcome outcome = {.kind = OUTCOME_ACCEPTED};

    for (size_t i = 0; i < messages->count; i++)
        router->events->settled(router->context, messages->items[i], &outcome);
    message_list_free(messages);
}

void route_lane_post(struct route_lane *lane, struct message_list *messages, struct stream_id id,
                     bool is_entry)
{
    struct route_reader *reader = lane->reader;

    if (reader->courier == NULL) {
        show(lane, messages);
        return;
    }
    for (size_t i = 0; i < messages->count; i++) {
        messages->items[i]->owner = lane;
        messages->items[i]->sequence = ++lane->sequence;
    }
    lane->waiting += (unsigned)messages->count;
    reader->waiting += messages->count;
    if (messages->count > 0)
        route_lane_list(lane);
    note(lane, messages, id, is_entry);
    for (size_t i = 0; i < messages->count; i++)
        courier_post(reader->courier, messages->items[i]);
    messages->count = 0;
    message_list_free(messages);
}

/* --- entries --- */

/* The first one of a stream is told. */
static void tell_unreadable(struct route_lane *lane, struct stream_id id, const struct error *why)
{
    char text[STREAM_ID_SIZE];
    struct error line;

    if (lane->unreadable)
        return;
    lane->unreadable = true;
    stream_id_format(id, text);
    error_set(&line, ERROR_INPUT,
              "%s: %s: entry %s is no report, and neither opens nor closes "
              "an alert: %s",
              lane->reader->destination->name, lane->stream->key, text, why->text);
    router_say(lane->reader->router, "%s", line.text);
}

static void add(struct route_lane *lane, const struct report *report,
                const struct error *unreadable)
{
    struct tenant *tenant = lane->window->tenant;
    int64_t ahead_ms = stream_id_time(report->id) - router_now(lane->reader->router);

    if (unreadable == NULL)
        (void)tenant_add(tenant, report, false);
    else
        (void)tenant_add_unreadable(tenant, report->id, unreadable->text, false);
    tenant->ahead_ms = ahead_ms > 0 ? ahead_ms : 0;
}

static bool wants_more(const struct route_lane *lane)
{
    const struct tenant *tenant = lane->window->tenant;

    return !lane->wide && assess_wants_more(tenant);
}

/* Time may make something else now. */
static void look_at_time(struct route_lane *lane)
{
    lane->due_ms = 0;
    lane->reader->next_due_ms = 0;
}

void route_lane_pass(struct route_lane *lane, const struct report *report,
                     const struct error *unreadable)
{
    add(lane, report, unreadable);
    lane->cursor = report->id;
}

bool route_lane_judge(struct route_lane *lane, const struct report *report,
                      const struct error *unreadable)
{
    struct message_list messages = {0};

    if (unreadable != NULL)
        tell_unreadable(lane, report->id, unreadable);
    add(lane, report, unreadable);
    if (wants_more(lane)) {
        lane->wide = true;
        route_lane_forget_window(lane);
        return false;
    }
    if (unreadable != NULL && lane->reader->ledger != NULL)
        ledger_add(lane->reader->ledger, LEDGER_UNREADABLE, 1);
    lane->cursor = report->id;
    const struct assessment assessment = route_lane_assessment(lane);
    assess_entry(&assessment, &messages);
    for (size_t i = 0; i < messages.count; i++)
        messages.items[i]->may_repeat = stream_id_compare(report->id, lane->recalled) <= 0;
    route_lane_post(lane, &messages, report->id, true);
    look_at_time(lane);
    return true;
}

/* Without a window it is only noted, and read again behind the entries before it. */
void route_lane_take(struct route_lane *lane, const struct report *report,
                     const struct error *unreadable)
{
    lane->read_since++;
    lane->reader->counts.entries++;
    if (stream_id_compare(report->id, lane->cursor) <= 0) {
        route_lane_acknowledge_again(lane, report->id);
        return;
    }
    if (stream_id_compare(report->id, lane->delivered) > 0)
        lane->delivered = report->id;
    if (lane->window == NULL || !route_lane_judge(lane, report, unreadable))
        stream_ids_add(&lane->pending, report->id);
}
