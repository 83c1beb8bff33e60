/* Feed: the reports of a source from the oldest to the newest, each once, for whoever passes them
 * on. A source fills a fleet for somebody who looks; a feed keeps nothing, so that a window of any
 * length takes the same memory: a page for each tenant, or a piece of a file.
 *
 * A feed finds its tenants, tells that it is ready, and waits for feed_begin(). Then it hands out
 * records: the bytes that the user's `format` made of a report. */
#ifndef SOURCE_FEED_H
#define SOURCE_FEED_H

#include "base/buffer.h"
#include "source/source.h"

struct feed;

/* All are called from the loop and may call every function of the feed, also feed_close(), after
 * which none is called any more. Some may be called from within feed_begin() and feed_resume(). */
struct feed_events {
    /* What there is to read is known; feed_now() tells the source's time. Called once. */
    void (*ready)(void *context);
    /* Appends the record of a report. Called in any order, once for each report. */
    void (*format)(void *context, struct slice tenant, const struct report *report,
                   struct buffer *record);
    /* The next record; the bytes are valid during the call. */
    void (*record)(void *context, struct stream_id id, struct slice bytes);
    /* An entry is no report. `tenant` is empty where that is not known either. */
    void (*unreadable)(void *context, struct slice tenant, const char *where, const char *reason);
    /* A tenant cannot be read, or entries of it went before they were read. */
    void (*lost)(void *context, struct slice tenant, const char *reason);
    /* Something that is worth knowing, and no loss. */
    void (*noted)(void *context, struct slice tenant, const char *text);
    /* The status changed; may be called often. */
    void (*changed)(void *context);
    /* The window is read to its end. Never called while following, unless a file has ended. */
    void (*ended)(void *context);
};

/* What is read. */
struct feed_request {
    struct time_range window; /* an end of INT64_MAX: all that is there */
    bool follow;              /* then goes on with what comes */
    bool partly;              /* what is away is not waited for */
};

struct feed_ops {
    void (*begin)(struct feed *feed);
    void (*resume)(struct feed *feed);
    void (*explain_wait)(const struct feed *feed, const char *limit,
                         struct error *error); /* NULL: no server */
    /* Ends with the event `ended`; NULL: it holds nothing back. */
    void (*finish)(struct feed *feed);
    void (*close)(struct feed *feed); /* ends with feed_closed() */
};

/* The part that every feed has; each kind embeds it as its first member. */
struct feed {
    const struct feed_ops *ops;
    const struct feed_events *events;
    void *context;
    struct feed_request request;
    struct source_status status; /* `loading`, `reports_loaded` and `progress` apart */
    struct fleet fleet;          /* the tenants that are known, without history */
    char name[256];              /* how the source is shown: safe, without secrets */
    int64_t frozen_now_ms;
    uint64_t size; /* of a file in bytes, and how much of it is read; 0: unknown */
    uint64_t position;
    bool is_recording; /* it has a past only, as a file: all of it is usually meant */
    bool paused;
    bool closing;
    void (*closed)(void *context);
    void *closed_context;
};

/* Opens a feed of the source that `spec` names; see source_open(). Whether options->follow is set
 * says whether the feed will be asked to follow. `events` must outlive it. */
struct feed *feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                       const struct feed_events *events, void *context, struct error *error);

/* Begins to read. Called once, when the feed is ready; or before, where part of it is away and is
 * not waited for any longer: `ready` is not told then. */
void feed_begin(struct feed *feed, const struct feed_request *request);

/* Does not wait any longer for what is away beside others. */
void feed_do_without(struct feed *feed);

/* Hands out no more records, also not those at hand; and goes on. */
void feed_pause(struct feed *feed);
void feed_resume(struct feed *feed);

/* Reads nothing more and ends when what was read is handed out. Returns false where nothing is
 * held, so that it may as well be closed. */
bool feed_finish(struct feed *feed);

/* Returns true where it reads from a server, which may be waited for in vain. */
bool feed_is_server(const struct feed *feed);

/* As source_explain_wait(). */
void feed_explain_wait(const struct feed *feed, const char *limit, struct error *error);

/* Returns the source's clock in epoch milliseconds. */
int64_t feed_now(const struct feed *feed);

/* Closes and frees the feed; `closed` (may be NULL) is called when nothing is left on the loop. */
void feed_close(struct feed *feed, void (*closed)(void *context), void *context);

/* For the kinds of feed: frees a feed of which nothing is left on the loop, and tells it. */
void feed_closed(struct feed *feed);

/* Kinds of feed, for feed_open() alone. */
struct feed *redis_feed_open(uv_loop_t *loop, const char *spec,
                             const struct source_options *options, struct error *error);
struct feed *demo_feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                            struct error *error);
struct feed *file_feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                            struct error *error);

#endif
