/* The cluster's map: when it is asked for, of whom, and whom to believe.
 *
 * It is asked for at the beginning, when a redirect, a loss or CLUSTERDOWN shows that it is old,
 * until all that it names can be asked, and while the client is used every ten seconds: an idle
 * client asks nobody. CLUSTER SLOTS says where servers are as clients should reach them, which
 * CLUSTER NODES does not, and 6.0 has it, which CLUSTER SHARDS is too new for; but not how new it
 * is: CLUSTER INFO in front of it tells the newest epoch that the node knows of. */
#include "config.h"

#include "redis/cluster.h"

#include "base/timestamp.h"

#define ANSWER_MS 1000  /* then another one is asked */
#define MOMENT_MS 500   /* so long an earlier seed may take to answer before a later one is asked */
#define SILENT_MS 500   /* without an answer that is due */
#define TROUBLE_MS 5000 /* what is wanted so long after the last one is wanted at once */
#define REFRESH_MS 10000 /* between two maps of a client that is used */

static bool send_question(struct member *member, const char *subcommand, reply_fn *on_reply)
{
    const struct slice words[] = {SLICE("CLUSTER"), slice_of(subcommand)};

    return member_is_open(member) && link_send(member->node->link, &(struct link_request){
                                                                       .words = words,
                                                                       .count = 2,
                                                                       .deadline_ms = ANSWER_MS,
                                                                       .on_reply = on_reply,
                                                                       .context = member,
                                                                   });
}

/* Returns the newest epoch that a member told who can still be asked, and who that was. */
static uint64_t newest_epoch(const struct cluster *cluster, struct member **teller)
{
    uint64_t newest = 0;

    for (size_t i = 0; i < cluster->client->count; i++) {
        struct member *member = member_at(cluster->client, i);
        if (!member_is_open(member) || member->epoch <= newest)
            continue;
        newest = member->epoch;
        *teller = member;
    }
    return newest;
}

static void on_info(void *context, const struct reply *reply, const struct error *error)
{
    struct member *member = context;
    struct cluster *cluster = cluster_of(member->node->client);

    (void)error;
    if (reply == NULL || cluster->client->closing)
        return;
    bool known = reply->nodes[0].type != REPLY_ERROR;
    struct cluster_info info =
        known ? cluster_info_read(reply_text(reply, 0)) : (struct cluster_info){.ok = true};
    member->epoch = info.epoch;
    if (member->down && info.ok) {
        member->down = false;
        cluster_want_map(cluster, member);
        member_update(member, NULL);
    } else if (cluster->mapped && info.epoch > cluster->epoch) {
        cluster_want_map(cluster, member);
    }
}

void cluster_ask_info(struct member *member)
{
    send_question(member, "INFO", on_info);
}

/* What keeps a seed from ever telling a map needs a person. */
static void object(struct member *member, struct slice text)
{
    if (reply_refuses_command(text)) {
        error_set(&member->objection, ERROR_STOP,
                  "this user may not ask for the map of the cluster: it needs +cluster|slots");
        return;
    }
    error_set(&member->objection, ERROR_STOP, "this server is no cluster: %s",
              buffer_text(&member->node->name));
}

static bool is_for_ever(struct slice text)
{
    return reply_refuses_command(text) || cluster_answer_is_none(text);
}

/* Before there is a map, the user learns why. */
static void tell_failure(struct member *member, const struct error *error)
{
    struct cluster *cluster = cluster_of(member->node->client);

    cluster->error = *error;
    if (!cluster->mapped)
        client_tell_lost(member->node, error);
}

static bool is_stale(struct cluster *cluster, const struct member *member)
{
    struct member *teller = NULL;

    if (member->epoch == 0 || newest_epoch(cluster, &teller) <= member->epoch)
        return false;
    cluster->preferred = teller;
    return true;
}

/* The first map that is told says which cluster it is, though another node may know a newer one. */
static void adopt(struct cluster *cluster, struct member *member, struct cluster_map *map)
{
    if (cluster->ids.count == 0)
        cluster_know(cluster, map);
    if (is_stale(cluster, member))
        return;
    cluster_know(cluster, map);
    cluster_adopt(cluster, map, member->epoch);
}

static void take_map(struct member *member, const struct reply *reply)
{
    struct cluster *cluster = cluster_of(member->node->client);
    struct slice text = reply_text(reply, 0);
    struct cluster_map map;
    struct error error;

    if (reply->nodes[0].type == REPLY_ERROR) {
        reply_error(text, &error);
        if (is_for_ever(text)) {
            object(member, text);
            error = member->objection;
        }
        tell_failure(member, &error);
    } else if (!cluster_map_read(&map, reply, member->address.host, &error)) {
        tell_failure(member, &error);
    } else {
        adopt(cluster, member, &map);
        cluster_map_free(&map);
    }
}

