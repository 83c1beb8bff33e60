#include "config.h"

#include "source/redis/info.h"

#include "base/duration.h"
#include "base/memory.h"
#include "source/redis/info_facts.h"
#include "source/redis/node_address.h"
#include "source/redis/streams.h"

#include <inttypes.h>
#include <stdlib.h>

#define ASK_EVERY_MS MS_PER_MINUTE
#define OFFSET_IGNORED_MS 250
#define HALF_TRIP_MAX_MS 200 /* a slower answer tells too little */
#define OFFSET_NOTED_MS (2 * MS_PER_SECOND)
#define REPLICA_LATE_S 30 /* a primary says something every 10 seconds */

struct info;

/* What is asked of one node, and what it said last. */
struct node_info {
    struct info *info;
    size_t node;
    bool due;
    bool under_way;
    bool refused;     /* to this user: servers log every try */
    int64_t asked_ms; /* by our own wall clock */
    int64_t next_ms;  /* monotonic */
    struct info_facts facts;
    bool has_offset;
    int64_t offset_ms; /* of its clock to ours */
};

struct info {
    struct streams *streams;
    struct node_info **nodes; /* by their numbers */
    size_t count;
    size_t capacity;
};

static struct client_node node_of(const struct info *info, size_t node)
{
    return client_node(info->streams->requests.client, node);
}

static bool counts(const struct node_info *of)
{
    return of->facts.known && node_of(of->info, of->node).state != NODE_GONE;
}

/* Appends whose it is, where there are several: "127.0.0.1:7001: ". */
static void name_node(const struct node_info *of, struct buffer *out)
{
    const struct client_node node = node_of(of->info, of->node);
    struct slice address = node_address(&node);

    if (client_status(of->info->streams->requests.client).nodes > 1)
        buffer_printf(out, "%.*s: ", (int)address.size, address.data);
}

static void remark(const struct node_info *of, enum source_note_kind kind, const char *text)
{
    struct buffer note = {0};

    name_node(of, &note);
    buffer_string(&note, text);
    source_remark(of->info->streams->status, kind, "%s", buffer_text(&note));
    buffer_free(&note);
}

/* --- what is told of one of them --- */

static void remark_clock(const struct node_info *of)
{
    int64_t offset = of->offset_ms;
    char length[32], text[64];

    duration_format(offset < 0 ? -offset : offset, length);
    snprintf(text, sizeof(text), "the server's clock is %s %s", length,
             offset < 0 ? "behind" : "ahead");
    remark(of, NOTE_CLOCK, text);
}

static void remark_eviction(const struct node_info *of)
{
    char text[96];

    snprintf(text, sizeof(text), "%s: streams can be evicted (%" PRIu64 " keys so far)",
             of->facts.policy, of->facts.evicted);
    remark(of, NOTE_EVICTION, text);
}

/* A server that says that it is a replica, though the cluster has it for a master, takes its
 * master's place just now, or gives it away: it is asked again until it says something else. */
static bool changes_place(const struct node_info *of)
{
    const struct redis_url *url = &of->info->streams->url;

    return counts(of) && of->facts.replica && url->topology == REDIS_CLUSTER && !url->replicas;
}

static void remark_role(const struct node_info *of)
{
    const struct info_facts *facts = &of->facts;
    char length[32], text[96];

    duration_format((int64_t)facts->silent_s * MS_PER_SECOND, length);
    snprintf(text, sizeof(text), "a replica that has not heard from its primary for %s", length);
    if (facts->cut_off)
        remark(of, NOTE_REPLICA_CUT_OFF, "a replica cut off from its primary");
    else if (facts->silent_s >= REPLICA_LATE_S)
        remark(of, NOTE_REPLICA_LATE, text);
    else if (!of->info->streams->url.replicas)
        remark(of, NOTE_REPLICA, "a replica");
}

/* --- joined --- */

static int compare_offsets(const void *a, const void *b)
{
    const struct node_info *const *first = a;
    const struct node_info *const *second = b;

    return ((*first)->offset_ms > (*second)->offset_ms) -
           ((*first)->offset_ms < (*second)->offset_ms);
}

/* The clock of the fleet is the one in the middle; the one that is farthest off is told. */
static void join_clocks(const struct info *info)
{
    struct node_info **sorted = mem_zalloc(info->count, sizeof(struct node_info *));
    struct fleet *fleet = info->streams->fleet;
    size_t count = 0;

    for (size_t i = 0; i < info->count; i++) {
        if (counts(info->nodes[i]) && info->nodes[i]->has_offset)
            sorted[count++] = info->nodes[i];
    }
    if (count > 0) {
        qsort(sorted, count, sizeof(struct node_info *), compare_offsets);
        int64_t offset = sorted[(count - 1) / 2]->offset_ms;
        fleet->changes.revision += fleet->clock_offset_ms != offset;
        fleet->clock_offset_ms = offset;
        const struct node_info *first = sorted[0];
        const struct node_info *last = sorted[count - 1];
        const struct node_info *worst = -first->offset_ms > last->offset_ms ? first : last;
        if (worst->offset_ms >= OFFSET_NOTED_MS || worst->offset_ms <= -OFFSET_NOTED_MS)
            remark_clock(worst);
    }
    free(sorted);
}

