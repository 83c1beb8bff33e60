#include "config.h"

#include "source/redis/scheduler.h"

#include "base/duration.h"
#include "base/text.h"
#include "source/redis/check.h"
#include "source/redis/discovery.h"
#include "source/redis/elsewhere.h"
#include "source/redis/follow.h"
#include "source/redis/forward.h"
#include "source/redis/info.h"
#include "source/redis/newest.h"
#include "source/redis/original.h"
#include "source/redis/part.h"
#include "source/redis/pauses.h"
#include "source/redis/recent.h"
#include "source/redis/seam.h"
#include "source/redis/verify.h"

#include <string.h>

#define CLIENT_NAME "driftop"
#define US_PER_MS 1000
#define USUAL_CROWD 2000
#define USUAL_TEMPLATE "{ns}:{tenant}"

/* Who asks first: what somebody waits for who has pressed a key. Checks go before all that is read
 * of a stream, so that it is of the stream that they saw; but right behind what is new of all, so
 * that what they say is true of what is held. */
static const struct asker_kind *const order[] = {
    &original_asker,  &info_asker,    &follow_asker, &check_asker,
    &newest_asker,    &recent_asker,  NULL, /* the owner's */
    &seam_asker,      &forward_asker, &verify_asker, &discovery_asker,
    &elsewhere_asker, &pauses_asker,
};

#define ASKERS (sizeof(order) / sizeof(order[0]))

_Static_assert(ASKERS <= SCHEDULER_ASKERS_MAX, "there is room for all askers");

/* Lets each asker know of something; those that do not care have no function for it. */
#define FOR_EACH_ASKER(scheduler, event, ...)                                                      \
    for (size_t i = 0; i < ASKERS; i++) {                                                          \
        if ((scheduler)->kinds[i]->event != NULL)                                                  \
            (scheduler)->kinds[i]->event(__VA_ARGS__);                                             \
    }
#define ASKER scheduler->askers[i]

/* Turns a time of the clock that never steps into one of ours. */
static int64_t epoch_of(int64_t monotonic_ms)
{
    return monotonic_ms == 0 ? 0 : timestamp_now() - timestamp_monotonic() + monotonic_ms;
}

static void set_phase(struct source_status *status, enum source_phase phase,
                      const struct error *error)
{
    status->phase = phase;
    if (error->class != ERROR_NONE || status->error.class != ERROR_NONE)
        status->error = *error;
}

/* A server that answers but does not let itself be scanned counts as away, or stopped, too. */
static enum source_phase phase_of_scan(const struct error *error)
{
    if (error->class == ERROR_NONE)
        return SOURCE_LIVE;
    return error->class == ERROR_RETRY ? SOURCE_AWAY : SOURCE_STOPPED;
}

static void update_phase(struct streams *streams, const struct client_status *client)
{
    struct source_status *status = streams->status;
    const struct error *scan = &streams->scan.error;

    if (client->presence != CLIENT_AWAY)
        set_phase(status, phase_of_scan(scan), scan);
    else if (client->stopped)
        set_phase(status, SOURCE_STOPPED, client->error);
    else if (client->error->class != ERROR_NONE)
        set_phase(status, SOURCE_AWAY, client->error);
}

/* What is not permitted is done without where that is possible; what is missing then has a reason.
 */
static void remark_refused(struct scheduler *scheduler)
{
    struct streams *streams = &scheduler->streams;
    command_set refused = client_refused(streams->requests.client);
    struct buffer names = {0};

    if (refused == scheduler->refused)
        return;
    scheduler->refused = refused;
    command_list(refused, &names);
    if (refused != 0)
        source_remark(streams->status, NOTE_NOT_PERMITTED, "not permitted to this user: %s",
                      buffer_text(&names));
    else
        source_unremark(streams->status, NOTE_NOT_PERMITTED);
    buffer_free(&names);
}

static void remark_concern(struct source_status *status, enum source_note_kind note,
                           const struct error *concern)
{
    if (concern->class != ERROR_NONE)
        source_remark(status, note, "%s", concern->text);
    else
        source_unremark(status, note);
}

static void on_grace(uv_timer_t *timer);

/* Tells of a part that is away, and once more when that has lasted. */
static void watch_part(struct scheduler *scheduler, const struct client_status *client)
{
    struct streams *streams = &scheduler->streams;
    bool was_away = streams->status->partly_away;

    part_tell(streams, client);
    if (!streams->status->partly_away)
        uv_timer_stop(&scheduler->grace);
    else if (!was_away && scheduler->handles == 0)
        uv_timer_start(&scheduler->grace, on_grace, PART_GRACE_MS, 0);
}