static void on_map(void *context, const struct reply *reply, const struct error *error)
{
    struct member *member = context;
    struct cluster *cluster = cluster_of(member->node->client);

    (void)error;
    cluster->asking = false;
    if (cluster->client->closing)
        return;
    if (reply != NULL)
        take_map(member, reply);
    if (!cluster->client->closing)
        cluster_ask_when_due(cluster);
}

bool member_is_silent(const struct member *member, int64_t now_ms)
{
    return member->errands > 0 && now_ms - member->heard_ms >= SILENT_MS;
}

void cluster_expect(struct member *member)
{
    member->heard_ms = timestamp_monotonic();
    cluster_wake(cluster_of(member->node->client), member->heard_ms + SILENT_MS);
}

void cluster_suspect(struct cluster *cluster)
{
    int64_t now_ms = timestamp_monotonic();

    for (size_t i = 0; i < cluster->client->count && !cluster->client->closing; i++) {
        const struct member *member = member_at(cluster->client, i);
        if (member->errands == 0)
            continue;
        bool silent = member_is_silent(member, now_ms);
        if (silent)
            cluster_want_map(cluster, NULL);
        cluster_wake(cluster, (silent ? now_ms : member->heard_ms) + SILENT_MS);
    }
}

static bool may_know(const struct member *member, int64_t now_ms)
{
    return member_is_open(member) && member->objection.class == ERROR_NONE &&
           !member_is_silent(member, now_ms);
}

/* Before there is a map the seeds are asked as the URL names them, so that it is the same one for
 * whoever comes: an earlier one is waited for, for a moment. Returns the first that was not asked
 * yet; NULL: there is none, or it is too early for it. */
static struct member *choose_first(struct cluster *cluster, int64_t now_ms, bool *waits)
{
    int64_t patient_ms = cluster->since_ms + MOMENT_MS;

    *waits = false;
    for (size_t i = 0; i < cluster->client->count; i++) {
        struct member *member = member_at(cluster->client, i);
        if (member->asked || !(member_is_open(member) || member_is_new(member)))
            continue;
        if (member_is_open(member))
            return member;
        if (now_ms < patient_ms) {
            *waits = true;
            cluster_wake(cluster, patient_ms);
            return NULL;
        }
    }
    return NULL;
}

/* Returns the one who should know, or the next one of all in turn; NULL: there is none. */
static struct member *choose_next(struct cluster *cluster, int64_t now_ms)
{
    struct member *preferred = cluster->preferred;
    size_t count = cluster->client->count;

    cluster->preferred = NULL;
    if (preferred != NULL && may_know(preferred, now_ms))
        return preferred;
    for (size_t i = 1; i <= count; i++) {
        struct member *member = member_at(cluster->client, (cluster->asked + i) % count);
        if (may_know(member, now_ms))
            return member;
    }
    return NULL;
}

static struct member *choose(struct cluster *cluster, int64_t now_ms)
{
    bool waits = false;
    struct member *first =
        !cluster->mapped && cluster->ids.count == 0 ? choose_first(cluster, now_ms, &waits) : NULL;

    return first != NULL || waits ? first : choose_next(cluster, now_ms);
}

/* The servers of the map may all be away, or be a part that was cut off: the seeds may know. */
static void open_seeds(struct cluster *cluster)
{
    for (size_t i = 0; i < cluster->client->count; i++) {
        struct member *member = member_at(cluster->client, i);
        if (member->seed)
            cluster_reopen(member);
    }
}

static void ask(struct cluster *cluster, struct member *member, int64_t now_ms)
{
    cluster->asked = member->node->number;
    member->asked = true;
    cluster->asks = now_ms - cluster->asked_ms > TROUBLE_MS ? 0 : cluster->asks + 1;
    cluster->asked_ms = now_ms;
    cluster->ask_at_ms = now_ms + cluster_pause(cluster, cluster->asks);
    cluster->asking =
        send_question(member, "INFO", on_info) && send_question(member, "SLOTS", on_map);
}

void cluster_ask_when_due(struct cluster *cluster)
{
    int64_t now_ms = timestamp_monotonic();

    if (!cluster->wanted || cluster->asking)
        return;
    if (cluster->mapped && !cluster_is_served(cluster))
        open_seeds(cluster);
    if (now_ms < cluster->ask_at_ms) {
        cluster_wake(cluster, cluster->ask_at_ms);
        return;
    }
    struct member *member = choose(cluster, now_ms);
    if (member != NULL)
        ask(cluster, member, now_ms);
}

void cluster_want_map(struct cluster *cluster, struct member *preferred)
{
    cluster->wanted = true;
    if (preferred != NULL)
        cluster->preferred = preferred;
    cluster_ask_when_due(cluster);
}

void cluster_is_used(struct cluster *cluster)
{
    if ((int64_t)uv_now(cluster->client->loop) >= cluster->asked_ms + REFRESH_MS)
        cluster_want_map(cluster, NULL);
}
