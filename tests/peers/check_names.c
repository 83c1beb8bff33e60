/* Names of any bytes, read by the parsers of Python: one spelling each, in every format. */
#include "config.h"

#include "peers/suites.h"
#include "support/child.h"
#include "support/redis_server.h"

START_TEST(different_names_are_spelled_differently_in_every_format_and_copied_as_they_are)
{
    struct redis_server *server = redis_server_create(NULL);
    struct child child = {0};
    int status = child_run(&child, "\"$PYTHON\" -B \"$TESTS_DIR\"/peers/names.py \"$DRIFTOP\" %s",
                           server->socket_path);

    ck_assert_msg(status == 0, "%s", child_err(&child));
    child_free(&child);
    redis_server_free(server);
}
END_TEST

Suite *suite_names(void)
{
    Suite *suite = suite_create("names");
    TCase *tests = tcase_create("names");

    tcase_add_test(tests,
                   different_names_are_spelled_differently_in_every_format_and_copied_as_they_are);
    suite_add_tcase(suite, tests);
    return suite;
}
