/* What a router calls its keys, and that each stands beside its stream. */
#include "config.h"

#include "redis/cluster_slot.h"
#include "route/route_key.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

START_TEST(keys_of_a_group_are_named_after_it)
{
    struct buffer key = {0};

    route_key_lease("ops", 12, &key);
    ck_assert_str_eq(buffer_text(&key), "driftop:ops:lease:12");
    buffer_clear(&key);
    route_key_of("ops", "epoch", &key);
    ck_assert_str_eq(buffer_text(&key), "driftop:ops:epoch");
    buffer_free(&key);
}
END_TEST

START_TEST(what_was_told_stands_beside_its_stream)
{
    static const struct {
        const char *stream;
        const char *told;
    } cases[] = {
        {"rag:telemetry:acme", "{rag:telemetry:acme}:driftop:ops"},
        {"rag:telemetry:{acme}", "{acme}:driftop:ops:rag:telemetry:{acme}"},
        {"{acme}", "{acme}:driftop:ops:{acme}"},
        {"{a}b{c}", "{a}:driftop:ops:{a}b{c}"},
        {"a{b", "{a{b}:driftop:ops"},
        {"a{{b}}", "{{b}:driftop:ops:a{{b}}"},
    };
    struct buffer key = {0};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_clear(&key);
        route_key_told(slice_of(cases[i].stream), "ops", &key);
        ck_assert_str_eq(buffer_text(&key), cases[i].told);
    }
    buffer_free(&key);
}
END_TEST

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Braces of all kinds, NUL and other bytes. */
START_TEST(whatever_the_bytes_of_a_stream_what_was_told_is_in_its_slot)
{
    static const char bytes[] = "{}{}ab:\0\xff";
    uint64_t seed = 88172645463325252U;
    struct buffer key = {0};

    for (size_t round = 0; round < 3000; round++) {
        char stream[12];
        size_t size = next(&seed) % sizeof(stream);
        for (size_t i = 0; i < size; i++)
            stream[i] = bytes[next(&seed) % (sizeof(bytes) - 1)];
        buffer_clear(&key);
        route_key_told((struct slice){stream, size}, "ops", &key);
        QUICK_ASSERT(cluster_slot(content(&key)) == cluster_slot((struct slice){stream, size}));
    }
    buffer_free(&key);
}
END_TEST

/* One stream in each slot whose bytes are in the way of a tag. */
START_TEST(there_is_a_tag_for_every_slot)
{
    static bool seen[CLUSTER_SLOTS];
    struct buffer key = {0};
    char stream[32];
    size_t left = CLUSTER_SLOTS;

    for (unsigned i = 0; left > CLUSTER_SLOTS - 500; i++) {
        snprintf(stream, sizeof(stream), "}%u", i);
        unsigned slot = cluster_slot(slice_of(stream));
        if (seen[slot])
            continue;
        seen[slot] = true;
        left--;
        buffer_clear(&key);
        route_key_told(slice_of(stream), "ops", &key);
        QUICK_ASSERT(cluster_slot(content(&key)) == slot);
    }
    buffer_free(&key);
}
END_TEST

START_TEST(no_two_streams_share_what_was_told)
{
    struct buffer a = {0}, b = {0};

    route_key_told(SLICE("{acme}"), "ops", &a);
    route_key_told(SLICE("acme"), "ops", &b);
    ck_assert(!slice_equals(content(&a), content(&b)));
    buffer_clear(&b);
    route_key_told(SLICE("x{acme}"), "ops", &b);
    ck_assert(!slice_equals(content(&a), content(&b)));
    buffer_free(&a);
    buffer_free(&b);
}
END_TEST

START_TEST(a_shard_is_a_function_of_the_key)
{
    unsigned counts[8] = {0};
    char stream[32];

    ck_assert_uint_eq(route_key_shard(SLICE("123456789"), 1U << 31), 0xCBF43926U % (1U << 31));
    ck_assert_uint_eq(route_key_shard(SLICE(""), 8), 0);
    ck_assert_uint_eq(route_key_shard(SLICE("rag:telemetry:acme"), 1), 0);
    for (int i = 0; i < 8000; i++) {
        snprintf(stream, sizeof(stream), "rag:telemetry:tenant-%d", i);
        counts[route_key_shard(slice_of(stream), 8)]++;
    }
    for (int i = 0; i < 8; i++)
        QUICK_ASSERT(counts[i] > 800 && counts[i] < 1200);
}
END_TEST

START_TEST(dead_letters_are_no_tenants)
{
    ck_assert(route_key_is_dead(SLICE("driftop:ops:dead")));
    ck_assert(!route_key_is_dead(SLICE("driftop:ops:status")));
    ck_assert(!route_key_is_dead(SLICE("driftop:dead")));
    ck_assert(!route_key_is_dead(SLICE("driftop:a:b:dead")));
    ck_assert(!route_key_is_dead(SLICE("driftop:")));
    ck_assert(!route_key_is_dead(SLICE("rag:telemetry:dead")));
    ck_assert(!route_key_is_dead(SLICE("")));
}
END_TEST

Suite *suite_route_key(void)
{
    Suite *suite = suite_create("route_key");
    TCase *tcase = tcase_create("route_key");

    tcase_add_test(tcase, keys_of_a_group_are_named_after_it);
    tcase_add_test(tcase, what_was_told_stands_beside_its_stream);
    tcase_add_test(tcase, whatever_the_bytes_of_a_stream_what_was_told_is_in_its_slot);
    tcase_add_test(tcase, there_is_a_tag_for_every_slot);
    tcase_add_test(tcase, no_two_streams_share_what_was_told);
    tcase_add_test(tcase, a_shard_is_a_function_of_the_key);
    tcase_add_test(tcase, dead_letters_are_no_tenants);
    suite_add_tcase(suite, tcase);
    return suite;
}