/* What was remarked the last time is remarked anew, where it still holds. */
static const enum source_note_kind remarks[] = {
    NOTE_EVICTION,        NOTE_MEMORY_FULL,  NOTE_REPLICA,
    NOTE_REPLICA_CUT_OFF, NOTE_REPLICA_LATE, NOTE_CLOCK,
};

static void join(const struct info *info)
{
    struct streams *streams = info->streams;

    for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
        source_unremark(streams->status, remarks[i]);
    streams->unfilled = false;
    for (size_t i = 0; i < info->count; i++) {
        const struct node_info *of = info->nodes[i];
        if (!counts(of))
            continue;
        if (of->facts.policy[0] != '\0')
            remark_eviction(of);
        if (of->facts.memory_full)
            remark(of, NOTE_MEMORY_FULL, "memory is full: producers cannot write");
        if (of->facts.replica && !changes_place(of))
            remark_role(of);
        streams->unfilled |= of->facts.unfilled;
    }
    join_clocks(info);
}

/* The answer was made about half a round trip ago; what the trip leaves open is no offset. */
static void set_offset(struct node_info *of)
{
    int64_t now = timestamp_now();
    int64_t half_trip = (now - of->asked_ms) / 2;
    int64_t offset = of->facts.clock_ms - (now - half_trip);

    if (of->facts.clock_ms == 0 || half_trip > HALF_TRIP_MAX_MS)
        return;
    of->has_offset = true;
    of->offset_ms = offset <= OFFSET_IGNORED_MS && offset >= -OFFSET_IGNORED_MS ? 0 : offset;
}

static void on_reply(void *context, const struct reply *reply)
{
    struct node_info *of = context;
    struct slice reason;

    of->under_way = false;
    if (reply == NULL)
        return;
    of->refused = requests_refused(reply, &reason) && reply_refuses_command(reason);
    if (reply->nodes[0].type != REPLY_STRING)
        return;
    info_facts_read(&of->facts, reply_text(reply, 0));
    set_offset(of);
    join(of->info);
}

static void ask(struct node_info *of)
{
    const struct slice words[] = {SLICE("INFO")};

    of->due = false;
    of->asked_ms = timestamp_now();
    of->next_ms = timestamp_monotonic() + ASK_EVERY_MS;
    of->under_way = requests_send(&of->info->streams->requests, &(struct request){
                                                                    .words = words,
                                                                    .count = 1,
                                                                    .to_node = true,
                                                                    .node = of->node,
                                                                    .on_reply = on_reply,
                                                                    .context = of,
                                                                });
}

static void *create(struct streams *streams)
{
    struct info *info = mem_zalloc(1, sizeof(*info));

    info->streams = streams;
    return info;
}

static void ready(void *asker, size_t node)
{
    struct info *info = asker;

    info->nodes = mem_grow(info->nodes, &info->capacity, node + 1, sizeof(struct node_info *));
    for (; info->count <= node; info->count++) {
        struct node_info *of = mem_zalloc(1, sizeof(*of));
        of->info = info;
        of->node = info->count;
        info->nodes[info->count] = of;
    }
    info->nodes[node]->due = true;
}

static void refresh(void *asker)
{
    const struct info *info = asker;

    for (size_t i = 0; i < info->count; i++) {
        info->nodes[i]->refused = false;
        info->nodes[i]->due = true;
    }
}

static void tick(void *asker)
{
    const struct info *info = asker;
    int64_t now_ms = timestamp_monotonic();

    for (size_t i = 0; i < info->count; i++) {
        struct node_info *of = info->nodes[i];
        bool is_time = now_ms >= of->next_ms || changes_place(of);
        of->due |= (info->streams->follow && is_time) || of->facts.unfilled;
    }
}

static void pump(void *asker)
{
    const struct info *info = asker;

    for (size_t i = 0; i < info->count; i++) {
        struct node_info *of = info->nodes[i];
        if (of->due && !of->under_way && !of->refused)
            ask(of);
    }
}

static void free_info(void *asker)
{
    struct info *info = asker;

    for (size_t i = 0; i < info->count; i++)
        free(info->nodes[i]);
    free(info->nodes);
    free(info);
}

const struct asker_kind info_asker = {
    .name = "info",
    .create = create,
    .ready = ready,
    .refresh = refresh,
    .tick = tick,
    .pump = pump,
    .free = free_info,
};
