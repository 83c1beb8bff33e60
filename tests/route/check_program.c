/* The program as its operators and its servers treat it. */
#include "config.h"

#include "judge/python.h"
#include "route/suites.h"

#define HOLDS(name)                                                                                \
    START_TEST(name)                                                                               \
    {                                                                                              \
        python_succeeds(NULL, "../route/check_program.py", "Program.test_%s", #name);              \
    }                                                                                              \
    END_TEST

HOLDS(an_end_lets_what_is_under_way_be_taken)
HOLDS(a_second_signal_ends_it_at_once)
HOLDS(its_streams_go_to_another_at_once_when_it_ends)
HOLDS(once_tells_what_there_is_and_ends)
HOLDS(once_says_that_a_destination_is_away)
HOLDS(two_share_the_work_and_the_status_says_who)
HOLDS(it_waits_for_a_redis_that_is_not_there_yet)
HOLDS(alerts_are_told_while_redis_is_out_of_memory)
HOLDS(entries_that_are_trimmed_before_they_are_read_are_told_lost)
HOLDS(a_stream_that_is_made_again_goes_on_with_what_was_told)
HOLDS(a_stream_that_is_deleted_closes_after_a_while)
HOLDS(a_router_that_starts_later_still_closes_a_stream_that_is_gone)

Suite *suite_program(void)
{
    Suite *suite = suite_create("program");
    TCase *tests = tcase_create("program");

    tcase_add_test(tests, an_end_lets_what_is_under_way_be_taken);
    tcase_add_test(tests, a_second_signal_ends_it_at_once);
    tcase_add_test(tests, its_streams_go_to_another_at_once_when_it_ends);
    tcase_add_test(tests, once_tells_what_there_is_and_ends);
    tcase_add_test(tests, once_says_that_a_destination_is_away);
    tcase_add_test(tests, two_share_the_work_and_the_status_says_who);
    tcase_add_test(tests, it_waits_for_a_redis_that_is_not_there_yet);
    tcase_add_test(tests, alerts_are_told_while_redis_is_out_of_memory);
    tcase_add_test(tests, entries_that_are_trimmed_before_they_are_read_are_told_lost);
    tcase_add_test(tests, a_stream_that_is_made_again_goes_on_with_what_was_told);
    tcase_add_test(tests, a_stream_that_is_deleted_closes_after_a_while);
    tcase_add_test(tests, a_router_that_starts_later_still_closes_a_stream_that_is_gone);
    suite_add_tcase(suite, tests);
    return suite;
}
