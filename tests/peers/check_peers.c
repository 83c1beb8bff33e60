/* Runs the suites of peers: other people's programs that read what driftop writes, and write what
 * it reads. They need a Python with redis-py and prometheus_client, which tests find in $PYTHON. */
#include "config.h"

#include "peers/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include <stdlib.h>

static bool find_python(void)
{
    static const char *const candidates[] = {"python3", "/usr/bin/python3"};

    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
        if (setenv("PYTHON", candidates[i], 1) == 0 &&
            system("\"$PYTHON\" -c 'import redis, prometheus_client' 2>/dev/null") == 0)
            return true;
    }
    return false;
}

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {PEER_SUITES(SUITE_ENTRY)};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    if (!find_python())
        return skip_all("no Python with redis and prometheus_client found");
    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
