/* The reference itself, before anything is held against it. */
#include "config.h"

#include "judge/python.h"
#include "judge/suites.h"

#define HOLDS(name)                                                                                \
    START_TEST(name)                                                                               \
    {                                                                                              \
        python_succeeds(NULL, "check_reference.py", "Reference.test_%s", #name);                   \
    }                                                                                              \
    END_TEST

HOLDS(the_truth_tables_hold)
HOLDS(every_reading_is_what_its_words_and_lists_say)
HOLDS(the_producers_agree_at_every_report)
HOLDS(all_that_is_read_says_the_same_as_what_is_asked)
HOLDS(the_worst_status_is_told)

Suite *suite_reference(void)
{
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");

    tcase_add_test(tests, the_truth_tables_hold);
    tcase_add_test(tests, every_reading_is_what_its_words_and_lists_say);
    tcase_add_test(tests, the_producers_agree_at_every_report);
    tcase_add_test(tests, all_that_is_read_says_the_same_as_what_is_asked);
    tcase_add_test(tests, the_worst_status_is_told);
    suite_add_tcase(suite, tests);
    return suite;
}
