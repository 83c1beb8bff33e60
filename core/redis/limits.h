/* Limits: how long a Redis is waited for, and how much it may make us keep. */
#ifndef REDIS_LIMITS_H
#define REDIS_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* Milliseconds, bytes and counts; redis_limits_default() gives the usual ones. */
struct redis_limits {
    int64_t resolve_ms;
    int64_t connect_ms;
    int64_t greet_ms;
    int64_t reply_ms;       /* without a byte while a reply is due */
    int64_t backoff_min_ms; /* the first pause between two tries, and the longest: short enough */
    int64_t backoff_max_ms; /* for somebody who looks at a screen */
    int64_t healthy_ms;     /* a connection that lasted so long was well: pauses begin anew */
    int64_t idle_ms;        /* what lasted so long and is closed while nothing was asked is opened
                               again at once, as servers close what idles (`timeout`) */
    int64_t sentinels_ms;   /* between two questions to sentinels */
    int64_t spare_ms;       /* so long a cluster's server that holds nothing is kept at hand */
    size_t reply_bytes;     /* of one element or of what is unparsed */
    size_t reply_elements;
    unsigned reply_depth;
};

struct redis_limits redis_limits_default(void);

#endif
