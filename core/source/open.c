/* Opening: which kind of source a specification names. */
#include "config.h"

#include "source/feed.h"
#include "source/source.h"

#include "source/file/name.h"

#include <string.h>

struct source_kind {
    const char *prefix;
    struct source *(*open_source)(uv_loop_t *loop, const char *spec,
                                  const struct source_options *options, struct fleet *fleet,
                                  struct error *error);
    struct feed *(*open_feed)(uv_loop_t *loop, const char *spec,
                              const struct source_options *options, struct error *error);
};

static const struct source_kind kinds[] = {
    {"demo:", demo_source_open, demo_feed_open},
    {"redis:", redis_source_open, redis_feed_open},
    {"rediss:", redis_source_open, redis_feed_open},
    {"redis+cluster:", redis_source_open, redis_feed_open},
    {"rediss+cluster:", redis_source_open, redis_feed_open},
    {"redis+sentinel:", redis_source_open, redis_feed_open},
    {"rediss+sentinel:", redis_source_open, redis_feed_open},
    {"unix:", redis_source_open, redis_feed_open},
};

static const struct source_kind file_kind = {"file:", file_source_open, file_feed_open};

/* Returns NULL, and says why, when there is no such kind. */
static const struct source_kind *kind_of(const char *spec, struct error *error)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strncmp(spec, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
            return &kinds[i];
    }
    /* What follows the scheme may hold a password. */
    if (file_name_is_source(spec) || file_source_looks_like(spec))
        return &file_kind;
    error_set(error, ERROR_USAGE,
              "unknown source '%s': expected redis://, unix://, demo: or a file that ends in "
              ".jsonl or .ndjson",
              spec);
    return NULL;
}

/* What only a Redis has is not wanted of anything else. */
static const struct source_kind *choose_kind(const char *spec, const struct source_options *options,
                                             struct error *error)
{
    const struct source_kind *kind = kind_of(spec, error);

    if (kind == NULL || kind->open_source == redis_source_open || !options->access.replicas)
        return kind;
    error_set(error, ERROR_USAGE, "--replicas: only a cluster's are read from (redis+cluster://)");
    return NULL;
}

struct source *source_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                           struct fleet *fleet, void (*changed)(void *context), void *context,
                           struct error *error)
{
    const struct source_kind *kind = choose_kind(spec, options, error);

    if (kind == NULL)
        return NULL;
    struct source *source = kind->open_source(loop, spec, options, fleet, error);
    if (source == NULL)
        return NULL;
    source->frozen_now_ms = options->frozen_now_ms;
    source->originals.severity_words = options->severity_words;
    source->changed = changed;
    source->context = context;
    return source;
}

struct feed *feed_open(uv_loop_t *loop, const char *spec, const struct source_options *options,
                       const struct feed_events *events, void *context, struct error *error)
{
    const struct source_kind *kind = choose_kind(spec, options, error);

    if (kind == NULL)
        return NULL;
    struct feed *feed = kind->open_feed(loop, spec, options, error);
    if (feed == NULL)
        return NULL;
    feed->events = events;
    feed->context = context;
    feed->frozen_now_ms = options->frozen_now_ms;
    return feed;
}
