/* Runs the unit suites. */
#include "config.h"

#include "support/runner.h"
#include "unit/suites.h"

int main(void)
{
#define SUITE_ENTRY(name) suite_##name,
    static suite_fn *const suites[] = {UNIT_SUITES(SUITE_ENTRY)};

    return run_suites(suites, sizeof(suites) / sizeof(suites[0]));
}
