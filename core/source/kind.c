#include "config.h"

#include "source/kind.h"

#include "source/file/name.h"

#include <string.h>

/* Schemes that are recognised only to be refused by name are left to the Redis URL. */
static const struct source_kind kinds[] = {
    {"demo:", demo_source_open, demo_feed_open},
    {"redis:", redis_source_open, redis_feed_open},
    {"rediss:", redis_source_open, redis_feed_open},
    {"redis+cluster:", redis_source_open, redis_feed_open},
    {"redis+sentinel:", redis_source_open, redis_feed_open},
    {"unix:", redis_source_open, redis_feed_open},
};

static const struct source_kind file_kind = {"file:", file_source_open, file_feed_open};

const struct source_kind *source_kind_of(const char *spec, struct error *error)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strncmp(spec, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
            return &kinds[i];
    }
    /* What follows the scheme may hold a password. */
    if (file_name_is_source(spec))
        return &file_kind;
    error_set(error, ERROR_USAGE,
              "unknown source '%s': expected redis://, unix://, demo: or a file that ends in "
              ".jsonl or .ndjson",
              spec);
    return NULL;
}
