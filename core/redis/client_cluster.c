/* A cluster: several masters, each with a part of the keys, which moves from one to another. */
#include "config.h"

#include "redis/cluster.h"

#include "base/integer.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "redis/backoff.h"

#include <stdlib.h>

#define PAUSE_MAX_MS 1000 /* a cluster is well again within seconds */

int64_t cluster_pause(const struct cluster *cluster, unsigned failures)
{
    const struct redis_limits *limits = &cluster->client->limits;
    int64_t longest = limits->backoff_max_ms < PAUSE_MAX_MS ? limits->backoff_max_ms : PAUSE_MAX_MS;
    uint32_t random = 0;

    /* Without randomness the pause is the longest. */
    (void)uv_random(NULL, NULL, &random, sizeof(random), 0, NULL);
    return backoff_delay(failures, limits->backoff_min_ms, longest, random);
}

/* Whoever has something due looks whether it is, and says when it is the next time. */
static void on_timer(uv_timer_t *timer)
{
    static void (*const duties[])(struct cluster *
                                  cluster) = {cluster_suspect, cluster_ask_when_due, cluster_probe,
                                              cluster_settle,  cluster_release_held, cluster_prune};
    struct cluster *cluster = timer->data;

    cluster->wake_ms = 0;
    for (size_t i = 0; i < sizeof(duties) / sizeof(duties[0]) && !cluster->client->closing; i++)
        duties[i](cluster);
}

void cluster_wake(struct cluster *cluster, int64_t at_ms)
{
    int64_t delay_ms = at_ms - timestamp_monotonic();

    if (cluster->client->closing || (cluster->wake_ms != 0 && cluster->wake_ms <= at_ms))
        return;
    cluster->wake_ms = at_ms;
    uv_update_time(cluster->client->loop);
    uv_timer_start(&cluster->timer, on_timer, delay_ms > 0 ? (uint64_t)delay_ms : 0, 0);
}

static void add_seed(struct cluster *cluster, const char *host, const char *port)
{
    uint64_t number = 0;
    char *name = mem_strdup(host);

    (void)integer_parse(slice_of(port), UINT16_MAX, &number);
    struct cluster_address address = {.host = name, .port = (unsigned)number};
    cluster_member(cluster, &address)->seed = true;
    free(name);
}

static void open_cluster(struct client *client, const struct redis_url *url)
{
    struct cluster *cluster = mem_zalloc(1, sizeof(*cluster));

    client->state = cluster;
    client->commands |= COMMANDS_CLUSTER;
    cluster->client = client;
    cluster->since_ms = timestamp_monotonic();
    cluster->unserved = CLUSTER_SLOTS;
    cluster->wanted = true;
    redis_url_copy(&cluster->url, url);
    uv_timer_init(client->loop, &cluster->timer);
    cluster->timer.data = cluster;
    client->open++;
    add_seed(cluster, url->host, url->port);
    for (size_t i = 0; i < url->more_count; i++)
        add_seed(cluster, url->more[i].host, url->more[i].port);
}

static size_t owner_of(const struct client *client, struct slice key)
{
    const struct member *owner = cluster_of(client)->owner[cluster_slot(key)];

    return owner != NULL ? owner->node->number : client->count;
}

static unsigned group_of(const struct client *client, struct slice key)
{
    (void)client;
    return cluster_slot(key);
}

/* Returns the master that reads from this one, or the member itself. */
static struct member *read_by(struct member *member)
{
    const struct client *client = member->node->client;

    for (size_t i = 0; i < client->count && member->reads; i++) {
        struct member *master = member_at(client, i);
        if (master->reader == member)
            return master;
    }
    return member;
}

static void on_ready(struct node *node)
{
    struct member *member = node->state;
    struct cluster *cluster = cluster_of(node->client);

    cluster_forget_objection(member); /* it may be another server by now */
    cluster_ask_when_due(cluster);
    cluster_ask_info(member);
    if (cluster->held > 0)
        cluster_release_held(cluster);
    member_update(read_by(member), NULL);
    cluster_prune(cluster);
}

static struct link *link_of(const struct node *node)
{
    cluster_is_used(cluster_of(node->client));
    return member_place(node->state)->node->link;
}

/* Before there is a map, the user sees the seeds. */
static void on_lost(struct node *node, const struct error *error)
{
    struct member *member = node->state;
    struct cluster *cluster = cluster_of(node->client);
    struct member *master = read_by(member);

    if (!cluster->mapped) {
        cluster_ask_when_due(cluster);
        client_tell_lost(node, error);
        return;
    }
    if (master != member)
        cluster_leave_reader(master);
    cluster_want_map(cluster, NULL);
    if (cluster->held > 0)
        cluster_release_held(cluster);
    member_update(master, member == master ? error : NULL);
}

