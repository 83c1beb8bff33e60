#include "config.h"

#include "source/redis/discovery.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/redis/named_keys.h"

#include <inttypes.h>
#include <stdlib.h>

#define RESCAN_MS (30 * MS_PER_SECOND)
#define RESCAN_JITTER_MS (3 * MS_PER_SECOND)
#define RESCAN_REST                                                                                \
    20 /* times the length of the scan before: a huge server is not always scanned */
#define RETRY_MS MS_PER_SECOND

struct discovery {
    struct streams *streams;
    struct scan_plan plan;
    struct named_keys named;
    struct node_scan **scans; /* by the numbers of their nodes */
    size_t count;
    size_t capacity;
    bool confirmed; /* who looks once has scanned all nodes once more */
};

/* Returns the first reason why a node could not be scanned at all, or could not be scanned again.
 */
static const struct error *first_error(const struct discovery *discovery, bool complete)
{
    const struct named_keys *named = &discovery->named;

    if (named->error.class != ERROR_NONE && named->complete == complete)
        return &named->error;
    for (size_t i = 0; i < discovery->count; i++) {
        const struct node_scan *scan = discovery->scans[i];
        if (scan->error.class != ERROR_NONE && scan->complete == complete)
            return &scan->error;
    }
    return NULL;
}

/* What is known stays known without another scan; only new tenants are not found then. */
static void tell_errors(const struct discovery *discovery)
{
    struct streams *streams = discovery->streams;
    const struct error *first = first_error(discovery, false);
    const struct error *again = first_error(discovery, true);

    streams->scan.error = first != NULL ? *first : (struct error){.class = ERROR_NONE};
    source_unremark(streams->status, NOTE_SCAN_REFUSED);
    if (again == NULL)
        return;
    if (again->class != ERROR_STOP)
        streams->scan.error = *again;
    else
        source_remark(streams->status, NOTE_SCAN_REFUSED, "new tenants are not found: %s",
                      again->text);
}

static void remark_ignored(const struct discovery *discovery)
{
    struct source_status *status = discovery->streams->status;
    const char *example = "";
    uint64_t ignored = 0;

    for (size_t i = 0; i < discovery->count; i++) {
        ignored += discovery->scans[i]->ignored;
        if (discovery->scans[i]->ignored > 0)
            example = discovery->scans[i]->example;
    }
    if (ignored == 0)
        source_unremark(status, NOTE_IGNORED_KEYS);
    else if (ignored == 1)
        source_remark(status, NOTE_IGNORED_KEYS, "%s is no stream of a tenant", example);
    else
        source_remark(status, NOTE_IGNORED_KEYS,
                      "%" PRIu64 " keys, such as %s, are no streams of tenants", ignored, example);
}

/* What was known before and was not found may be gone, or has moved from a node that was not
 * scanned yet to one that was: a check, which asks the node that holds it, tells. */
static void check_missing(const struct discovery *discovery, const struct node_scan *scan)
{
    const struct streams *streams = discovery->streams;

    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = streams->all[i];
        if (stream->scan < scan->number && !stream->broken &&
            streams_owner(streams, stream) == scan->keys.node)
            stream_ask(stream, ASK_CHECK);
    }
}

static int64_t pause_of(const struct node_scan *scan)
{
    int64_t jitter = (int64_t)(uv_hrtime() % (uint64_t)RESCAN_JITTER_MS);

    if (scan->error.class != ERROR_NONE)
        return scan->error.class == ERROR_RETRY ? RETRY_MS : RESCAN_MS;
    if (scan->plan->sieve.streams->sharing)
        return RESCAN_MS + jitter;
    return RESCAN_MS + jitter + RESCAN_REST * scan->length_ms;
}

static bool is_running(const struct discovery *discovery)
{
    bool running = discovery->named.running;

    for (size_t i = 0; i < discovery->count; i++)
        running |= discovery->scans[i]->keys.running;
    return running;
}

static enum node_state state_of(const struct discovery *discovery, size_t node)
{
    return client_node(discovery->streams->requests.client, node).state;
}

/* A node that is away may hold what no other does. */
static bool is_complete(const struct discovery *discovery)
{
    size_t nodes = client_nodes(discovery->streams->requests.client);
    bool complete = discovery->named.complete;

    if (discovery->plan.lookups.pattern_count == 0)
        return complete;
    for (size_t i = 0; i < nodes; i++)
        complete &= (i < discovery->count && discovery->scans[i]->complete) ||
                    state_of(discovery, i) == NODE_GONE;
    return complete;
}

/* A key that moves from a node that was not scanned yet to one that was is missed by both. Who goes
 * on finds it with the next scans; who looks once scans all nodes a second time. */
static void confirm(struct discovery *discovery)
{
    if (discovery->confirmed || discovery->streams->follow || discovery->count < 2 ||
        !is_complete(discovery))
        return;
    discovery->confirmed = true;
    for (size_t i = 0; i < discovery->count; i++) {
        if (state_of(discovery, i) != NODE_READY)
            continue;
        discovery->scans[i]->complete = false;
        node_scan_begin(discovery->scans[i]);
    }
}

