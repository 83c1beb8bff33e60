/* What takes hours, with a clock that is put forward: the tests of check_hours.py, side by
 * side. By hand, in the build directory: python3 -B ../tests/route/check_hours.py [CLASS.TEST] */
#include "config.h"

#include "judge/python.h"
#include "route/suites.h"

START_TEST(hours_pass_in_a_moment_and_all_holds)
{
    python_succeeds(NULL, "../route/check_hours.py", " ");
}
END_TEST

Suite *suite_hours(void)
{
    Suite *suite = suite_create("hours");
    TCase *tests = tcase_create("hours");

    tcase_add_test(tests, hours_pass_in_a_moment_and_all_holds);
    suite_add_tcase(suite, tests);
    return suite;
}
