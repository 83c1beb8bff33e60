#include "config.h"

#include "redis/link.h"

#include "base/memory.h"
#include "base/timestamp.h"
#include "redis/backoff.h"
#include "redis/command.h"
#include "redis/session.h"

#include <limits.h>
#include <stdlib.h>

struct link {
    uv_loop_t *loop;
    struct redis_url url;
    char *client_name;
    unsigned commands;
    struct redis_limits limits;
    struct link_events events;
    void *context;

    enum link_state state;
    struct error error;
    struct session *session; /* NULL: none under way */
    uv_timer_t timer;        /* the next try */
    unsigned failures;       /* in a row */
    bool known;              /* a Redis answered the greeting once, */
    bool known_here;         /* and where it is now */
    command_set refused;     /* to this user */
    bool reopening;          /* what was closed while it idled; it counts as ready */
    int64_t ready_since;
    int64_t away_since;
    int64_t retry_at;

    unsigned holds; /* the timer, and sessions that are not gone yet */
    void (*closed)(void *context);
    void *closed_context;
};

static void release(void *context)
{
    struct link *link = context;

    if (--link->holds > 0)
        return;
    void (*closed)(void *) = link->closed;
    void *closed_context = link->closed_context;
    redis_url_free(&link->url);
    free(link->client_name);
    free(link);
    if (closed != NULL)
        closed(closed_context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void begin_session(uv_timer_t *timer);

static void plan_retry(struct link *link, int64_t delay_ms)
{
    link->state = LINK_WAITING;
    link->retry_at = timestamp_monotonic() + delay_ms;
    uv_timer_start(&link->timer, begin_session, (uint64_t)delay_ms, 0);
}

static int64_t delay_after(const struct link *link, unsigned failures)
{
    uint32_t random = 0;

    /* Without randomness the delay is the longest. */
    (void)uv_random(NULL, NULL, &random, sizeof(random), 0, NULL);
    return backoff_delay(failures, link->limits.backoff_min_ms, link->limits.backoff_max_ms,
                         random);
}

static void plan_next(struct link *link)
{
    bool refused = link->error.class == ERROR_STOP;

    if (refused && !link->known) {
        link->state = LINK_STOPPED;
        return;
    }
    if (refused)
        link->error.class = ERROR_RETRY;
    plan_retry(link, delay_after(link, refused ? UINT_MAX : link->failures++));
}

/* The state is the new one before anybody is told, as each may ask for it, try again or close. */
static void on_failed(void *context, const struct error *error)
{
    struct link *link = context;
    int64_t now = timestamp_monotonic();

    link->error = *error;
    link->reopening = false;
    if (link->state == LINK_READY) {
        link->away_since = now;
        if (now - link->ready_since >= link->limits.healthy_ms)
            link->failures = 0;
    }
    plan_next(link);
    session_close(link->session, &link->error, release, link);
    if (link->state == LINK_CLOSED)
        return;
    link->session = NULL;
    link->events.lost(link->context, &link->error);
}

static void open_session(struct link *link);

/* Whoever is there now may have been replaced: requests do not wait for it, and it is told ready.
 */
static void connect_again(struct link *link, const struct error *reason)
{
    struct session *left = link->session;

    link->away_since = timestamp_monotonic();
    begin_session(&link->timer);
    session_close(left, reason, release, link);
}

/* The server need not be away because it closes what idles. One that does so at once is not well.
 */
static void on_idled(void *context, const struct error *error)
{
    struct link *link = context;
    struct session *idled = link->session;

    if (link->events.pushed != NULL ||
        timestamp_monotonic() - link->ready_since < link->limits.idle_ms) {
        on_failed(link, error);
        return;
    }
    if (link->url.master != NULL) {
        connect_again(link, error);
        return;
    }
    link->reopening = true;
    open_session(link);
    session_adopt(link->session, idled);
    session_close(idled, error, release, link);
}

static void on_entered(void *context, enum link_state state)
{
    struct link *link = context;
    bool reopened = link->reopening;

    if (reopened && state != LINK_READY)
        return;
    link->state = state;
    if (state != LINK_READY)
        return;
    link->known = link->known_here = true;
    link->reopening = false;
    link->error = (struct error){0};
    link->ready_since = timestamp_monotonic();
    link->away_since = 0;
    if (!reopened)
        link->events.ready(link->context);
}

static void on_pushed(void *context, const struct reply *reply)
{
    struct link *link = context;

    link->events.pushed(link->context, reply);
}

static void open_session(struct link *link)
{
    const struct session_events events = {
        .entered = on_entered,
        .failed = on_failed,
        .idled = on_idled,
        .pushed = link->events.pushed != NULL ? on_pushed : NULL,
    };
    const struct greeting greeting = {
        .url = &link->url,
        .client_name = link->client_name,
        .commands = link->commands,
        .refused = link->refused,
        .known = link->known_here,
        .approves = link->events.approves,
        .context = link->context,
    };

    link->holds++;
    link->session =
        session_open(link->loop, &greeting, &link->limits, &link->refused, &events, link);
}

static void begin_session(uv_timer_t *timer)
{
    struct link *link = timer->data;

    link->state = LINK_RESOLVING;
    link->retry_at = 0;
    open_session(link);
}

struct link *link_open(uv_loop_t *loop, const struct redis_url *url, unsigned commands,
                       const char *client_name, const struct redis_limits *limits,
                       const struct link_events *events, void *context)
{
    struct link *link = mem_zalloc(1, sizeof(*link));

    link->loop = loop;
    if (url != NULL)
        redis_url_copy(&link->url, url);
    link->client_name =
        mem_strdup(url != NULL && url->client_name != NULL ? url->client_name : client_name);
    link->commands = commands;
    link->limits = *limits;
    link->events = *events;
    link->context = context;
    link->away_since = timestamp_monotonic();
    uv_timer_init(loop, &link->timer);
    link->timer.data = link;
    link->holds = 1;
    link->state = LINK_WAITING;
    if (url != NULL)
        begin_session(&link->timer);
    return link;
}

bool link_send(struct link *link, const struct link_request *request)
{
    if (link->state != LINK_READY ||
        !command_allowed(link->commands, request->words, request->count))
        return false;
    session_send(link->session, request);
    return true;
}

enum link_state link_state(const struct link *link)
{
    return link->state;
}

const struct redis_url *link_url(const struct link *link)
{
    return &link->url;
}

void link_give_up(struct link *link, const struct error *reason)
{
    if (link->state == LINK_READY)
        on_failed(link, reason);
}

const struct error *link_error(const struct link *link)
{
    return &link->error;
}

int64_t link_retry_at(const struct link *link)
{
    return link->retry_at;
}

int64_t link_away_since(const struct link *link)
{
    return link->away_since;
}

void link_explain_wait(const struct link *link, const char *limit, struct error *error)
{
    if (link->session != NULL)
        session_explain_wait(link->session, limit, error);
}

command_set link_refused(const struct link *link)
{
    return link->refused;
}

void link_forget_refused(struct link *link)
{
    link->refused = 0;
}

void link_retry(struct link *link)
{
    bool waits = link->state == LINK_WAITING || link->state == LINK_STOPPED;

    if (waits && link->url.host != NULL)
        plan_retry(link, 0);
}

/* The next session is under way before anybody is told, as each may move or close the link. */
void link_move(struct link *link, const struct redis_url *url, const struct error *reason)
{
    bool was_ready = link->state == LINK_READY;
    struct session *left = link->session;

    if (link->state == LINK_CLOSED)
        return;
    redis_url_free(&link->url);
    redis_url_copy(&link->url, url);
    uv_timer_stop(&link->timer);
    link->failures = 0;
    link->refused = 0;
    link->reopening = link->known_here = false;
    if (was_ready) {
        link->error = *reason;
        link->away_since = timestamp_monotonic();
    }
    begin_session(&link->timer);
    if (left != NULL)
        session_close(left, reason, release, link);
    if (was_ready && link->state != LINK_CLOSED)
        link->events.lost(link->context, &link->error);
}

void link_close(struct link *link, void (*closed)(void *context), void *context)
{
    struct error error;

    if (link->state == LINK_CLOSED)
        return;
    error_set(&error, ERROR_RETRY, "the connection was closed here");
    link->state = LINK_CLOSED;
    link->closed = closed;
    link->closed_context = context;
    uv_close((uv_handle_t *)&link->timer, on_timer_closed);
    if (link->session != NULL)
        session_close(link->session, &error, release, link);
    link->session = NULL;
}
