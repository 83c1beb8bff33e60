/* What the files of the Redis source share. One stream is one tenant; what each file knows of it
 * stands in its own part of struct stream, and of the whole in its own part of struct redis_source.
 *
 * Everything runs in the replies of one pipelined connection and in one timer. Replies come in the
 * order of their requests, so what a check says of a stream holds for all that is read after it. */
#ifndef SOURCE_REDIS_PRIVATE_H
#define SOURCE_REDIS_PRIVATE_H

#include "redis/client.h"
#include "source/redis/entries.h"
#include "source/source.h"
#include "wire/key_template.h"

struct redis_source;

#define PAGES_AHEAD 2

/* How far the history of one stream was read. History is joined when its newest row is the cursor:
 * what comes behind the cursor can then be added to it without a gap. */
struct stream_window {
    uint64_t watch; /* number of the last watch that named the stream */
    bool joined;
    bool loading;                 /* somebody waits for it */
    bool first_due;               /* the next check tells `first` */
    bool verdict_due;             /* the next check tells whether the load lost entries */
    int64_t since_ms;             /* the load goes back to here */
    int64_t span_ms;              /* the longest window that somebody looked at */
    double covered;               /* of the load, 0 to 1 */
    struct stream_id first;       /* the oldest entry when the load began; STREAM_ID_MIN: unknown */
    struct stream_id unread_end;  /* the newest ID in front of what was read, */
    struct stream_id unasked_end; /* and of what was asked for */

    struct stream_id page_first[PAGES_AHEAD]; /* how far back the pages under way go */
    unsigned pages_pending;
    unsigned pages_void; /* of them: those that do not follow what was read */
    size_t pages;        /* asked for by this load */
    size_t page_entries; /* of the page that arrives */
    struct stream_id page_newest;
    int64_t stride_ms; /* a page's length; 0: unknown, as long as the window */
    bool overrun;      /* the last page was fuller than foreseen */
};

struct stream {
    struct redis_source *source;
    struct tenant *tenant;
    char *key;
    size_t key_size;
    struct stream_id cursor; /* of the newest entry seen: reading goes on behind it */
    uint64_t added;          /* entries ever added up to the cursor, by the server's count */
    bool added_known;
    uint64_t scan;             /* number of the scan that found it last */
    bool broken;               /* cannot be read; tried again with every scan */
    bool gone;                 /* there was something to read, and the key is no more */
    bool skewed;               /* its newest ID lies in the future */
    struct stream_id moved_to; /* where XSETID was seen to move the last ID */
    bool look_due;             /* its newest entry is asked for, or will be */
    bool check_pending;
    bool forward_pending;
    bool interval_pending;
    bool interval_asked;
    unsigned forward_pages; /* full ones in a row */
    struct stream_window window;
};

/* First in, first out. Zero-initialised is empty and ready. */
struct stream_queue {
    struct stream **items;
    size_t head;
    size_t count;
    size_t capacity;
};

struct discovery {
    struct buffer pattern;
    struct buffer *keys; /* named keys, which need no scan */
    size_t key_count;
    struct buffer tenant; /* scratch */
    char cursor[24];
    uint64_t number; /* of the scan */
    bool running;
    bool complete;     /* a first scan has ended */
    bool without_type; /* the server is too old for SCAN … TYPE */
    size_t candidates; /* keys whose types are asked for */
    uint64_t ignored;  /* keys by the scan before, and by this one so far */
    uint64_t ignored_now;
    int64_t began_ms; /* monotonic */
    int64_t next_ms;
    struct error error; /* why the last scan failed */
};

struct newest {
    struct stream_queue looks;
    size_t looks_pending;
    struct stream_queue intervals;
    size_t intervals_pending;
};

struct windows {
    struct stream **watched; /* in the operator's order */
    size_t count;
    size_t next; /* whose page comes next */
    size_t pages_pending;
    size_t loaded;  /* streams with a history */
    size_t loads;   /* since there was last nothing to load */
    double covered; /* sum over those */
    uint64_t watch; /* number of the watch */
    int64_t since_ms;
};

struct follow {
    struct slice *words; /* of the command */
    char (*ids)[STREAM_ID_SIZE];
    size_t begin;          /* streams asked for: from here … */
    size_t end;            /* … to in front of here */
    size_t at;             /* where in them the reply is */
    struct stream *stream; /* whose entries it brings */
    size_t entries;        /* new ones of that stream */
    bool under_way;
    bool refused;       /* one key spoilt the last poll */
    size_t broken;      /* streams when that was asked */
    unsigned fruitless; /* refused polls in a row without a key to blame */
    bool one_by_one;    /* XREAD over several keys does not work here */
    bool complete;      /* the last poll left out no stream that is still looked at */
    bool behind;        /* what was asked is not answered: see tenant.known_until_ms */
};

struct checks {
    size_t next; /* among all streams, and among the watched ones */
    size_t next_watched;
    double due; /* how many may be sent */
    double due_watched;
    bool denied; /* XINFO is not permitted */
};

struct server_info {
    bool pending;
    int64_t asked_ms; /* by our own wall clock */
    int64_t next_ms;  /* monotonic */
};

