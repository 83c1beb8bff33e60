/* Runs the suites that put the spool on a disk that fails, forgets and is damaged. */
#include "config.h"

#include "spool/suites.h"
#include "support/runner.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {SPOOL_SUITES(SUITE_ENTRY)};

    /* Many thousands of small directories are made: in memory where that can be. */
    if (access("/dev/shm", W_OK | X_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 0);
    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
