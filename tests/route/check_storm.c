/* The storm, for some seconds; for longer by hand, in the build directory:
 *
 *     DRIFTOP=$PWD/driftop python3 -B ../tests/route/storm.py --seconds 600 --routers 4 --seed 7
 *
 * with --cluster on a cluster, and with -v for what happens when. */
#include "config.h"

#include "judge/python.h"
#include "route/suites.h"

START_TEST(every_edge_arrives_once_while_routers_and_servers_fail)
{
    python_succeeds(NULL, "../route/storm.py", "--seed 1 --seconds 8 --tenants 60 --rate 80");
}
END_TEST

START_TEST(every_edge_arrives_once_while_a_cluster_fails_over)
{
    python_succeeds(NULL, "../route/storm.py",
                    "--cluster --seed 2 --seconds 8 --tenants 40 --rate 60 --routers 2");
}
END_TEST

Suite *suite_storm(void)
{
    Suite *suite = suite_create("storm");
    TCase *tests = tcase_create("storm");

    tcase_add_test(tests, every_edge_arrives_once_while_routers_and_servers_fail);
    tcase_add_test(tests, every_edge_arrives_once_while_a_cluster_fails_over);
    suite_add_tcase(suite, tests);
    return suite;
}
