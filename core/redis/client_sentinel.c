/* One server that holds all keys, and moves: the master that sentinels name.
 *
 * That a server says to be the master proves nothing: one that was replaced, and comes back without
 * its data, says so for seconds. It counts as ready when the sentinels have named it once more
 * since it was connected to, and are not about to replace it. What it would take while they do is
 * lost: who writes leaves it as soon as they begin. */
#include "config.h"

#include "redis/client_private.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "redis/sentinel_trust.h"
#include "redis/sentinels.h"

#include <stdlib.h>

static const struct error no_error;

struct guide {
    struct redis_url url; /* of the sentinels, with the name of the master */
    struct sentinels *sentinels;
    struct error error;          /* why there is none that can be asked, as it is told */
    struct sentinel_trust trust; /* in the one that is connected to */
    uv_timer_t silence;          /* of the sentinels, while they are waited for */
    bool concerned;              /* as told last */
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

static void explain(struct guide *guide, const struct error *error)
{
    guide->error = *error;
    error_prefix(&guide->error, "master '%s'", guide->url.master);
}

static bool is_connected(const struct client *client)
{
    return link_state(node_of(client)->link) == LINK_READY;
}

static bool writes(const struct client *client)
{
    return (client->commands & (COMMANDS_SINK | COMMANDS_ROUTE)) != 0;
}

/* Connects to the one that the sentinels named last, also where that is connected to. */
static void connect_anew(struct client *client, const struct error *reason)
{
    const struct guide *guide = client->state;
    const struct sentinel_answer *master = sentinels_master(guide->sentinels);
    struct node *node = node_of(client);
    struct redis_url url;

    redis_url_at(&url, &guide->url, master->host, master->port);
    client_move_node(node, &url, reason);
    redis_url_free(&url);
}

static void on_named(void *context, const struct sentinel_answer *master)
{
    struct buffer address = {0};
    struct error reason;

    redis_url_show_address(master->host, master->port, &address);
    error_set(&reason, ERROR_RESOLVE, "the sentinels name another one now: %s",
              buffer_text(&address));
    buffer_free(&address);
    connect_anew(context, &reason);
}

static void vouch(struct client *client)
{
    struct guide *guide = client->state;

    if (guide->trust.given || !is_connected(client))
        return;
    guide->error = no_error;
    sentinel_trust_give(&guide->trust, timestamp_monotonic());
    uv_timer_stop(&guide->silence);
    client_tell_ready(node_of(client));
}

static void on_silence(uv_timer_t *timer)
{
    vouch(timer->data);
}

/* Where this process was stopped meanwhile, what came is read first. */
static void on_time_over(uv_timer_t *timer)
{
    uv_timer_start(timer, on_silence, 0, 0);
}

/* Without a word of them the one that they named last is taken after a while. */
static void wait_for_sentinels(struct client *client)
{
    struct guide *guide = client->state;

    uv_update_time(client->loop);
    uv_timer_start(&guide->silence, on_time_over, (uint64_t)client->limits.sentinels_ms, 0);
}

/* Leaves the one that takes what is lost, or waits until it is known which one is next. */
static void doubt(struct client *client)
{
    struct guide *guide = client->state;
    struct error reason;

    error_set(&reason, ERROR_RESOLVE, "the sentinels are about to replace it");
    sentinels_hasten(guide->sentinels);
    if (guide->trust.given && writes(client)) {
        connect_anew(client, &reason);
    } else if (!guide->trust.given && is_connected(client)) {
        explain(guide, &reason);
        wait_for_sentinels(client);
    }
}

/* What there is to be concerned about where a master was named, and that goes on. */
static const struct error *concern_of(const struct client *client)
{
    const struct guide *guide = client->state;

    return is_found(client) ? sentinels_error(guide->sentinels) : &no_error;
}

static void tell_concern(struct client *client)
{
    struct guide *guide = client->state;
    bool concerned = concern_of(client)->class != ERROR_NONE;

    if (client->closing || concerned == guide->concerned)
        return;
    guide->concerned = concerned;
    if (client->events.concern != NULL)
        client->events.concern(client->context);
}

static void on_answered(void *context)
{
    struct client *client = context;
    struct guide *guide = client->state;
    enum sentinels_opinion opinion = sentinels_opinion(guide->sentinels);

    int64_t now_ms = timestamp_monotonic();

    sentinel_trust_listened(&guide->trust, now_ms);
    if (sentinel_trust_doubts(&guide->trust, opinion == SENTINELS_DOUBT,
                              client->limits.sentinels_ms, now_ms))
        doubt(client);
    else if (opinion != SENTINELS_SILENT)
        vouch(client);
    tell_concern(client);
}

static void on_failed(void *context, const struct error *error)
{
    struct client *client = context;
    struct guide *guide = client->state;

    sentinel_trust_listened(&guide->trust, timestamp_monotonic());
    if (!is_found(client)) {
        explain(guide, error);
        client_tell_lost(node_of(client), &guide->error);
    }
    tell_concern(client);
}

static bool holds(void *context)
{
    return is_connected(context);
}

static void open_sentinels(struct client *client, const struct redis_url *url)
{
    static const struct sentinels_events events = {
        .named = on_named, .answered = on_answered, .failed = on_failed, .holds = holds};
    struct guide *guide = mem_zalloc(1, sizeof(*guide));

    client->state = guide;
    redis_url_copy(&guide->url, url);
    sentinel_trust_begin(&guide->trust, timestamp_monotonic());
    uv_timer_init(client->loop, &guide->silence);
    guide->silence.data = client;
    client->open++;
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

/* Has the sentinels name what is connected to once more, before it counts. */
static void verify(struct client *client)
{
    struct guide *guide = client->state;

    sentinels_verify(guide->sentinels);
    wait_for_sentinels(client);
}

/* While something is written, a failover has to be heard of before it is over. */
static void listen_while_writing(struct client *client)
{
    struct guide *guide = client->state;
    int64_t now_ms = timestamp_monotonic();

    sentinels_hasten(guide->sentinels);
    if (!sentinel_trust_is_old(&guide->trust, client->limits.sentinels_ms, now_ms))
        return;
    sentinel_trust_take(&guide->trust, now_ms);
    verify(client);
}

static bool send_request(struct client *client, const struct client_request *request,
                         struct slice key)
{
    (void)key;
    if (!command_allowed(COMMANDS_READING, request->words, request->count))
        listen_while_writing(client);
    return client_send_to(node_of(client), request, request->on_reply, request->context);
}

static void ready(struct node *node)
{
    struct guide *guide = node->client->state;

    sentinel_trust_take(&guide->trust, timestamp_monotonic());
    verify(node->client);
}

/* It may be another one by now. */
static void lost(struct node *node, const struct error *error)
{
    struct guide *guide = node->client->state;

    sentinel_trust_take(&guide->trust, timestamp_monotonic());
    uv_timer_stop(&guide->silence);
    sentinels_ask(guide->sentinels, false);
    explain(guide, error);
    client_tell_lost(node, &guide->error);
}

/* Where no server was named yet, the sentinels say how it is. */
static void describe(const struct node *node, struct client_node *described)
{
    const struct guide *guide = node->client->state;

    if (guide->trust.given)
        return;
    if (described->state == NODE_READY)
        described->state = NODE_TRYING;
    described->error = &guide->error;
    described->away_since_ms = guide->trust.away_since_ms;
    if (!is_found(node->client) && guide->error.class == ERROR_STOP)
        described->state = NODE_STOPPED;
}

static void judge(const struct client *client, struct client_status *status)
{
    status->concern = concern_of(client);
}

static void explain_wait(const struct client *client, const char *limit, struct error *error)
{
    const struct guide *guide = client->state;

    if (!guide->trust.given)
        sentinels_explain_wait(guide->sentinels, limit, error);
}

static void retry(struct client *client)
{
    struct guide *guide = client->state;

    if (guide->error.class == ERROR_STOP)
        guide->error.class = ERROR_RETRY;
    sentinels_ask(guide->sentinels, true);
}

static void on_timer_closed(uv_handle_t *timer)
{
    client_release(timer->data);
}

static void close_sentinels(struct client *client)
{
    struct guide *guide = client->state;

    uv_close((uv_handle_t *)&guide->silence, on_timer_closed);
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
    .send = send_request,
    .ready = ready,
    .lost = lost,
    .describe = describe,
    .judge = judge,
    .explain_wait = explain_wait,
    .retry = retry,
    .close = close_sentinels,
    .free = free_guide,
};
