/* Watcher: somebody who uses a source, for the tests: opens it on a loop of its own and waits for
 * conditions to hold. */
#ifndef LIVE_WATCHER_H
#define LIVE_WATCHER_H

#include "source/source.h"

struct watcher {
    uv_loop_t loop;
    uv_timer_t pulse; /* lets the loop look at a condition again */
    struct fleet fleet;
    struct source *source;
    uint64_t changes; /* how often the source told that something changed */
    bool closed;
};

typedef bool watcher_condition(struct watcher *watcher, void *context);

/* Returns options with a default for everything: a quick refresh, all tenants, following. */
struct source_options watcher_options(void);

/* Opens the source; a refusal ends the test. */
void watcher_open(struct watcher *watcher, const char *url, const struct source_options *options);

/* Runs the loop until the condition holds; ends the test, naming the condition, if that takes too
 * long. */
void watcher_wait(struct watcher *watcher, watcher_condition *condition, void *context,
                  const char *what);
#define WATCHER_WAIT(watcher, condition, context)                                                  \
    watcher_wait(watcher, condition, context, #condition)

/* Watches the tenants back to `since_ms`. NULL ends the names. */
void watcher_watch(struct watcher *watcher, int64_t since_ms, ...) __attribute__((sentinel));
void watcher_watch_all(struct watcher *watcher, int64_t since_ms);

/* Returns the tenant, which must be known. */
struct tenant *watcher_tenant(const struct watcher *watcher, const char *name);

/* Asks for what is new and waits until all questions of before are answered, and so are those. */
void watcher_refresh(struct watcher *watcher);

/* Conditions that many tests wait for. */
bool is_live(struct watcher *watcher, void *unused);
bool is_away(struct watcher *watcher, void *unused);
bool is_stopped(struct watcher *watcher, void *unused);
bool is_discovered(struct watcher *watcher, void *unused);
bool is_loaded(struct watcher *watcher, void *unused); /* nothing is left to load */

/* Closes the source and checks that nothing of it stays on the loop. */
void watcher_close(struct watcher *watcher);

#endif
