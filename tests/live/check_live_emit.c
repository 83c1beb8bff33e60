/* Runs the live suites of what writes. */
#include "config.h"

#include "live/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {EMIT_SUITES(SUITE_ENTRY)};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
