/* What the parts of a router share. */
#ifndef ROUTE_ROUTER_PRIVATE_H
#define ROUTE_ROUTER_PRIVATE_H

#include "route/finder.h"
#include "route/mutes.h"
#include "route/reader.h"
#include "route/router.h"

#include "source/redis/entries.h"
#include "source/redis/requests.h"

#define ROUTER_TICK_MS 1000
#define ROUTER_HANDLES 4 /* the timer, the pump, the finder and the client */

struct router {
    uv_loop_t *loop;
    struct router_options options;
    const struct router_events *events;
    void *context;
    struct redis_url url;
    struct key_space space;
    struct client *client;
    struct requests requests;
    struct finder *finder;
    struct mute_list mutes;
    struct route_streams streams;
    struct windows windows;
    struct route_reader **readers;
    size_t reader_count;
    uv_timer_t timer;
    uv_idle_t pump;
    bool was_ready;          /* Redis has answered once */
    bool told_away;          /* that it is away was told */
    int64_t away_ms;         /* monotonic: since when, */
    struct error away;       /* and why */
    bool complete;           /* all streams that there were at the beginning are found */
    int64_t clock_offset_ms; /* the clock of Redis minus ours */
    int64_t clock_asked_ms;  /* monotonic */
    int64_t back_ms;    /* monotonic: since when nothing is away, after a loss; 0: nothing was */
    bool lost_some;     /* a node is away */
    int64_t began_ms;   /* monotonic */
    int64_t mutes_asked_ms; /* monotonic */
    bool asks_mutes;
    bool told_blind;   /* that nothing pushes changes, */
    bool told_trouble; /* and that streams are not found */
    bool ending;       /* `ended` was told */
    bool closing;
    bool stopped;        /* readers are being closed, */
    bool ended;          /* and then all that they stand on */
    int64_t close_at_ms; /* monotonic */
    size_t open;         /* things on the loop that are not closed yet */
    void (*closed)(void *context);
    void *closed_context;
};

/* Tells a line for standard error. */
void router_say(const struct router *router, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Has everything that stands in line go on before the loop waits. */
void router_wake(struct router *router);

/* Does at once what is to be done from time to time. */
void router_hurry(struct router *router);

/* router_clock.c: returns the time by the clock of Redis; asks for that now, or when it is due. */
int64_t router_now(const struct router *router);
void router_ask_clock(struct router *router);
void router_look_at_clock(struct router *router);

/* router_presence.c: returns false for a minute after Redis came back: who wrote nothing meanwhile
 * is not silent. */
bool router_may_be_silent(const struct router *router);

/* A node can be asked; was lost. */
void router_note_ready(struct router *router);
void router_note_lost(struct router *router, const struct error *error);

/* Says once that Redis is away, when that has lasted, and that it is back. */
void router_tell_presence(struct router *router);

/* router_mutes.c: asks for the mutes from time to time. */
void router_ask_mutes(struct router *router);

/* router_streams.c: looks for streams. */
void router_open_finder(struct router *router);

/* The list of a reader has a stream with open alerts: it is watched where it is not there. */
void router_see_gone(struct router *router, struct route_reader *reader, struct slice key,
                     int64_t since_ms);

/* Forgets a stream that is not there and of which no reader has a lane. */
void router_forget_stream(struct router *router, struct route_stream *stream);

/* router_close.c: frees one that is not on the loop; goes on with closing where that is under way.
 */
void router_free(struct router *router);
void router_close_on(struct router *router);

#endif
