/* The examiner: which streams there are. */
#include "config.h"

#include "doctor/doctor_private.h"

#include "base/memory.h"
#include "route/route_key.h"
#include "source/redis/key_sieve.h"

#include <stdlib.h>

#define GIVEN_AT_ONCE 1024 /* keys */

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

/* Writes the tenant of a key. Returns false where it is none of those that were asked for. */
static bool is_wanted(struct doctor *doctor, struct slice key)
{
    struct search *search = &doctor->search;

    buffer_clear(&search->tenant);
    size_t number = key_space_tenant(doctor->options.space, key, &search->tenant);
    return number != KEY_SPACE_NONE && !route_key_is_dead(key) &&
           key_sieve_selects(doctor->options.space, doctor->options.selection, number,
                             content(&search->tenant), &search->name);
}

static void found(struct doctor *doctor, struct slice key)
{
    if (doctor->closing || !is_wanted(doctor, key))
        return;
    found_add(doctor, key, content(&doctor->search.name));
    doctor_progress(doctor, doctor->search.found.count, 0);
}

static void on_stream(void *context, struct slice key)
{
    const struct search_node *node = context;
    struct doctor *doctor = node->doctor;

    if (client_owner(doctor->client, key) != node->keys.node)
        doctor->search.moved = true;
    found(doctor, key);
}

static void on_other(void *context, struct slice key)
{
    (void)context;
    (void)key;
}

static void trouble(struct doctor *doctor, const struct error *error)
{
    struct examination *examination = doctor->examination;

    if (examination->trouble.class == ERROR_NONE)
        examination->trouble = *error;
}

static void on_ended(void *context, const struct error *error)
{
    struct search_node *node = context;

    node->ended = true;
    if (error->class != ERROR_NONE)
        trouble(node->doctor, error);
    else
        node->doctor->answers++;
}

/* Keys that were given are searched for nowhere. Returns whether there are more. */
static bool take_given(struct doctor *doctor)
{
    struct search *search = &doctor->search;
    size_t left = doctor->options.key_count - search->taken;
    size_t end = search->taken + (left < GIVEN_AT_ONCE ? left : GIVEN_AT_ONCE);

    for (; search->taken < end; search->taken++) {
        struct slice key = doctor->options.keys[search->taken];
        bool known = is_wanted(doctor, key);
        found_add(doctor, key, known ? content(&search->name) : key);
    }
    return left > 0;
}

/* Returns whether there is more to be done. */
static bool settle_some(struct doctor *doctor)
{
    return take_given(doctor) || found_settle(doctor);
}

void search_conclude(struct doctor *doctor)
{
    struct error error;

    while (doctor->search.running && settle_some(doctor))
        continue;
    doctor->search.running = false;
    error_set(&error, ERROR_RETRY, "there was no time to search all keys");
    if (!doctor->examination->searched)
        trouble(doctor, &error);
}

/* A key that moved from a node that was not searched yet to one that was is missed by both: where
 * keys move, all is searched once more. */
static bool begin_again(struct doctor *doctor)
{
    struct search *search = &doctor->search;

    if (!search->moved || search->again)
        return false;
    search->again = true;
    for (size_t i = 0; i < search->count; i++) {
        search->nodes[i].ended = false;
        key_scan_begin(&search->nodes[i].keys);
    }
    return true;
}

static void finish(struct doctor *doctor);

static void on_turn(uv_timer_t *timer)
{
    finish(timer->data);
}

/* All was searched: whatever else is on the loop comes in between. */
static void finish(struct doctor *doctor)
{
    struct examination *examination = doctor->examination;

    doctor->search.running = doctor->search.settling = true;
    if (settle_some(doctor)) {
        uv_timer_start(&doctor->timer, on_turn, DOCTOR_TURN_MS, 0);
        return;
    }
    doctor->search.running = false;
    examination->searched = examination->trouble.class == ERROR_NONE;
    doctor_next(doctor);
}

static void note_lost(struct search_node *node)
{
    struct doctor *doctor = node->doctor;
    const struct error *why = client_node(doctor->client, node->keys.node).error;
    size_t number = doctor_node(doctor, node->keys.node);
    struct error error;

    error_set(&error, ERROR_RETRY, "%s was not searched to its end: %s",
              doctor->examination->nodes[number].name,
              why->class != ERROR_NONE ? why->text : "it was lost meanwhile");
    on_ended(node, &error);
}

/* One that stands still without an end was lost. */
static bool is_over(struct search_node *node)
{
    if (!node->ended && !node->keys.running && !node->keys.asked)
        note_lost(node);
    return node->ended;
}

static void pump(struct doctor *doctor)
{
    struct search *search = &doctor->search;
    bool over = true;

    if (!search->running || search->settling || doctor->closing)
        return;
    for (size_t i = 0; i < search->count; i++) {
        if (search->nodes[i].keys.step_due)
            cost_note_scan(doctor, i);
        key_scan_pump(&search->nodes[i].keys, true);
        over &= is_over(&search->nodes[i]);
    }
    if (over && begin_again(doctor))
        pump(doctor);
    else if (over)
        finish(doctor);
}

static void on_replied(void *context)
{
    pump(context);
}

static void begin_node(struct doctor *doctor, size_t place)
{
    static const struct key_scan_events events = {on_stream, on_other, on_ended};
    struct search *search = &doctor->search;
    struct search_node *node = &search->nodes[place];

    node->doctor = doctor;
    node->keys = (struct key_scan){.lookups = &search->lookups,
                                   .requests = &search->requests,
                                   .node = doctor->visits[place].number,
                                   .events = &events,
                                   .context = node};
    key_scan_init(&node->keys);
    key_scan_begin(&node->keys);
}

static void begin_scan(struct doctor *doctor)
{
    struct search *search = &doctor->search;

    search->count = doctor->examination->node_count;
    search->nodes = mem_zalloc(search->count, sizeof(*search->nodes));
    for (size_t i = 0; i < search->count; i++)
        begin_node(doctor, i);
    search->running = true;
    pump(doctor);
}

void perform_search(struct doctor *doctor)
{
    struct search *search = &doctor->search;
    struct error error;

    search->requests = (struct requests){
        .client = doctor->client, .replied = on_replied, .lost = on_replied, .context = doctor};
    if (doctor->options.keys == NULL)
        lookups_add(&search->lookups, doctor->options.space, doctor->options.selection);
    for (size_t i = 0; i < search->lookups.key_count; i++)
        found(doctor, content(&search->lookups.keys[i]));
    if (search->lookups.pattern_count > 0 && doctor_may_send(doctor, "scan", NULL)) {
        begin_scan(doctor);
        return;
    }
    if (search->lookups.pattern_count > 0) {
        error_set(&error, ERROR_STOP, "streams cannot be searched for without the right to SCAN");
        trouble(doctor, &error);
    }
    finish(doctor);
}

void search_cancel(struct search *search)
{
    search->running = false;
    for (size_t i = 0; i < search->count; i++)
        key_scan_lost(&search->nodes[i].keys);
}

void search_free(struct search *search)
{
    lookups_free(&search->lookups);
    requests_free(&search->requests);
    found_free(&search->found);
    free(search->nodes);
    buffer_free(&search->tenant);
    buffer_free(&search->name);
}
