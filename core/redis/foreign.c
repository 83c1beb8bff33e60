#include "config.h"

#include "redis/foreign.h"

#include <string.h>

#define TLS_REASON "a TLS server answers here, so it wants rediss://"

static const struct {
    struct slice greeting;
    const char *reason;
} servers[] = {
    {{"HTTP", FOREIGN_SIZE}, "an HTTP server answers here, not Redis"},
    {{"\x15\x03", 2}, TLS_REASON},
    {{"\x16\x03", 2}, TLS_REASON},
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

bool foreign_may_begin(struct slice first)
{
    for (size_t i = 0; i < SERVER_COUNT; i++) {
        struct slice greeting = servers[i].greeting;
        if (first.size < greeting.size && memcmp(first.data, greeting.data, first.size) == 0)
            return true;
    }
    return false;
}
