/* The reference of what must be told, before anything is held against it. */
#include "config.h"

#include "judge/python.h"
#include "route/suites.h"

START_TEST(short_streams_are_told_as_the_rules_say)
{
    python_succeeds(NULL, "../route/check_edges.py", "Edges");
}
END_TEST

Suite *suite_edges(void)
{
    Suite *suite = suite_create("edges");
    TCase *tests = tcase_create("edges");

    tcase_add_test(tests, short_streams_are_told_as_the_rules_say);
    suite_add_tcase(suite, tests);
    return suite;
}