/* Something was searched to its end. */
static void on_ended(void *context)
{
    struct discovery *discovery = context;
    struct streams *streams = discovery->streams;

    confirm(discovery);
    tell_errors(discovery);
    streams->scan.complete |= is_complete(discovery);
    if (!is_running(discovery) && is_complete(discovery))
        streams->searching = streams->count == 0;
}

static void on_scanned(void *context, size_t node)
{
    struct discovery *discovery = context;
    struct node_scan *scan = discovery->scans[node];

    scan->at_once = scan->again;
    scan->next_ms = scan->again ? 0 : timestamp_monotonic() + pause_of(scan);
    if (scan->error.class == ERROR_NONE) {
        remark_ignored(discovery);
        check_missing(discovery, scan);
    }
    on_ended(discovery);
}

static void learn(struct share *share, struct key_scan *keys)
{
    if (keys->took_us > 0)
        share_learn(share, SHARE_STEP, 1, keys->took_us, requests_clock_us());
    keys->took_us = 0;
}

/* Where there are many tenants, those that come are looked for within the server's share. */
static bool may_step(struct discovery *discovery, const struct node_scan *scan, struct share *share)
{
    if (!discovery->streams->sharing || !scan->complete || scan->at_once || !scan->keys.step_due ||
        share_may_follow(share, requests_clock_us()))
        return true;
    streams_wake(discovery->streams, share_wait_us(share));
    return false;
}

static void pump_scan(struct discovery *discovery, struct node_scan *scan)
{
    struct share *share = streams_share(discovery->streams, scan->keys.node);
    bool was_due = scan->keys.step_due;

    learn(share, &scan->keys);
    key_scan_pump(&scan->keys, may_step(discovery, scan, share));
    if (was_due && !scan->keys.step_due)
        share_spend(share, SHARE_STEP, 1);
}

static void pump(void *asker)
{
    struct discovery *discovery = asker;

    key_types_pump(&discovery->named.types);
    for (size_t i = 0; i < discovery->count; i++)
        pump_scan(discovery, discovery->scans[i]);
}

static void add_scans(struct discovery *discovery, size_t count)
{
    discovery->scans =
        mem_grow(discovery->scans, &discovery->capacity, count, sizeof(struct node_scan *));
    while (discovery->count < count) {
        discovery->scans[discovery->count] = node_scan_create(&discovery->plan, discovery->count);
        discovery->count++;
    }
}

static void ready(void *asker, size_t node)
{
    struct discovery *discovery = asker;

    named_keys_begin(&discovery->named);
    if (discovery->plan.lookups.pattern_count == 0)
        return;
    if (node >= discovery->count)
        add_scans(discovery, node + 1);
    node_scan_begin(discovery->scans[node]);
}

static void lost(void *asker, size_t node)
{
    struct discovery *discovery = asker;

    if (node < discovery->count)
        key_scan_lost(&discovery->scans[node]->keys);
}

static void tick(void *asker)
{
    struct discovery *discovery = asker;
    int64_t now_ms = timestamp_monotonic();
    bool follow = discovery->streams->follow;

    if (now_ms >= discovery->named.next_ms && (follow || !discovery->named.complete))
        named_keys_begin(&discovery->named);
    for (size_t i = 0; i < discovery->count; i++) {
        struct node_scan *scan = discovery->scans[i];
        if (!scan->keys.running && now_ms >= scan->next_ms && (follow || !scan->complete) &&
            state_of(discovery, i) == NODE_READY)
            node_scan_begin(scan);
    }
}

static void refresh(void *asker)
{
    struct discovery *discovery = asker;

    discovery->named.next_ms = 0;
    for (size_t i = 0; i < discovery->count; i++) {
        discovery->scans[i]->next_ms = 0;
        discovery->scans[i]->at_once = true;
        discovery->scans[i]->again = discovery->scans[i]->keys.running;
    }
}

static void *create(struct streams *streams)
{
    struct discovery *discovery = mem_zalloc(1, sizeof(*discovery));

    discovery->streams = streams;
    discovery->plan = (struct scan_plan){
        .sieve.streams = streams, .scanned = on_scanned, .ended = on_ended, .context = discovery};
    lookups_add(&discovery->plan.lookups, &streams->space, &streams->selection);
    named_keys_init(&discovery->named, &discovery->plan);
    streams->scan.named = discovery->plan.lookups.pattern_count == 0;
    return discovery;
}

static void free_discovery(void *asker)
{
    struct discovery *discovery = asker;

    key_types_drop(&discovery->named.types);
    for (size_t i = 0; i < discovery->count; i++)
        node_scan_free(discovery->scans[i]);
    free(discovery->scans);
    lookups_free(&discovery->plan.lookups);
    key_sieve_free(&discovery->plan.sieve);
    free(discovery);
}

const struct asker_kind discovery_asker = {
    .name = "discovery",
    .create = create,
    .ready = ready,
    .lost = lost,
    .tick = tick,
    .refresh = refresh,
    .pump = pump,
    .free = free_discovery,
};