static void describe_seed(const struct cluster *cluster, const struct member *member,
                          struct client_node *described)
{
    if (described->state == NODE_READY) {
        described->state = NODE_TRYING;
        described->error = &cluster->error;
        described->away_since_ms = cluster->since_ms;
        described->retry_at_ms = cluster->asking ? 0 : cluster->ask_at_ms;
    }
    if (member->objection.class != ERROR_NONE) {
        described->state = NODE_STOPPED;
        described->error = &member->objection;
        described->retry_at_ms = 0;
    }
}

static void describe_master(const struct member *member, struct client_node *described)
{
    static const struct error none;

    if (member_can_be_asked(member)) {
        *described =
            (struct client_node){.name = described->name, .state = NODE_READY, .error = &none};
    } else if (described->state == NODE_READY) {
        described->state = NODE_TRYING;
        described->error = &member->reason;
        described->away_since_ms = member->down_since_ms;
        described->retry_at_ms = member->probe_at_ms;
    }
}

static void describe(const struct node *node, struct client_node *described)
{
    static const struct error none;
    const struct cluster *cluster = cluster_of(node->client);
    const struct member *member = node->state;

    if (!cluster->mapped)
        describe_seed(cluster, member, described);
    else if (member->holds)
        describe_master(member, described);
    else
        *described =
            (struct client_node){.name = described->name, .state = NODE_GONE, .error = &none};
}

/* Returns a server that answers that the cluster is down, or NULL. */
static const struct member *first_down(const struct client *client)
{
    for (size_t i = 0; i < client->count; i++) {
        const struct member *member = member_at(client, i);
        if (member->down && member->holds && member_is_open(member))
            return member;
    }
    return NULL;
}

/* Returns a seed that is of another cluster, or NULL. */
static const struct member *first_foreign(const struct client *client)
{
    for (size_t i = 0; i < client->count; i++) {
        const struct member *member = member_at(client, i);
        if (member->foreign && member->seed)
            return member;
    }
    return NULL;
}

/* Keys that nobody holds are away, too. Where all are, a server that answers knows more of the
 * reason than one that does not. */
static void judge(const struct client *client, struct client_status *status)
{
    static const struct error unserved = {ERROR_RETRY,
                                          "a part of the cluster's slots is held by no server"};
    const struct cluster *cluster = cluster_of(client);
    const struct member *down = first_down(client);
    const struct member *foreign = first_foreign(client);

    if (down != NULL && status->presence == CLIENT_AWAY && status->error->class != ERROR_STOP)
        status->error = &down->reason;
    else if (foreign != NULL && status->presence == CLIENT_AWAY &&
             status->error->class != ERROR_STOP)
        status->error = &foreign->objection;
    if (foreign != NULL)
        status->other_cluster = &foreign->objection;
    if (!cluster->mapped || cluster->unserved == 0)
        return;
    if (status->presence == CLIENT_READY)
        status->presence = CLIENT_PARTLY;
    if (status->away_since_ms == 0)
        status->away_since_ms = cluster->unserved_since_ms;
    if (status->error->class == ERROR_NONE)
        status->error = &unserved;
}

static void retry(struct client *client)
{
    struct cluster *cluster = cluster_of(client);

    for (size_t i = 0; i < client->count; i++) {
        struct member *member = member_at(client, i);
        cluster_forget_objection(member);
        member->probe_at_ms = 0;
    }
    cluster->ask_at_ms = 0;
    cluster_want_map(cluster, NULL);
    cluster_probe(cluster);
}

static void on_timer_closed(uv_handle_t *timer)
{
    const struct cluster *cluster = timer->data;

    client_release(cluster->client);
}

static void close_cluster(struct client *client)
{
    struct cluster *cluster = cluster_of(client);
    struct error error;

    error_set(&error, ERROR_RETRY, "the connection was closed here");
    uv_close((uv_handle_t *)&cluster->timer, on_timer_closed);
    cluster_lose_all(cluster, &error);
}

static void free_cluster(struct client *client)
{
    struct cluster *cluster = cluster_of(client);

    for (size_t i = 0; i < client->count; i++)
        cluster_free_member(member_at(client, i));
    redis_url_free(&cluster->url);
    cluster_ids_free(&cluster->ids);
    free(cluster->members);
    free(cluster);
}

const struct client_topology client_cluster = {
    .open = open_cluster,
    .owner = owner_of,
    .group = group_of,
    .send = cluster_send,
    .link = link_of,
    .ready = on_ready,
    .lost = on_lost,
    .approves = cluster_approves,
    .describe = describe,
    .judge = judge,
    .retry = retry,
    .close = close_cluster,
    .free = free_cluster,
};
