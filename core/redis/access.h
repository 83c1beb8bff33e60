/* Access: what is said of a Redis beside its URL, by options or whoever opens a sink. Strings
 * belong to whoever says it; NULL: it is not said. */
#ifndef REDIS_ACCESS_H
#define REDIS_ACCESS_H

#include <stdbool.h>

struct redis_access {
    const char *password_file; /* one line in place of the URL's; its mode must keep others out */
    bool replicas; /* of a cluster are read from, where they answer; for those who only read */
    const char *sentinel_user;          /* who asks sentinels; they have users of their own */
    const char *sentinel_password_file; /* as the other; without it they are asked without one */

    /* Of TLS: see redis/tls.h. */
    const char *cacert;
    const char *cert;
    const char *key_file;
    const char *sni;
    bool insecure;
};

#endif
