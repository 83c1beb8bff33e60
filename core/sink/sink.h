/* Sink: writes diagnostic reports into Redis Streams, one bounded stream a tenant, in the way of
 * StreamDriftSink, and never stands in the way of the service that reports.
 *
 *     struct sink_options options = sink_options_default();
 *     options.spool_directory = "/var/spool/myservice";
 *     struct sink *sink = sink_open(&options, &error);
 *     if (sink_emit(sink, SLICE("acme"), &report, &id, &error) == SINK_SPOOLED)
 *         puts("Redis is away; the report is safe on disk");
 *     sink_close(sink);
 *
 * There are two ways to hand in a report. sink_emit() waits for what becomes of it, a bounded time.
 * sink_submit() does not wait: many reports are under way at once, and a callback tells what became
 * of each while sink_poll() or another function of this header runs.
 *
 * What holds either way:
 * - The reports of a tenant are written in the order in which they were handed in. What was under
 *   way when the connection was lost is sent again before anything newer.
 * - When Redis is away, out of memory, read-only or loading, a circuit breaker opens: nothing is
 *   sent but one report now and then, until one is taken. With a spool (a directory) reports are
 *   stored there meanwhile and written later, by this process or the next that opens the same
 *   spool. Without one they stay in memory until sink_submit() has no room.
 * - Delivery is at least once. A report may be written twice when the connection was lost before
 *   Redis could answer, or when the process was killed; readers recognise a duplicate by its window
 *   and content. Redis 8.6 and later recognises most itself (XADD IDMP).
 * - What Redis refuses because of one key (WRONGTYPE, NOPERM) or one entry (an ID that is not
 *   greater than the newest) is refused alone; the others go on.
 * - Rarely, when Redis refuses one report for want of memory and takes a later one that was under
 *   way already, that later one comes first (sink_counts.reordered).
 *
 * One sink belongs to one thread; callbacks run in it, from within the functions below, and may
 * call none of them but sink_counts() and sink_status(). Several sinks in several threads are fine.
 * While reports are under way, call sink_poll() at least once a second: deadlines run meanwhile.
 * LC_NUMERIC must be the "C" locale's. Memory that runs out ends the program (base/memory.h). */
#ifndef SINK_SINK_H
#define SINK_SINK_H

#include "base/error.h"
#include "base/timestamp.h"
#include "drift/report.h"
#include "redis/access.h"
#include "sink/breaker.h"
#include "sink/spool.h"
#include "sink/xadd.h"

#include <poll.h>

struct sink;

enum sink_result {
    SINK_WRITTEN, /* it is in its stream */
    SINK_SPOOLED, /* it is in the spool; when this process writes it, another outcome follows */
    SINK_REFUSED, /* it will not be written: too large, of a wrong key, the spool was full … */
    SINK_FAILED   /* nobody knows: Redis did not answer before the caller wanted no more */
};

/* What became of a report. Valid during the callback. */
struct sink_outcome {
    enum sink_result result;
    uint64_t token;      /* as given to sink_submit() */
    bool earlier_run;    /* it came from the spool of an earlier process; the token is that one's */
    struct stream_id id; /* SINK_WRITTEN: where it stands */
    const char *reason;  /* SINK_REFUSED, SINK_FAILED: one line, safe for a terminal; else "" */
    struct slice line;   /* the same two, unless from within sink_submit(): the report as NDJSON */
};

/* How things stand with Redis. */
struct sink_status {
    enum breaker_state breaker;
    struct error reason;  /* why it is not closed; while it is, what one that is away has */
    bool stopped;         /* it was never right, and needs a person: a wrong password, say */
    size_t nodes;         /* of a cluster; one server is one, */
    size_t away;          /* and those of them that cannot be reached now */
    int64_t retry_in_ms;  /* until the next try */
    struct error concern; /* what hinders nothing yet, as when no sentinel answers */
    struct error disk;    /* why the spool cannot be written now; class ERROR_NONE: it can */
};

/* What happened since sink_open(). */
struct sink_counts {
    uint64_t written;         /* reports of this process */
    uint64_t refused;         /* likewise */
    uint64_t failed;          /* likewise; */
    uint64_t unknown;         /* of those, the ones that were sent, and may have been written */
    uint64_t spooled;         /* likewise; most are written later, and counted there too */
    uint64_t replayed;        /* reports of earlier processes that were written */
    uint64_t replays_refused; /* and those that were refused */
    uint64_t dropped;         /* of all refused, those that SPOOL_DROP_OLDEST gave up */
    uint64_t resent;          /* sent once more, as their answers were lost or told to wait */
    uint64_t reordered;       /* written before an older one of the same stream */
    uint64_t lost;            /* reports that were in the spool, and disappeared */
    uint64_t flaws;           /* how often on_flaw was told */
};

/* Strings are copied. */
struct sink_options {
    const char *url;            /* redis://… or unix://… */
    struct redis_access access; /* what the URL leaves open */
    const char *ns;             /* what {ns} in the template stands for */
    const char *key_template;   /* see wire/key_template.h */
    const char *app;            /* NULL: tenants name it */
    const char *env;            /* NULL: tenants or reports name it */
    struct trim trim;
    bool keep_ids;      /* write reports under report->id, not under an ID of the server's choice */
    size_t max_bytes;   /* of the fields of one entry */
    int64_t timeout_ms; /* for an answer of Redis, and for sink_emit() */
    const char *spool_directory; /* NULL: none */
    uint64_t spool_max_bytes;
    enum spool_full spool_full;

