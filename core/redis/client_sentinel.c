/* One server that holds all keys, and moves: the master that sentinels name. */
#include "config.h"

#include "redis/client_private.h"

#include "base/memory.h"
#include "redis/sentinels.h"

#include <stdlib.h>

struct guide {
    struct redis_url url; /* of the sentinels, with the name of the master */
    struct sentinels *sentinels;
    struct error error; /* why there is none that can be asked, as it is told */
};

static struct node *node_of(const struct client *client)
{
    return client->nodes[0];
}

static bool is_found(const struct client *client)
{
    const struct guide *guide = client->state;

    return guide->sentinels != NULL && sentinels_master(guide->sentinels)->host[0] != '\0';
}

/* The node is ready, or its link tells why not; or the sentinels do. */
static void explain(struct guide *guide, const struct error *error)
{
    guide->error = *error;
    error_prefix(&guide->error, "master '%s'", guide->url.master);
}

static void on_named(void *context, const struct sentinel_answer *master)
{
    struct client *client = context;
    struct guide *guide = client->state;
    struct node *node = node_of(client);
    struct redis_url url;
    struct error reason;
    struct buffer address = {0};

    redis_url_at(&url, &guide->url, master->host, master->port);
    redis_url_show_address(master->host, master->port, &address);
    error_set(&reason, ERROR_RESOLVE, "the sentinels name another one now: %s",
              buffer_text(&address));
    client_name_node(node, &url);
    link_move(node->link, &url, &reason);
    buffer_free(&address);
    redis_url_free(&url);
}

static void on_failed(void *context, const struct error *error)
{
    struct client *client = context;
    struct node *node = node_of(client);
    struct guide *guide = client->state;

    if (is_found(client))
        return;
    explain(guide, error);
    client_tell_lost(node, &guide->error);
}

static bool holds(void *context)
{
    return link_state(node_of(context)->link) == LINK_READY;
}

static void open_sentinels(struct client *client, const struct redis_url *url)
{
    static const struct sentinels_events events = {
        .named = on_named, .failed = on_failed, .holds = holds};
    struct guide *guide = mem_zalloc(1, sizeof(*guide));

    client->state = guide;
    redis_url_copy(&guide->url, url);
    client_add_unknown_node(client, url);
    client->open++;
    guide->sentinels =
        sentinels_open(client->loop, url, client->name, &client->limits, &events, client);
}

static size_t owner(const struct client *client, struct slice key)
{
    (void)client;
    (void)key;
    return 0;
}

/* It may be another one by now. */
static void lost(struct node *node, const struct error *error)
{
    struct guide *guide = node->client->state;

    sentinels_ask(guide->sentinels, false);
    explain(guide, error);
    client_tell_lost(node, &guide->error);
}

/* Where no server was named yet, the sentinels say how it is. */
static void describe(const struct node *node, struct client_node *described)
{
    const struct guide *guide = node->client->state;

    if (described->state == NODE_READY)
        return;
    described->error = &guide->error;
    if (!is_found(node->client) && guide->error.class == ERROR_STOP)
        described->state = NODE_STOPPED;
}

/* As long as the master answers, nobody else is needed. */
static void judge(const struct client *client, struct client_status *status)
{
    const struct guide *guide = client->state;

    if (status->presence == CLIENT_READY)
        status->concern = sentinels_error(guide->sentinels);
}

static void explain_wait(const struct client *client, const char *limit, struct error *error)
{
    const struct guide *guide = client->state;

    if (!is_found(client))
        sentinels_explain_wait(guide->sentinels, limit, error);
}

static void retry(struct client *client)
{
    struct guide *guide = client->state;

    if (guide->error.class == ERROR_STOP)
        guide->error.class = ERROR_RETRY;
    sentinels_ask(guide->sentinels, true);
}

static void close_sentinels(struct client *client)
{
    struct guide *guide = client->state;

    sentinels_close(guide->sentinels, client_release, client);
}

static void free_guide(struct client *client)
{
    struct guide *guide = client->state;

    redis_url_free(&guide->url);
    free(guide);
}

const struct client_topology client_sentinel = {
    .open = open_sentinels,
    .owner = owner,
    .lost = lost,
    .describe = describe,
    .judge = judge,
    .explain_wait = explain_wait,
    .retry = retry,
    .close = close_sentinels,
    .free = free_guide,
};