static void update_status(struct scheduler *scheduler)
{
    struct streams *streams = &scheduler->streams;
    struct source_status *status = streams->status;
    struct client_status client = client_status(streams->requests.client);

    update_phase(streams, &client);
    watch_part(scheduler, &client);
    remark_refused(scheduler);
    remark_concern(status, NOTE_SENTINELS_AWAY, client.concern);
    remark_concern(status, NOTE_OTHER_CLUSTER, client.other_cluster);
    status->answered_ms = streams->requests.answered_ms;
    status->away_since_ms = epoch_of(client.away_since_ms);
    status->retry_at_ms = epoch_of(client.retry_at_ms);
    if (streams->scan.complete && !streams->searching && streams->away == 0 &&
        !streams_wait_for_judging(streams))
        status->discovered = true;
}

static bool is_away(const struct scheduler *scheduler)
{
    return client_status(scheduler->streams.requests.client).presence == CLIENT_AWAY;
}

static void tell(struct scheduler *scheduler)
{
    scheduler->told = scheduler->streams.fleet->changes.revision;
    scheduler->changed(scheduler->context);
}

static void on_turn(uv_timer_t *timer)
{
    scheduler_ask(timer->data);
}

static void wait_for_turn(struct scheduler *scheduler)
{
    int64_t wait_us = scheduler->streams.wake_us;

    if (wait_us != INT64_MAX && scheduler->handles == 0)
        uv_timer_start(&scheduler->turn, on_turn, (uint64_t)(wait_us / US_PER_MS) + 1, 0);
    else
        uv_timer_stop(&scheduler->turn);
}

/* What one asker learns may be due for one in front of it: then all are asked again. */
void scheduler_ask(struct scheduler *scheduler)
{
    uint64_t questions;

    scheduler->streams.wake_us = INT64_MAX;
    do {
        questions = scheduler->streams.questions;
        FOR_EACH_ASKER(scheduler, pump, ASKER);
    } while (questions != scheduler->streams.questions && scheduler->handles == 0);
    update_status(scheduler);
    wait_for_turn(scheduler);
}

/* What was learned by the way is told with the next tick: frames are no more for many tenants. */
static void ask_and_tell(struct scheduler *scheduler)
{
    bool by_the_way = scheduler->streams.by_the_way;

    scheduler->streams.by_the_way = false;
    if (scheduler->handles > 0)
        return;
    scheduler_ask(scheduler);
    if (scheduler->handles == 0 && !by_the_way)
        tell(scheduler);
}

static void on_grace(uv_timer_t *timer)
{
    struct scheduler *scheduler = timer->data;

    scheduler->streams.part_is_late = true;
    ask_and_tell(scheduler);
}

static void on_replied(void *context)
{
    ask_and_tell(context);
}

/* Requests of before have been told; all is asked anew. */
static void on_ready(void *context, size_t node)
{
    struct scheduler *scheduler = context;

    streams_resume_node(&scheduler->streams, node);
    FOR_EACH_ASKER(scheduler, ready, ASKER, node);
    ask_and_tell(scheduler);
}

static void on_lost(void *context, size_t node, const struct error *error)
{
    struct scheduler *scheduler = context;

    streams_lose_node(&scheduler->streams, node, client_error_is_garbled(error));
    FOR_EACH_ASKER(scheduler, lost, ASKER, node);
    ask_and_tell(scheduler);
}

static void on_leaves(void *context, struct stream *stream)
{
    struct scheduler *scheduler = context;

    FOR_EACH_ASKER(scheduler, forget, ASKER, stream);
}

/* A turn that changed nothing is not told. */
static void tick(struct scheduler *scheduler)
{
    const struct streams_parting parting = {on_leaves, scheduler};

    if (!is_away(scheduler)) {
        scheduler->streams.status->polls++;
        streams_resume_lost(&scheduler->streams);
        streams_forget_gone(&scheduler->streams, &parting);
        FOR_EACH_ASKER(scheduler, tick, ASKER);
    }
    scheduler_ask(scheduler);
    if (scheduler->streams.fleet->changes.revision != scheduler->told && scheduler->handles == 0)
        tell(scheduler);
}

static void on_timer(uv_timer_t *timer)
{
    tick(timer->data);
}

void scheduler_refresh(struct scheduler *scheduler)
{
    client_forget_refused(scheduler->streams.requests.client);
    client_retry(scheduler->streams.requests.client);
    if (is_away(scheduler))
        return;
    FOR_EACH_ASKER(scheduler, refresh, ASKER);
    tick(scheduler);
}

void scheduler_explain_wait(const struct scheduler *scheduler, const char *limit,
                            struct error *error)
{
    client_explain_wait(scheduler->streams.requests.client, limit, error);
}

static void name_redis(const struct redis_url *url, char *name, size_t size)
{
    struct buffer shown = {0};

    redis_url_show(url, &shown);
    text_safe_copy(name, size, (struct slice){shown.data, shown.size});
    buffer_free(&shown);
}