    /* Told what became of reports; and that the breaker's state, that of the disk or the concern
     * changed. NULL: nobody is. */
    void (*on_outcome)(void *context, const struct sink_outcome *outcome);
    void (*on_status)(void *context, const struct sink_status *status);
    /* Told, in one line and once, what is wrong with what is in the spool: damage, reports that are
     * lost, a position that cannot be written. Also from within sink_open() and sink_stop(). */
    void (*on_flaw)(void *context, const char *text);
    void *context;
};

/* Returns the article's: redis://localhost:6379/0, rag:telemetry, {ns}:{tenant}, MAXLEN ~ 15000;
 * entries of 64 KiB, 5 s, no spool (with one: 256 MiB, refusing what is beyond). */
struct sink_options sink_options_default(void);

/* Opens a sink and begins to connect. Returns NULL with the reason when the options are wrong or
 * the spool cannot be opened (class ERROR_USAGE also when another process uses it); that Redis is
 * away is no reason. Close it with sink_close(). */
struct sink *sink_open(const struct sink_options *options, struct error *error);

/* Writes a report into its tenant's stream and waits for the answer, at most options.timeout_ms;
 * not at all while the breaker is open. `id` (may be NULL) is the stream ID of a report that was
 * written, `error` the reason for one that was refused or failed. on_outcome is told only what
 * becomes of it later, under token 0, when it was spooled. A report that failed may have been
 * written all the same when Redis was asked and did not answer. */
enum sink_result sink_emit(struct sink *sink, struct slice tenant, const struct report *report,
                           struct stream_id *id, struct error *error);

/* Hands in a report under a token of the caller's. Returns false, and has done nothing, when there
 * is no room: call sink_poll() and try again. A report that is refused or spooled at once is told
 * from within this call. Where the key template leaves {env} open, report->environment is it. */
bool sink_submit(struct sink *sink, struct slice tenant, const struct report *report,
                 uint64_t token);

/* Works like poll(2) on the descriptors of the caller (`fds` may be NULL) and lets the sink work
 * meanwhile. Returns when one of them is ready, when outcomes were told, after `timeout_ms` (-1:
 * never), and perhaps earlier. The value is that of poll(2). */
int sink_poll(struct sink *sink, struct pollfd *fds, nfds_t count, int timeout_ms);

/* Returns how many reports wait in memory for an answer, and in the spool of this sink. Of a file
 * of the spool that cannot be read now at least one. */
uint64_t sink_pending(const struct sink *sink);

/* Waits until nothing is pending, or until nothing was written for `patience_ms`. Returns true in
 * the first case. */
bool sink_flush(struct sink *sink, int64_t patience_ms);

/* Reads the newest report of a tenant. Returns false when there is none (class ERROR_NONE), when it
 * cannot be read, or when Redis does not answer within options.timeout_ms. */
bool sink_latest(struct sink *sink, struct slice tenant, struct report *report,
                 struct error *error);

/* Called for each report, oldest first; `unreadable` is NULL, or says why the entry under
 * report->id is no report. Returns false to end the reading. */
typedef bool sink_report_fn(void *context, const struct report *report,
                            const struct error *unreadable);

/* Reads the reports of a tenant within a range of time, in pages. Returns false when Redis does not
 * answer or refuses. */
bool sink_window(struct sink *sink, struct slice tenant, struct time_range range,
                 sink_report_fn *on_report, void *context, struct error *error);

/* Trims otherwise from the next report on. */
void sink_retain(struct sink *sink, const struct trim *trim);

struct sink_counts sink_counts(const struct sink *sink);
struct sink_status sink_status(const struct sink *sink);

/* Says that nothing came within `limit` of what Redis is waited for, and what may be the reason:
 * "nothing came of XADD in 5s", "look up cache: no answer in 5s". Leaves the error as it is where
 * nothing is waited for. */
void sink_explain_wait(const struct sink *sink, const char *limit, struct error *error);

/* Appends the names of the commands that Redis refuses to this user, whatever the key. */
void sink_refused(const struct sink *sink, struct buffer *out);

/* Returns how the Redis is shown: without user and password, safe for a terminal. */
const char *sink_name(const struct sink *sink);

/* Returns what of TLS is not done for it, to be told to whoever runs it; NULL: nothing. */
const char *sink_caution(const struct sink *sink);

/* Returns what is in the spool; all zero without one. Behind sink_stop() it is what is on disk. */
struct spool_counts sink_spool_counts(const struct sink *sink);

/* Ends all work without waiting for Redis: what is not answered for goes to the spool
 * (SINK_SPOOLED), or is given up where there is none (SINK_FAILED). Call sink_flush() before. Only
 * questions about counts and names and sink_close() may follow. */
void sink_stop(struct sink *sink);

/* Stops the sink, if that was not done, and frees it. NULL is allowed. */
void sink_close(struct sink *sink);

#endif
