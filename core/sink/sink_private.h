/* What the files of the sink share. */
#ifndef SINK_SINK_PRIVATE_H
#define SINK_SINK_PRIVATE_H

#include "redis/client.h"
#include "sink/outbox.h"
#include "sink/retry.h"
#include "sink/sink.h"
#include "wire/key_template.h"

#define SINK_RECORDS_MAX 512             /* in memory, and so under way */
#define SINK_BYTES_MAX (4 * 1024 * 1024) /* likewise, unless a single one has more */
#define SINK_PAUSE_MIN_MS 100            /* between two tries */
#define SINK_PAUSE_MAX_MS 5000

/* What sink_emit() waits for. */
struct awaited {
    uint64_t sequence; /* 0: nothing */
    bool told;
    enum sink_result result;
    struct stream_id id;
    struct error error;
};

struct sink {
    void (*on_outcome)(void *context, const struct sink_outcome *outcome);
    void (*on_status)(void *context, const struct sink_status *status);
    void (*on_flaw)(void *context, const char *text);
    void *context;
    struct redis_url url;
    struct buffer name;
    struct key_template *key_template;
    struct trim trim;
    bool keep_ids;
    size_t max_bytes;
    int64_t timeout_ms;

    uv_loop_t loop;
    uv_timer_t timer;  /* the next probe, or what the spool wants next */
    uv_timer_t alarm;  /* while somebody waits for something for a limited time */
    int64_t turned_ms; /* when the loop ran last, monotonic */
    struct client *client;
    size_t preparing; /* questions what the nodes can do that are under way */
    bool prepared;    /* connected, and it is known what the server can do */
    bool was_healthy; /* likewise, at some time */
    bool idempotent;  /* XADD IDMP */
    bool closing;
    command_set refused;   /* to this user, as it was when closing began */
    bool sent;             /* something was handed to the client since the loop ran */
    bool woken;            /* something came that somebody may be waiting for */
    struct pollfd *polled; /* scratch of sink_poll() */

    uint64_t run;
    uint64_t sequence; /* of the newest record */
    struct outbox outbox;
    size_t unanswered; /* parcels that were sent */
    struct breaker breaker;
    struct error trouble;   /* why the breaker opened */
    struct spool *spool;    /* NULL: none */
    uint64_t spool_changes; /* of the spool, when they were looked at last */
    struct retry storing;
    struct retry reading;
    struct retry syncing;
    bool unsynced;
    int64_t synced_ms;
    int64_t aside_ms; /* when what was set aside was tried last */
    struct sink_counts counts;
    uint64_t told;   /* outcomes so far */
    bool submitting; /* within sink_submit(): the caller still has the report */
    struct awaited awaited;

    struct buffer key; /* scratch for one report */
    struct buffer dimensions;
    struct buffer bytes;
};

/* sink_nodes.c: reports are written when all nodes are there, and what they can do is known: one
 * breaker stands in front of them all. */
void sink_connect(struct sink *sink);
bool sink_all_are_there(const struct sink *sink);
void sink_prepare(struct sink *sink); /* asks what they can do */

/* Opens the breaker where all nodes are there and a part of the keys is held by none of them: no
 * node that is lost tells of that. */
void sink_note_unserved(struct sink *sink);

/* sink_send.c: the way of a record to Redis. */
void sink_push(struct sink *sink); /* sends what may be sent now, and plans the rest */
void sink_open_breaker(struct sink *sink, const struct error *reason);
void sink_note_success(struct sink *sink);

/* sink_spool.c: the way through the spool. */
bool sink_open_spool(struct sink *sink, const struct sink_options *options, struct error *error);
bool sink_wants_spool(const struct sink *sink); /* new records have to go through the spool */
enum spool_stored sink_store(struct sink *sink, const struct record *record, struct error *error);
bool sink_spill(struct sink *sink);  /* stores what is only in memory, and keeps it there */
void sink_refill(struct sink *sink); /* from the spool to memory, as far as there is room */
bool sink_can_refill(const struct sink *sink);
void sink_settle(struct sink *sink);       /* forgets the oldest parcels that are answered for */
void sink_tell_dropped(struct sink *sink); /* those whose place the spool gave up */
void sink_sync(struct sink *sink);
void sink_serve_spool(struct sink *sink);        /* syncs it, and tries again what failed */
int64_t sink_spool_due(const struct sink *sink); /* when to do so; INT64_MAX: never */

/* sink_tell.c: whom to tell. */
void sink_tell(struct sink *sink, const struct record *record, enum sink_result result,
               struct stream_id id, const char *reason);
void sink_tell_status(struct sink *sink);

/* sink.c: whether there is room in memory for one more record. */
bool sink_has_room(const struct sink *sink);

/* sink_loop.c: the loop, once without waiting, and until `*done` or the monotonic time
 * `deadline_ms`; the milliseconds until then, at least 0. */
void sink_turn(struct sink *sink);
bool sink_run_until(struct sink *sink, const bool *done, int64_t deadline_ms);
int sink_time_left(int64_t deadline_ms);

#endif
