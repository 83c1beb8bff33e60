#include "config.h"

#include "redis/info_text.h"
#include "unit/suites.h"

#include <math.h>
#include <string.h>

static const char lines[] = "# Server\r\n"
                            "redis_version:7.0.15\r\n"
                            "config_file:\r\n"
                            "used_memory:916400\r\n"
                            "used_memory_human:894.92K\r\n"
                            "mem_fragmentation_ratio:7.85\r\n"
                            "master_link_down_since_seconds:-1\r\n"
                            "\r\n"
                            "errorstat_OOM:count=3\r\n"
                            "slave0:ip=fe80::1,port=6380,state=online,offset=14,lag=0\r\n"
                            "db0:keys=10,expires=2,avg_ttl=0\r\n"
                            "last:line";

static const struct slice text = {lines, sizeof(lines) - 1};

START_TEST(a_value_is_found_by_its_whole_name)
{
    ck_assert(slice_is(info_value(text, "redis_version"), "7.0.15"));
    ck_assert(slice_is(info_value(text, "used_memory_human"), "894.92K"));
    ck_assert(slice_is(info_value(text, "last"), "line"));
    ck_assert_ptr_null(info_value(text, "memory").data);
    ck_assert_ptr_null(info_value(text, "used").data);
    ck_assert_ptr_null(info_value((struct slice){0}, "used").data);
}
END_TEST

START_TEST(an_empty_value_is_no_missing_one)
{
    struct slice value = info_value(text, "config_file");

    ck_assert_ptr_nonnull(value.data);
    ck_assert_uint_eq(value.size, 0);
}
END_TEST

START_TEST(what_is_no_number_is_0)
{
    ck_assert_uint_eq(info_number(text, "used_memory"), 916400);
    ck_assert_uint_eq(info_number(text, "used_memory_human"), 0);
    ck_assert_uint_eq(info_number(text, "master_link_down_since_seconds"), 0);
    ck_assert_uint_eq(info_number(text, "missing"), 0);
}
END_TEST

START_TEST(a_number_has_decimals)
{
    ck_assert_double_eq(info_real(text, "mem_fragmentation_ratio"), 7.85);
    ck_assert_double_eq(info_real(text, "used_memory"), 916400);
    ck_assert(isnan(info_real(text, "used_memory_human")));
    ck_assert(isnan(info_real(text, "config_file")));
    ck_assert(isnan(info_real(text, "missing")));
}
END_TEST

START_TEST(a_part_is_found_by_its_whole_name)
{
    ck_assert_uint_eq(info_part(text, "errorstat_OOM", "count"), 3);
    ck_assert_uint_eq(info_part(text, "db0", "expires"), 2);
    ck_assert_uint_eq(info_part(text, "slave0", "offset"), 14);
    ck_assert_uint_eq(info_part(text, "slave0", "set"), 0);
    ck_assert(slice_is(info_part_text(text, "slave0", "ip"), "fe80::1"));
    ck_assert(slice_is(info_part_text(text, "slave0", "state"), "online"));
    ck_assert_ptr_null(info_part_text(text, "slave0", "type").data);
    ck_assert_ptr_null(info_part_text(text, "slave1", "ip").data);
}
END_TEST

START_TEST(a_counter_that_began_anew_did_not_rise)
{
    struct slice after = SLICE("used_memory:916402\r\nerrorstat_OOM:count=1\r\nnew:3\r\n");

    ck_assert_uint_eq(info_rise(text, after, "used_memory"), 2);
    ck_assert_uint_eq(info_rise(after, text, "used_memory"), 0);
    ck_assert_uint_eq(info_rise(text, after, "new"), 3);
    ck_assert_uint_eq(info_rise(text, after, "missing"), 0);
    ck_assert_uint_eq(info_part_rise(text, after, "errorstat_OOM", "count"), 0);
    ck_assert_uint_eq(info_part_rise(after, text, "errorstat_OOM", "count"), 2);
}
END_TEST

Suite *suite_info_text(void)
{
    Suite *suite = suite_create("info_text");
    TCase *tcase = tcase_create("info_text");

    tcase_add_test(tcase, a_value_is_found_by_its_whole_name);
    tcase_add_test(tcase, an_empty_value_is_no_missing_one);
    tcase_add_test(tcase, what_is_no_number_is_0);
    tcase_add_test(tcase, a_number_has_decimals);
    tcase_add_test(tcase, a_part_is_found_by_its_whole_name);
    tcase_add_test(tcase, a_counter_that_began_anew_did_not_rise);
    suite_add_tcase(suite, tcase);
    return suite;
}
