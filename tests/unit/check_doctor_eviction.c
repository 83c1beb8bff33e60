/* What a limit of memory does to streams. */
#include "config.h"

#include "support/doctor_fixture.h"
#include "unit/suites.h"

#include <string.h>

static struct doctor_fixture fixture;

static void setup(void)
{
    doctor_fixture_init(&fixture);
    doctor_fixture_stream(&fixture, "ns:acme");
}

static void release(void)
{
    doctor_fixture_free(&fixture);
}

static void info(const char *name, const char *value)
{
    doctor_fixture_info(&fixture, 0, name, value);
}

/* What the second INFO alone says. */
static void later(const char *name, const char *value)
{
    doctor_info_set(&fixture.examination.nodes[0].after, name, value);
}

static void expect(const char *id, enum finding_severity severity, const char *evidence,
                   const char *cure)
{
    doctor_fixture_expect(&fixture, id, severity, evidence, cure);
}

static void expect_none(const char *id)
{
    doctor_fixture_expect_none(&fixture, id);
}

static void expect_unchecked(const char *id, const char *needs)
{
    const struct findings *findings = doctor_fixture_check(&fixture, id);

    ck_assert_uint_eq(findings->unchecked_count, 1);
    ck_assert_str_eq(findings->unchecked[0].needs, needs);
}

/* Memory in use of a limit of 100 MiB. */
static void use(const char *policy, const char *used)
{
    info("maxmemory", "104857600");
    info("maxmemory_policy", policy);
    info("used_memory", used);
}

START_TEST(a_policy_for_all_keys_can_evict_streams)
{
    use("allkeys-lru", "73400320");
    expect("evictable", FINDING_ERROR,
           "maxmemory-policy allkeys-lru with maxmemory 100 MiB, 70 % of it used: its one "
           "stream can go whole",
           "CONFIG SET maxmemory-policy noeviction");
}
END_TEST

START_TEST(without_a_limit_nothing_is_evicted)
{
    info("maxmemory_policy", "allkeys-lru");
    info("maxmemory", "0");
    expect_none("evictable");
}
END_TEST

START_TEST(a_cache_goes_on_with_keys_that_have_a_ttl)
{
    use("allkeys-lfu", "73400320");
    info("db0", "keys=1000,expires=900,avg_ttl=1");
    info("db7", "keys=10,expires=9,avg_ttl=1");
    expect("evictable", FINDING_ERROR, "allkeys-lfu", "CONFIG SET maxmemory-policy volatile-lfu");
    ck_assert_ptr_nonnull(strstr(buffer_text(&fixture.findings.items[0].note), " 909 "));

    /* But not where a stream might be one of them. */
    fixture.examination.streams[0].ttl_ms = TTL_UNKNOWN;
    expect("evictable", FINDING_ERROR, "allkeys-lfu", "CONFIG SET maxmemory-policy noeviction");
}
END_TEST

START_TEST(streams_with_a_ttl_are_evicted_by_other_policies)
{
    use("volatile-lru", "73400320");
    info("db0", "keys=3,expires=2,avg_ttl=1");
    expect_none("evictable");
    doctor_fixture_stream(&fixture, "ns:beta");
    fixture.examination.streams[0].ttl_ms = 5000;
    expect("evictable", FINDING_ERROR, "1 of 2 streams has a TTL and can",
           "CONFIG SET maxmemory-policy noeviction");
}
END_TEST

START_TEST(whether_streams_have_a_ttl_may_be_unknown)
{
    use("volatile-lru", "73400320");
    fixture.examination.streams[0].ttl_ms = TTL_UNKNOWN;
    expect_none("evictable");
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
    info("db0", "keys=3,expires=2,avg_ttl=1");
    expect_unchecked("evictable", "+pttl");
}
END_TEST

START_TEST(a_replica_evicts_later_if_at_all)
{
    use("allkeys-lru", "104857601");
    info("role", "slave");
    info("evicted_keys", "12");
    expect("evictable", FINDING_INFO, "once this replica is the primary", NULL);
    expect_none("evicting");
    expect_none("out-of-memory");
    doctor_fixture_setting(&fixture, 0, "replica-ignore-maxmemory", "no");
    expect("evictable", FINDING_ERROR, "its one stream can go whole", NULL);
}
END_TEST

START_TEST(each_server_is_judged_by_its_own)
{
    doctor_fixture_node(&fixture, "127.0.0.1:7002");
    doctor_fixture_stream(&fixture, "ns:beta")->node = 1;
    doctor_fixture_stream(&fixture, "ns:gamma")->node = 1;
    doctor_fixture_info(&fixture, 1, "maxmemory_policy", "allkeys-random");
    expect("evictable", FINDING_ERROR, "each of 2 streams", NULL);
    ck_assert_str_eq(fixture.findings.items[0].node, "127.0.0.1:7002");
}
END_TEST

