#include "config.h"

#include "redis/foreign.h"

#include <string.h>

static const char tls_server[] = "a TLS server answers here";

static const struct {
    struct slice greeting;
    const char *reason;
} servers[] = {
    {{"HTTP", FOREIGN_SIZE}, "an HTTP server answers here, not Redis"},
    {{"\x15\x03", 2}, tls_server},
    {{"\x16\x03", 2}, tls_server},
};

#define SERVER_COUNT (sizeof(servers) / sizeof(servers[0]))

const char *foreign_reason(struct slice first)
{
    for (size_t i = 0; i < SERVER_COUNT; i++) {
        struct slice greeting = servers[i].greeting;
        if (first.size >= greeting.size &&
            slice_equals((struct slice){first.data, greeting.size}, greeting))
            return servers[i].reason;
    }
    return NULL;
}

bool foreign_is_tls(struct slice first)
{
    return foreign_reason(first) == tls_server;
}

bool foreign_may_begin(struct slice first)
{
    for (size_t i = 0; i < SERVER_COUNT; i++) {
        struct slice greeting = servers[i].greeting;
        if (first.size < greeting.size && memcmp(first.data, greeting.data, first.size) == 0)
            return true;
    }
    return false;
}
