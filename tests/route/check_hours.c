/* What takes hours, with a clock that is put forward. */
#include "config.h"

#include "judge/python.h"
#include "route/suites.h"

#define HOLDS(name)                                                                                \
    START_TEST(name)                                                                               \
    {                                                                                              \
        python_succeeds(NULL, "../route/check_hours.py", "Hours.test_%s", #name);                  \
    }                                                                                              \
    END_TEST

HOLDS(after_an_outage_the_difference_is_told)
HOLDS(an_alert_that_flaps_is_told_once_and_then_left_alone)
HOLDS(silence_is_told_and_so_is_its_end)
HOLDS(a_stream_that_is_gone_for_long_closes_what_was_open)
HOLDS(what_stays_open_is_told_again)
HOLDS(a_mute_keeps_openings_back_until_it_is_over)

Suite *suite_hours(void)
{
    Suite *suite = suite_create("hours");
    TCase *tests = tcase_create("hours");

    tcase_add_test(tests, after_an_outage_the_difference_is_told);
    tcase_add_test(tests, an_alert_that_flaps_is_told_once_and_then_left_alone);
    tcase_add_test(tests, silence_is_told_and_so_is_its_end);
    tcase_add_test(tests, a_stream_that_is_gone_for_long_closes_what_was_open);
    tcase_add_test(tests, what_stays_open_is_told_again);
    tcase_add_test(tests, a_mute_keeps_openings_back_until_it_is_over);
    suite_add_tcase(suite, tests);
    return suite;
}