START_TEST(what_is_refused_is_not_judged)
{
    const struct slice words[] = {SLICE("INFO")};

    buffer_clear(&fixture.examination.nodes[0].before);
    buffer_clear(&fixture.examination.nodes[0].after);
    expect_none("evictable");
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
    fixture.examination.refused = command_bit(command_rule_of(words, 1));
    expect_unchecked("evictable", "+info");
}
END_TEST

START_TEST(evictions_of_the_past_are_history)
{
    use("noeviction", "94371840");
    info("evicted_keys", "1234");
    expect("evicting", FINDING_INFO, "1,234 keys were evicted since the start 27h ago", "");
    use("allkeys-lru", "73400320");
    expect("evicting", FINDING_INFO, "1,234 keys", "");
}
END_TEST

START_TEST(a_full_server_goes_on_evicting)
{
    use("allkeys-lru", "104857600");
    info("evicted_keys", "1");
    expect("evicting", FINDING_WARNING, "1 key was evicted", "CONFIG SET maxmemory 164626432");
    later("evicted_keys", "6");
    expect("evicting", FINDING_ERROR,
           "6 keys were evicted since the start 27h ago, 5 of them in 2 s",
           "CONFIG SET maxmemory 164626432");
    use("allkeys-lru", "104857600");
    info("maxmemory", "164626432");
    info("evicted_keys", "6");
    expect("evicting", FINDING_INFO, "6 keys", "");
}
END_TEST

START_TEST(a_cache_of_keys_with_a_ttl_may_evict)
{
    use("volatile-lru", "104857600");
    info("db0", "keys=1000,expires=900,avg_ttl=1");
    info("evicted_keys", "1");
    later("evicted_keys", "6");
    expect("evicting", FINDING_INFO, "5 of them", "");
    expect("out-of-memory", FINDING_INFO, "can evict 900 keys", "");
    fixture.examination.streams[0].ttl_ms = 5000;
    expect("evicting", FINDING_WARNING, "5 of them", NULL);
}
END_TEST

START_TEST(memory_runs_out)
{
    use("noeviction", "83886079");
    expect_none("out-of-memory");
    use("noeviction", "83886080");
    expect("out-of-memory", FINDING_WARNING,
           "80 MiB of maxmemory 100 MiB are used, 80 %, and policy noeviction evicts nothing",
           "CONFIG SET maxmemory 132120576");
}
END_TEST

START_TEST(the_cure_of_full_memory_cures)
{
    use("noeviction", "102760448");
    expect("out-of-memory", FINDING_ERROR, "98 MiB of maxmemory 100 MiB are used, 98 %",
           "CONFIG SET maxmemory 161480704");
    info("maxmemory", "161480704");
    expect_none("out-of-memory");
    expect_none("evicting");
}
END_TEST

START_TEST(a_small_machine_has_its_largest_stream_cut)
{
    use("noeviction", "102760448");
    info("total_system_memory", "120000000");
    doctor_fixture_stream(&fixture, "ns:a b")->bytes = 80000000;
    fixture.examination.streams[1].facts.length = 100000;
    expect("out-of-memory", FINDING_ERROR, "98 MiB", "XTRIM \"ns:a b\" MAXLEN ~ 55435 LIMIT 0");
    fixture.examination.streams[1].bytes = 30000000;
    expect("out-of-memory", FINDING_ERROR, "98 MiB", "XTRIM \"ns:a b\" MAXLEN ~ 50000 LIMIT 0");
    fixture.examination.streams[0].bytes = -1;
    fixture.examination.streams[1].bytes = -1;
    expect("out-of-memory", FINDING_ERROR, "98 MiB", "");
}
END_TEST

START_TEST(what_is_not_counted_is_not_used)
{
    use("noeviction", "102760448");
    info("mem_not_counted_for_evict", "52428800");
    expect_none("out-of-memory");
    info("mem_not_counted_for_evict", "202760448");
    expect_none("out-of-memory");
}
END_TEST

START_TEST(a_policy_for_keys_with_a_ttl_is_none_without_such_keys)
{
    use("volatile-ttl", "99614720");
    expect("out-of-memory", FINDING_ERROR, "policy volatile-ttl evicts nothing without a TTL",
           NULL);
    use("allkeys-lru", "99614720");
    expect_none("out-of-memory");
}
END_TEST

