/* Runs the screen suites: the whole program on a pseudo-terminal. */
#include "config.h"

#include "screen/suites.h"
#include "support/runner.h"

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {SCREEN_SUITES(SUITE_ENTRY)};

    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
