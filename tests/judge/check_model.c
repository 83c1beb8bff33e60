/* Runs the suites that hold driftop's verdict against a slow and plain reference, which is written
 * in Python and finds it in $PYTHON. */
#include "config.h"

#include "judge/python.h"
#include "judge/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {JUDGE_SUITES(SUITE_ENTRY)};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    if (!python_find())
        return skip_all("no Python 3.11 or newer found");
    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
