#include "config.h"

#include "support/runner.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* libcheck allows a test 4 s, which valgrind or a busy machine can use up. */
#define TIMEOUT_S "60"

int run_suites(suite_fn *const *suites, size_t count)
{
    setenv("CK_DEFAULT_TIMEOUT", TIMEOUT_S, 0); /* before the test cases are made */
    signal(SIGHUP, SIG_DFL); /* where the tests run under nohup, what they start does not */
    SRunner *runner = srunner_create(NULL);
    for (size_t i = 0; i < count; i++)
        srunner_add_suite(runner, suites[i]());
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    srunner_free(runner);
    return EXIT_SUCCESS;
}

int skip_all(const char *reason)
{
    printf("1..0 # SKIP %s\n", reason);
    return EXIT_SUCCESS;
}
