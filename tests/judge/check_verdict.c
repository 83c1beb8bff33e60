/* The program's verdict beside the reference's, on streams in a Redis and in files. */
#include "config.h"

#include "judge/python.h"
#include "judge/suites.h"
#include "support/redis_server.h"

#include <stddef.h>

#define SEEDS "1 6" /* first and last; more by hand: python3 tests/judge/model.py 1 1000 */

static struct redis_server *server;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

START_TEST(the_truth_tables_hold_in_redis)
{
    python_succeeds(server->socket_path, "check_driftop.py", "Truth.test_the_truth_tables_hold");
}
END_TEST

START_TEST(every_reading_in_redis_is_what_its_words_and_lists_say)
{
    python_succeeds(server->socket_path, "check_driftop.py",
                    "Truth.test_every_reading_is_what_its_words_and_lists_say");
}
END_TEST

START_TEST(random_fleets_in_redis_are_judged_as_the_reference_does)
{
    python_succeeds(server->socket_path, "model.py", SEEDS);
}
END_TEST

START_TEST(random_fleets_in_files_are_judged_as_the_reference_does)
{
    python_succeeds(NULL, "model.py", "--file " SEEDS);
}
END_TEST

static const char *const windows[] = {"1h", "6h"};

#define WINDOW_COUNT ((int)(sizeof(windows) / sizeof(windows[0])))

START_TEST(the_producers_agree_in_redis)
{
    python_succeeds(server->socket_path, "producers.py", "--every 5 --window %s", windows[_i]);
}
END_TEST

START_TEST(the_producers_agree_at_moments_of_one_stream)
{
    python_succeeds(server->socket_path, "producers.py", "--every 20 --until --window %s",
                    windows[_i]);
}
END_TEST

START_TEST(the_producers_agree_in_a_file)
{
    python_succeeds(NULL, "producers.py", "--every 10 --file --window %s", windows[_i]);
}
END_TEST

Suite *suite_verdict(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tests = tcase_create("verdict");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_truth_tables_hold_in_redis);
    tcase_add_test(tests, every_reading_in_redis_is_what_its_words_and_lists_say);
    tcase_add_test(tests, random_fleets_in_redis_are_judged_as_the_reference_does);
    tcase_add_test(tests, random_fleets_in_files_are_judged_as_the_reference_does);
    tcase_add_loop_test(tests, the_producers_agree_in_redis, 0, WINDOW_COUNT);
    tcase_add_loop_test(tests, the_producers_agree_at_moments_of_one_stream, 0, WINDOW_COUNT);
    tcase_add_loop_test(tests, the_producers_agree_in_a_file, 0, WINDOW_COUNT);
    suite_add_tcase(suite, tests);
    return suite;
}
