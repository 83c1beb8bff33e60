/* Runs the live suites of links, of the source and of what reads. */
#include "config.h"

#include "live/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {LIVE_SUITES(SUITE_ENTRY)};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
