/* Runner: what every test program's main() has in common. Tests report in TAP, one line each. */
#ifndef SUPPORT_RUNNER_H
#define SUPPORT_RUNNER_H

#include <check.h>

typedef Suite *suite_fn(void);

/* Runs the suites and returns the exit status: 0 when every test was told of, for a harness that
 * counts failures in TAP must not count the program as another. CK_RUN_SUITE and CK_RUN_CASE narrow
 * the run, CK_FORK=no keeps it in one process. */
int run_suites(suite_fn *const *suites, size_t count);

/* Returns the test, or, where there is a reason why it cannot be run here, one in its place that
 * TAP counts as skipped. What the reason asks for is looked for when suites are made. */
const TTest *unless(const char *reason, const TTest *test);

/* The same for a whole suite: returns one of a test that is skipped. */
Suite *skipped_suite(const char *name, const char *reason);

/* Says in TAP that there was nothing to run, and why. Returns the exit status of a skipped test. */
int skip_all(const char *reason);

#endif
