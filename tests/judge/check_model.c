/* Runs the suites that hold driftop's verdict against a slow and plain reference, which is written
 * in Python and finds it in $PYTHON. */
#include "config.h"

#include "judge/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include <stdlib.h>

/* Of all the tests these compute the most. */
#define TIMEOUT_S "300"

static bool find_python(void)
{
    static const char *const candidates[] = {"python3", "/usr/bin/python3"};

    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
        if (setenv("PYTHON", candidates[i], 1) == 0 &&
            system("\"$PYTHON\" -c 'import sys; sys.exit(sys.version_info < (3, 11))' "
                   "2>/dev/null") == 0)
            return true;
    }
    return false;
}

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {JUDGE_SUITES(SUITE_ENTRY)};

    if (!redis_server_program())
        return skip_all("no redis-server or valkey-server found");
    if (!find_python())
        return skip_all("no Python 3.11 or newer found");
    setenv("CK_DEFAULT_TIMEOUT", TIMEOUT_S, 0);
    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
