/* A master that sentinels name. */
#include "config.h"

#include "live/suites.h"
#include "support/sentinel_trio.h"

static struct sentinel_trio *trio;

static void start_trio(void)
{
    trio = sentinel_trio_create(NULL);
}

static void stop_trio(void)
{
    sentinel_trio_free(trio);
}

START_TEST(the_trio_replaces_a_master)
{
    struct redis_server *first = sentinel_trio_master(trio);
    ck_assert_ptr_eq(first, trio->data[0]);
    struct redis_server *second = sentinel_trio_fail_over(trio);
    ck_assert_ptr_ne(first, second);
    redis_server_kill(second);
    ck_assert_ptr_ne(second, sentinel_trio_wait_for_another(trio, second));
}
END_TEST

Suite *suite_sentinel(void)
{
    Suite *suite = suite_create("sentinel");
    TCase *own = tcase_create("own trio");

    tcase_add_checked_fixture(own, start_trio, stop_trio);
    tcase_add_test(own, the_trio_replaces_a_master);
    suite_add_tcase(suite, own);
    return suite;
}