START_TEST(writes_that_fail_now_are_an_error)
{
    use("allkeys-lru", "94371840");
    later("errorstat_OOM", "count=3");
    expect("out-of-memory", FINDING_ERROR,
           "90 MiB of maxmemory 100 MiB are used, 90 %; 3 writes failed with OOM since the start "
           "27h ago, 3 of them in 2 s",
           "CONFIG SET maxmemory 147849216");
    info("errorstat_OOM", "count=3");
    expect("out-of-memory", FINDING_INFO, "3 writes failed with OOM", "");
}
END_TEST

START_TEST(thresholds_of_memory_can_be_set)
{
    use("noeviction", "62914560");
    fixture.settings.memory_warn = 50;
    expect("out-of-memory", FINDING_WARNING, "60 %", "CONFIG SET maxmemory 158334976");
    info("maxmemory", "158334976");
    expect_none("out-of-memory");
    fixture.settings.memory_warn = 0;
    expect("out-of-memory", FINDING_WARNING, "%", NULL);
}
END_TEST

START_TEST(no_limit_is_a_note_as_long_as_the_machine_has_room)
{
    expect_none("no-maxmemory");
    info("maxmemory", "0");
    info("used_memory_rss", "1048576000");
    expect("no-maxmemory", FINDING_INFO,
           "maxmemory is 0; 1000 MiB are taken of 7.4 GiB that the machine has",
           "CONFIG SET maxmemory 6001000448");
    info("used_memory_rss", "6500000000");
    expect("no-maxmemory", FINDING_WARNING, "6 GiB are taken", "CONFIG SET maxmemory 7250903040");
    info("total_system_memory", "0");
    info("used_memory_rss", "2000000");
    expect("no-maxmemory", FINDING_INFO, "maxmemory is 0; 1.9 MiB are taken",
           "CONFIG SET maxmemory 269484032");
}
END_TEST

START_TEST(a_limit_is_not_set_with_a_policy_that_evicts_streams)
{
    info("maxmemory", "0");
    info("maxmemory_policy", "allkeys-lru");
    expect("no-maxmemory", FINDING_INFO, "maxmemory is 0",
           "CONFIG SET maxmemory 6001000448 maxmemory-policy noeviction");
    info("redis_version", "6.2.14");
    expect("no-maxmemory", FINDING_INFO, "maxmemory is 0", "CONFIG SET maxmemory 6001000448");
    ck_assert_ptr_nonnull(
        strstr(buffer_text(&fixture.findings.items[0].note), "maxmemory-policy noeviction"));
}
END_TEST

START_TEST(a_limit_that_is_not_told_is_not_missing)
{
    buffer_clear(&fixture.examination.nodes[0].before);
    buffer_clear(&fixture.examination.nodes[0].after);
    info("redis_version", "7.0.0");
    expect_none("no-maxmemory");
    expect_none("evictable");
    expect_none("evicting");
    expect_none("out-of-memory");
}
END_TEST

Suite *suite_doctor_eviction(void)
{
    Suite *suite = suite_create("doctor_eviction");
    TCase *tcase = tcase_create("doctor_eviction");

    tcase_add_checked_fixture(tcase, setup, release);
    tcase_add_test(tcase, a_policy_for_all_keys_can_evict_streams);
    tcase_add_test(tcase, without_a_limit_nothing_is_evicted);
    tcase_add_test(tcase, a_cache_goes_on_with_keys_that_have_a_ttl);
    tcase_add_test(tcase, streams_with_a_ttl_are_evicted_by_other_policies);
    tcase_add_test(tcase, whether_streams_have_a_ttl_may_be_unknown);
    tcase_add_test(tcase, a_replica_evicts_later_if_at_all);
    tcase_add_test(tcase, each_server_is_judged_by_its_own);
    tcase_add_test(tcase, what_is_refused_is_not_judged);
    tcase_add_test(tcase, evictions_of_the_past_are_history);
    tcase_add_test(tcase, a_full_server_goes_on_evicting);
    tcase_add_test(tcase, a_cache_of_keys_with_a_ttl_may_evict);
    tcase_add_test(tcase, memory_runs_out);
    tcase_add_test(tcase, the_cure_of_full_memory_cures);
    tcase_add_test(tcase, a_small_machine_has_its_largest_stream_cut);
    tcase_add_test(tcase, what_is_not_counted_is_not_used);
    tcase_add_test(tcase, a_policy_for_keys_with_a_ttl_is_none_without_such_keys);
    tcase_add_test(tcase, writes_that_fail_now_are_an_error);
    tcase_add_test(tcase, thresholds_of_memory_can_be_set);
    tcase_add_test(tcase, no_limit_is_a_note_as_long_as_the_machine_has_room);
    tcase_add_test(tcase, a_limit_is_not_set_with_a_policy_that_evicts_streams);
    tcase_add_test(tcase, a_limit_that_is_not_told_is_not_missing);
    suite_add_tcase(suite, tcase);
    return suite;
}
