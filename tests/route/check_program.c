/* The program as its operators and its servers treat it: the tests of check_program.py, side by
 * side. By hand, in the build directory: python3 -B ../tests/route/check_program.py [CLASS.TEST] */
#include "config.h"

#include "judge/python.h"
#include "route/suites.h"

START_TEST(operators_and_servers_do_what_they_do_and_all_holds)
{
    python_succeeds(NULL, "../route/check_program.py", " ");
}
END_TEST

Suite *suite_program(void)
{
    Suite *suite = suite_create("program");
    TCase *tests = tcase_create("program");

    tcase_add_test(tests, operators_and_servers_do_what_they_do_and_all_holds);
    suite_add_tcase(suite, tests);
    return suite;
}
