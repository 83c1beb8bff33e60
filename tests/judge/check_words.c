/* What driftop says of streams that it once said something wrong of. */
#include "config.h"

#include "judge/python.h"
#include "judge/suites.h"
#include "support/redis_server.h"

static struct redis_server *server;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

#define HOLDS(name)                                                                                \
    START_TEST(name)                                                                               \
    {                                                                                              \
        python_succeeds(server->socket_path, "check_words.py", "Words.test_%s", #name);            \
    }                                                                                              \
    END_TEST

HOLDS(a_report_of_the_worst_key_alone_leaves_no_stale_sister)
HOLDS(two_reports_at_once_are_no_rhythm)
HOLDS(a_degraded_tenant_that_falls_silent_stays_degraded_and_above_the_warned)
HOLDS(a_lost_dimension_is_told_of_the_last_tenant_too)
HOLDS(degraded_since_and_bad_since_are_two_times)
HOLDS(an_id_ahead_counts_at_once)
HOLDS(a_usual_word_and_an_unknown_one_are_what_the_lists_say)
HOLDS(an_unknown_word_is_told_with_the_line_that_cures_it)
HOLDS(a_number_as_text_is_a_number_and_stays_one)
HOLDS(what_alternates_is_one_event_and_the_other_change_is_seen)
HOLDS(an_order_and_a_heading_do_not_flip_with_the_newest_word)
HOLDS(what_is_ok_again_but_not_back_is_told)
HOLDS(what_stops_coming_and_comes_again_is_an_event)
HOLDS(the_tenant_without_a_name_is_a_tenant)
HOLDS(a_stream_without_a_report_is_told_and_not_judged)
HOLDS(there_is_one_order)
HOLDS(a_recording_is_judged_as_of_its_own_end)
HOLDS(only_equal_content_is_a_duplicate)

Suite *suite_words(void)
{
    Suite *suite = suite_create("words");
    TCase *tests = tcase_create("words");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_report_of_the_worst_key_alone_leaves_no_stale_sister);
    tcase_add_test(tests, two_reports_at_once_are_no_rhythm);
    tcase_add_test(tests, a_degraded_tenant_that_falls_silent_stays_degraded_and_above_the_warned);
    tcase_add_test(tests, a_lost_dimension_is_told_of_the_last_tenant_too);
    tcase_add_test(tests, degraded_since_and_bad_since_are_two_times);
    tcase_add_test(tests, an_id_ahead_counts_at_once);
    tcase_add_test(tests, a_usual_word_and_an_unknown_one_are_what_the_lists_say);
    tcase_add_test(tests, an_unknown_word_is_told_with_the_line_that_cures_it);
    tcase_add_test(tests, a_number_as_text_is_a_number_and_stays_one);
    tcase_add_test(tests, what_alternates_is_one_event_and_the_other_change_is_seen);
    tcase_add_test(tests, an_order_and_a_heading_do_not_flip_with_the_newest_word);
    tcase_add_test(tests, what_is_ok_again_but_not_back_is_told);
    tcase_add_test(tests, what_stops_coming_and_comes_again_is_an_event);
    tcase_add_test(tests, the_tenant_without_a_name_is_a_tenant);
    tcase_add_test(tests, a_stream_without_a_report_is_told_and_not_judged);
    tcase_add_test(tests, there_is_one_order);
    tcase_add_test(tests, a_recording_is_judged_as_of_its_own_end);
    tcase_add_test(tests, only_equal_content_is_a_duplicate);
    suite_add_tcase(suite, tests);
    return suite;
}
