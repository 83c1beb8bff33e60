/* Source: where reports come from. It finds the tenants, keeps the newest report of each, loads the
 * windows that somebody looks at, and goes on with what is new. Redis, a file and the demo are
 * sources; whoever uses one sees the fleet and the status, and nothing of how they came about. */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/error.h"
#include "drift/fleet.h"
#include "redis/access.h"
#include "source/originals.h"
#include "source/status.h"

#include <uv.h>

/* A tenant and the time of it that somebody looks at: up to HISTORY_LIVE for what is to come, too.
 */
struct watched_range {
    struct slice tenant;
    struct time_range range;
};

/* What somebody looks at, the most important first. Tenants that are not in the fleet are passed
 * over. */
struct source_watch {
    const struct watched_range *ranges;
    size_t count;
};

/* How a source is opened. Strings are copied. */
struct source_options {
    const char *const *namespaces; /* each of which is looked for with each of the templates */
    size_t namespace_count;
    const char *const *keys; /* templates: see wire/key_space.h */
    size_t key_count;
    const char *app;            /* NULL: any */
    const char *env;            /* NULL: any */
    const char *const *tenants; /* names or globs, see source/selection.h; none: all */
    size_t tenant_count;
    const char *const *excludes; /* likewise: of those, these are left out */
    size_t exclude_count;
    const char *const *files; /* of a source that is several: words, see source/file/list.h; then */
    size_t file_count;        /* they stand for what `spec` names. 0: `spec` does */
    struct redis_access access; /* of a Redis */
    /* The operator's words, not copied; NULL: none. */
    const struct severity_words *severity_words;
    int64_t until_ms;      /* entries before it are judged; INT64_MAX, or 0: all */
    int64_t refresh_ms;    /* between two polls */
    int64_t timeout_ms;    /* for a reply */
    int64_t window_ms;     /* what will be watched first: the demo makes that much past */
    int64_t frozen_now_ms; /* 0: the real clock; else where it stands */
    unsigned server_share; /* in percent, of the time of a Redis that may be taken to ask for what
                              nobody sees, where there are many tenants */
    size_t crowd;          /* more tenants than that are many; 0: the usual number */
    uint64_t seed;         /* of the demo */
    bool follow;           /* false: one look is enough (snapshot); do not poll */
};

struct source;

struct source_ops {
    void (*watch)(struct source *source, const struct source_watch *watch);
    void (*refresh)(struct source *source);
    void (*fetch)(struct source *source); /* asks for the originals that are due */
    void (*explain_wait)(const struct source *source, const char *limit,
                         struct error *error); /* NULL: no server */
    void (*close)(struct source *source);      /* ends with source_closed() */
};

/* The part that every source has; each kind embeds it as its first member. */
struct source {
    const struct source_ops *ops;
    struct fleet *fleet;
    struct source_status status;
    struct originals originals;     /* that somebody looks at: see source_fetch() */
    char name[256];                 /* how the source is shown: safe, without secrets */
    int64_t frozen_now_ms;          /* where source_now() stands; 0: it runs */
    int64_t recording_end_ms;       /* of a recording: just behind its newest report, where
                                       source_now() stands then; 0: it is none */
    void (*changed)(void *context); /* the fleet or the status changed; may be called often */
    void *context;
    void (*closed)(void *context);
    void *closed_context;
};

/* Opens the source that `spec` names ("redis://…", "unix://…", "demo:", a file) and begins to fill
 * `fleet`. Returns NULL when `spec` cannot be understood; whatever fails later stands in the
 * status. `changed` is called from the loop, never from within this call. */
struct source *source_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                           struct fleet *fleet, void (*changed)(void *context), void *context,
                           struct error *error);

/* Says what is looked at, replacing what was said before. Windows that are loaded already stay;
 * those that nobody looks at any more may be released. Cheap when nothing changed. Never blocks. */
void source_watch(struct source *source, const struct source_watch *watch);

/* Says which entries are looked at as they lie in their streams, at most ORIGINALS_MAX, replacing
 * what was said before. Each is asked for once; what comes of it stands in source->originals, and
 * is told as a change, which may be within this call. Cheap when nothing changed. Never blocks. */
void source_fetch(struct source *source, const struct original_wish *wishes, size_t count);

/* Asks for what is new at once, and for the originals anew; when away, tries again now. */
void source_refresh(struct source *source);

/* Says that nothing came within `limit` of what a server is waited for; see client_explain_wait().
 */
void source_explain_wait(const struct source *source, const char *limit, struct error *error);

/* Closes and frees the source; `closed` (may be NULL) is called when nothing is left on the loop.
 */
void source_close(struct source *source, void (*closed)(void *context), void *context);

/* Returns the source's clock in epoch milliseconds: the frozen one, or the end of a recording, or
 * ours plus the offset. */
int64_t source_now(const struct source *source);

/* Returns the moment before which entries are judged where nobody names another one: the end of a
 * recording, else INT64_MAX. */
int64_t source_until(const struct source *source);

/* For the kinds of source: frees a source of which nothing is left on the loop, and tells it. */
void source_closed(struct source *source);

/* Kinds of source, for source_open() alone. */
struct source *redis_source_open(uv_loop_t *loop, const char *spec,
                                 const struct source_options *options, struct fleet *fleet,
                                 struct error *error);
struct source *demo_source_open(uv_loop_t *loop, const char *spec,
                                const struct source_options *options, struct fleet *fleet,
                                struct error *error);
struct source *file_source_open(uv_loop_t *loop, const char *spec,
                                const struct source_options *options, struct fleet *fleet,
                                struct error *error);

#endif