struct redis_source {
    struct source base; /* first: a struct source * is cast to this */
    struct client *client;
    uv_timer_t timer;
    unsigned handles; /* still open while closing */
    void (*closed)(void *context);
    void *closed_context;
    struct key_template *key_template;
    char **tenants;
    size_t tenant_count;
    int64_t refresh_ms;
    bool follow;

    struct stream **streams; /* in the order of the fleet's tenants */
    size_t stream_count;
    size_t stream_capacity;
    size_t broken;
    struct entries entries; /* the reply being read */

    struct discovery discovery;
    struct newest newest;
    struct windows windows;
    struct follow following;
    struct checks checks;
    struct server_info info;
};

/* source.c: what all replies have in common. */

/* Sends a command. Returns false when Redis is away; everything is asked anew when it is back. */
bool redis_ask(struct redis_source *source, const struct slice *words, size_t count,
               reply_element_fn *on_element, reply_fn *on_reply, void *context);

/* Notes that an answer came; returns false when the connection was lost instead. */
bool redis_answered(struct redis_source *source, const struct reply *reply);

/* Returns true, and its text, when the reply is an error. */
bool redis_refused(const struct reply *reply, struct slice *text);

/* Brings the status up to date; and tells whoever uses the source. */
void redis_update_status(struct redis_source *source);
void redis_changed(struct redis_source *source);

/* Returns the server's clock, also where source_now() stands still. */
int64_t redis_now(const struct redis_source *source);

/* stream.c: one stream. */

struct slice stream_key(const struct stream *stream);
struct stream *stream_find(const struct redis_source *source, struct slice tenant);
struct stream *stream_add(struct redis_source *source, struct slice tenant, struct slice key);
void stream_free(struct stream *stream);

/* Adds an entry to the tenant, and to its history with `keep`, and moves the cursor. */
void stream_take(struct stream *stream, const struct report *report, const struct error *unreadable,
                 bool keep);

/* The next entry may leave others out: what was added up to it is not known any more. */
void stream_jump(struct stream *stream, struct stream_id id);

/* The stream alone cannot be read, for the server's reason; and can be read again. */
void stream_break(struct stream *stream, struct slice reason);
void stream_mend(struct stream *stream);

/* An error reply: what passes is tried again with the next look, the rest breaks the stream. */
void stream_refuse(struct stream *stream, struct slice reason);

/* Begins anew with a stream that is another one than before, or is gone. */
void stream_restart(struct stream *stream);
void stream_vanish(struct stream *stream, const char *how);

/* Something that a view shows has changed. */
void stream_touch(struct stream *stream);

void stream_queue_push(struct stream_queue *queue, struct stream *stream);
struct stream *stream_queue_pop(struct stream_queue *queue);
void stream_queue_clear(struct stream_queue *queue);
void stream_queue_free(struct stream_queue *queue);

/* discovery.c: which streams there are. */

void discovery_open(struct redis_source *source);
void discovery_free(struct redis_source *source);
void discovery_ready(struct redis_source *source); /* Redis is there: begin with a scan */
void discovery_tick(struct redis_source *source);

/* newest.c: the newest entry of each stream, and its usual interval. */

void newest_due(struct stream *stream);
void newest_ready(struct redis_source *source);
void newest_pump(struct redis_source *source);
void newest_free(struct redis_source *source);
void interval_due(struct stream *stream);

/* window.c: who looks at what; page.c: reading it, newest first. */

void window_watch(struct source *base, const struct source_watch *watch);
void window_want(struct stream *stream);    /* loads what is missing of a watched stream */
void window_leave(struct stream *stream);   /* nobody waits for it any more */
void window_forget(struct stream *stream);  /* its history is void */
void window_done(struct stream *stream);    /* everything asked for is there */
void window_shorten(struct stream *stream); /* releases what nobody looked at */
bool window_is_watched(const struct stream *stream);

/* Everything behind `unread_end` was read; and since when everything was. */
void window_read_to(struct stream *stream, struct stream_id unread_end);
int64_t window_known_since(const struct stream *stream);

void window_free(struct redis_source *source);

void page_pump(struct redis_source *source);

/* follow.c: what is new; forward.c: what is behind. */

void follow_tick(struct redis_source *source);
void follow_ready(struct redis_source *source);
void follow_lost(struct redis_source *source);
void follow_free(struct redis_source *source);

/* Brings a stream up to date: its history without a gap, or else its newest entry. */
void forward_catch_up(struct stream *stream);

/* Entries of a reply that reads on: those behind the cursor are wanted, and kept where history is.
 */
bool forward_wants(void *context, struct stream_id id);
void forward_take(void *context, const struct report *report, const struct error *unreadable);

/* check.c: what happened to a stream. */

void check_ask(struct stream *stream);

/* The newest entry is older than one that was seen before, or there is none any more. */
void check_older(struct stream *stream, bool empty);

void check_ready(struct redis_source *source);
void check_tick(struct redis_source *source);
void check_watched(struct redis_source *source);

/* info.c: the server's clock and memory. */

void info_ready(struct redis_source *source);
void info_tick(struct redis_source *source);

#endif