/* What the operator wanted so, and whoever reads what comes of it should know. */
static void remark_choices(const struct redis_url *url, struct source_status *status)
{
    const char *caution = redis_url_caution(url);

    if (caution != NULL)
        source_remark(status, NOTE_UNCHECKED, "%s", caution);
    if (url->replicas)
        source_remark(status, NOTE_REPLICAS,
                      "read from replicas, which may be behind (--replicas)");
}

static void begin(struct scheduler *scheduler, uv_loop_t *loop, const struct redis_url *url,
                  int64_t timeout_ms)
{
    static const struct client_events events = {.ready = on_ready, .lost = on_lost};
    struct client_options client = {
        .commands = COMMANDS_READING,
        .name = CLIENT_NAME,
        .limits = redis_limits_default(),
    };
    uint64_t refresh_ms = (uint64_t)scheduler->streams.refresh_ms;

    if (timeout_ms > 0)
        client.limits.reply_ms = timeout_ms;
    scheduler->streams.requests.client = client_open(loop, url, &client, &events, scheduler);
    /* None of these calls can fail: the loop runs and the handles are fresh. */
    uv_timer_init(loop, &scheduler->timer);
    uv_timer_init(loop, &scheduler->grace);
    uv_timer_init(loop, &scheduler->turn);
    scheduler->timer.data = scheduler;
    scheduler->grace.data = scheduler;
    scheduler->turn.data = scheduler;
    uv_timer_start(&scheduler->timer, on_timer, refresh_ms, refresh_ms);
}

static void prepare(struct scheduler *scheduler, const struct source_options *options,
                    const struct scheduler_owner *owner, const struct key_space *space)
{
    struct streams *streams = &scheduler->streams;

    *streams = (struct streams){
        .requests = {.severity_words = options->severity_words,
                     .replied = on_replied,
                     .context = scheduler},
        .fleet = owner->fleet,
        .status = owner->status,
        .originals = owner->originals,
        .space = *space,
        .usual_template = options->key_count == 1 && strcmp(options->keys[0], USUAL_TEMPLATE) == 0,
        .refresh_ms = options->refresh_ms > 0 ? options->refresh_ms : 1000,
        .frozen_now_ms = options->frozen_now_ms,
        .until_ms = options->until_ms != 0 ? options->until_ms : INT64_MAX,
        .judged = owner->judged,
        .follow = options->follow,
        .crowd = options->crowd > 0 ? options->crowd : USUAL_CROWD,
        .server_share = options->server_share,
    };
    streams->last = streams->until_ms == INT64_MAX
                        ? STREAM_ID_MAX
                        : stream_id_previous(stream_id_at(streams->until_ms));
    selection_copy(&streams->selection, options);
    scheduler->changed = owner->changed;
    scheduler->context = owner->context;
    scheduler->handles = 0;
    scheduler->refused = 0;
    scheduler->told = 0;
    for (size_t i = 0; i < ASKERS; i++) {
        scheduler->kinds[i] = order[i] != NULL ? order[i] : owner->kind;
        scheduler->askers[i] = order[i] != NULL ? order[i]->create(streams) : owner->asker;
    }
}

bool scheduler_open(struct scheduler *scheduler, uv_loop_t *loop, const char *spec,
                    const struct source_options *options, const struct scheduler_owner *owner,
                    struct error *error)
{
    const struct key_space_words words = {
        .templates = options->keys,
        .template_count = options->key_count,
        .namespaces = options->namespaces,
        .namespace_count = options->namespace_count,
        .app = options->app,
        .env = options->env,
    };
    struct key_space space;
    struct redis_url url;

    if (!redis_url_parse(spec, &url, error))
        return false;
    bool good =
        redis_url_access(&url, &options->access, error) && key_space_parse(&space, &words, error);
    if (good) {
        prepare(scheduler, options, owner, &space);
        redis_url_copy(&scheduler->streams.url, &url);
        name_redis(&url, owner->name, owner->name_size);
        remark_choices(&url, owner->status);
        begin(scheduler, loop, &url, options->timeout_ms);
    }
    redis_url_free(&url);
    return good;
}

static void on_part_closed(void *context)
{
    struct scheduler *scheduler = context;

    if (--scheduler->handles > 0)
        return;
    FOR_EACH_ASKER(scheduler, free, ASKER);
    streams_free(&scheduler->streams);
    scheduler->closed(scheduler->context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    on_part_closed(handle->data);
}

void scheduler_close(struct scheduler *scheduler, void (*closed)(void *context))
{
    scheduler->closed = closed;
    scheduler->handles = 4;
    uv_close((uv_handle_t *)&scheduler->timer, on_timer_closed);
    uv_close((uv_handle_t *)&scheduler->grace, on_timer_closed);
    uv_close((uv_handle_t *)&scheduler->turn, on_timer_closed);
    client_close(scheduler->streams.requests.client, on_part_closed, scheduler);
}
