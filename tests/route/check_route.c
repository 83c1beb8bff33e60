/* Runs the suites that look at driftop route from outside: the program itself, on servers and
 * against routers that fail, beside a slow and plain reference of what must be told. */
#include "config.h"

#include "judge/python.h"
#include "route/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {ROUTE_SUITES(SUITE_ENTRY)};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    if (!python_find())
        return skip_all("no Python 3.11 or newer found");
    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
