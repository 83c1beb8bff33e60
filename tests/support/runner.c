#include "config.h"

#include "support/runner.h"

#include "base/memory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* libcheck allows a test 4 s. This is for several waits (wait.h), of which the last is in vain. */
#define TIMEOUT_S "300"

int run_suites(suite_fn *const *suites, size_t count)
{
    setenv("CK_DEFAULT_TIMEOUT", TIMEOUT_S, 0);     /* before the test cases are made */
    setenv("XDG_STATE_HOME", "/dev/null/state", 1); /* nobody's own, and nothing is kept */
    signal(SIGHUP, SIG_DFL); /* where the tests run under nohup, what they start does not */
    SRunner *runner = srunner_create(NULL);
    for (size_t i = 0; i < count; i++)
        srunner_add_suite(runner, suites[i]());
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    srunner_free(runner);
    return EXIT_SUCCESS;
}

START_TEST(all)
{
}
END_TEST

/* Libcheck keeps tests until the end, and frees none: here they can be found. */
struct skipped {
    struct skipped *next;
    TTest test;
};

static struct skipped *all_skipped;

/* libcheck knows no test that is skipped, but writes its name into the line of TAP, where the rest
 * behind such a sign is the reason. */
const TTest *unless(const char *reason, const TTest *test)
{
    char name[256];

    if (reason == NULL)
        return test;
    struct skipped *skipped = mem_zalloc(1, sizeof(*skipped));
    snprintf(name, sizeof(name), "%s # SKIP %s", test->name, reason);
    *skipped = (struct skipped){.next = all_skipped, .test = *test};
    skipped->test.fn = all->fn;
    skipped->test.name = mem_strdup(name);
    all_skipped = skipped;
    return &skipped->test;
}

Suite *skipped_suite(const char *name, const char *reason)
{
    Suite *suite = suite_create(name);
    TCase *tests = tcase_create(name);

    tcase_add_test(tests, unless(reason, all));
    suite_add_tcase(suite, tests);
    return suite;
}

int skip_all(const char *reason)
{
    printf("1..0 # SKIP %s\n", reason);
    return EXIT_SUCCESS;
}
