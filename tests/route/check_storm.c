/* The storm, for some seconds; for longer by hand, in the build directory:
 *
 *     DRIFTOP=$PWD/driftop python3 -B ../tests/route/storm.py --seconds 600 --routers 4 --seed 7
 *
 * with --cluster on a cluster, and with -v for what happens when. */
#include "config.h"

#include "route/suites.h"
#include "support/child.h"

#define STORM "exec \"$PYTHON\" -B \"$TESTS_DIR/route/storm.py\" --seconds 6 --tenants 40 "

static void pass(struct child *storm)
{
    int status = child_wait(storm);

    ck_assert_msg(status == 0, "%s%s", child_out(storm), child_err(storm));
    child_free(storm);
}

START_TEST(every_edge_arrives_while_routers_and_servers_fail)
{
    struct child single, cluster;

    child_start(&single, STORM "--seed 1 --rate 60");
    child_start(&cluster, STORM "--seed 2 --rate 40 --routers 2 --cluster");
    pass(&single);
    pass(&cluster);
}
END_TEST

Suite *suite_storm(void)
{
    Suite *suite = suite_create("storm");
    TCase *tests = tcase_create("storm");

    tcase_add_test(tests, every_edge_arrives_while_routers_and_servers_fail);
    suite_add_tcase(suite, tests);
    return suite;
}
