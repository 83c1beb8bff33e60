#include "config.h"

#include "doctor/leases.h"
#include "support/doctor_fixture.h"
#include "unit/suites.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- replies, as tests write them: [[name ops pending 3 lag nil]], -NOPERM --- */

static size_t count_elements(const char *text)
{
    size_t count = 0;
    int depth = 0;

    for (; *text != '\0' && depth >= 0; text++) {
        bool begins = *text != ' ' && *text != ']' && (text[-1] == ' ' || text[-1] == '[');
        count += depth == 0 && begins;
        depth += (*text == '[') - (*text == ']');
    }
    return count;
}

static void add_word(struct reply *reply, struct slice word, unsigned depth)
{
    struct reply_element element = {.type = REPLY_STRING, .depth = depth, .text = word};
    char *end;
    long long number = strtoll(word.data, &end, 10);

    if (slice_is(word, "nil")) {
        element = (struct reply_element){.type = REPLY_NIL, .depth = depth};
    } else if (end == word.data + word.size) {
        element = (struct reply_element){.type = REPLY_INTEGER, .depth = depth, .integer = number};
    } else if (word.data[0] == '-') {
        element.type = REPLY_ERROR;
        element.text = (struct slice){word.data + 1, word.size - 1};
    }
    reply_add(reply, &element);
}

static struct reply answer(const char *text)
{
    struct reply reply = {0};
    unsigned depth = 0;

    while (*text != '\0') {
        size_t size = strcspn(text, " []");
        if (*text == '[') {
            reply_add(&reply,
                      &(struct reply_element){.type = REPLY_ARRAY,
                                              .depth = depth++,
                                              .integer = (int64_t)count_elements(text + 1)});
        }
        if (*text == ']')
            depth--;
        if (size > 0)
            add_word(&reply, (struct slice){text, size}, depth);
        text += size > 0 ? size : 1;
    }
    reply_finish(&reply);
    return reply;
}

struct groups_read {
    struct arena arena;
    struct examined_group *groups;
    size_t count;
    bool understood;
};

static struct groups_read read_groups(const char *text)
{
    struct groups_read read = {0};
    struct reply reply = answer(text);

    read.understood = groups_read(&reply, &read.arena, &read.groups, &read.count);
    reply_free(&reply);
    return read;
}

/* --- XINFO GROUPS --- */

START_TEST(groups_of_6_2_have_no_lag)
{
    struct groups_read read =
        read_groups("[[name ops consumers 2 pending 3 last-delivered-id 5-1]]");

    ck_assert(read.understood);
    ck_assert_uint_eq(read.count, 1);
    const struct examined_group *group = &read.groups[0];
    ck_assert(slice_is(group->name, "ops"));
    ck_assert_uint_eq(group->consumer_count, 2);
    ck_assert_uint_eq(group->pending, 3);
    ck_assert(group->delivered.ms == 5 && group->delivered.seq == 1);
    ck_assert(!group->lag_known && !group->read_known && !group->counted);
    ck_assert(!group->consumers_known && !group->old_known);
    arena_free(&read.arena);
}
END_TEST

START_TEST(groups_of_7_have_lag_unless_it_is_nil)
{
    struct groups_read read = read_groups(
        "[[name a consumers 0 pending 0 last-delivered-id 5-0 entries-read 7 lag 4] "
        "[name b consumers 1 pending 1 last-delivered-id 5-0 entries-read nil lag nil]]");

    ck_assert(read.understood);
    ck_assert_uint_eq(read.count, 2);
    ck_assert(read.groups[0].lag_known && read.groups[0].lag == 4);
    ck_assert(read.groups[0].read_known && read.groups[0].read == 7);
    ck_assert(!read.groups[1].lag_known && !read.groups[1].read_known);
    arena_free(&read.arena);
}
END_TEST

START_TEST(of_a_group_without_consumers_and_entries_all_is_known)
{
    struct groups_read read =
        read_groups("[[name a consumers 0 pending 0 last-delivered-id 5-0 future 1]]");

    ck_assert(read.groups[0].consumers_known && read.groups[0].old_known);
    arena_free(&read.arena);
}
END_TEST

static const char *const no_groups[] = {
    "-NOPERM", "7", "nil", "[7]", "[[name]]", "[[name a]]", "[[name a last-delivered-id x]]",
    "word"};

START_TEST(what_is_no_list_of_groups_is_not_understood)
{
    struct groups_read read = read_groups(no_groups[_i]);

    ck_assert(!read.understood);
    ck_assert_uint_eq(read.count, 0);
    arena_free(&read.arena);
}
END_TEST

START_TEST(a_stream_may_have_no_groups)
{
    struct groups_read read = read_groups("[]");

    ck_assert(read.understood);
    ck_assert_uint_eq(read.count, 0);
    arena_free(&read.arena);
}
END_TEST

/* --- XINFO CONSUMERS --- */

static bool read_consumers(struct arena *arena, const char *text, struct examined_group *group)
{
    struct reply reply = answer(text);
    bool understood = consumers_read(&reply, arena, group);

    reply_free(&reply);
    return understood;
}

START_TEST(consumers_of_7_2_say_also_since_when_they_had_nothing)
{
    struct arena arena = {0};
    struct examined_group group = {.consumer_count = 1};

    ck_assert(read_consumers(
        &arena, "[[name a pending 3 idle 40 inactive -1] [name b pending 0 idle 5]]", &group));
    ck_assert(group.consumers_known);
    ck_assert_uint_eq(group.consumers_told, 2);
    ck_assert_uint_eq(group.consumer_count, 2);
    ck_assert(slice_is(group.consumers[0].name, "a") && slice_is(group.consumers[1].name, "b"));
    ck_assert_int_eq(group.consumers[0].idle_ms, 40);
    ck_assert_uint_eq(group.consumers[0].pending, 3);
    arena_free(&arena);
}
END_TEST

START_TEST(of_very_many_consumers_the_first_are_taken)
{
    struct arena arena = {0};
    struct examined_group group = {0};
    struct buffer text = {0};

    buffer_char(&text, '[');
    for (int i = 0; i < 1500; i++)
        buffer_printf(&text, "[name c%d pending 0 idle 5] ", i);
    buffer_char(&text, ']');
    ck_assert(read_consumers(&arena, buffer_text(&text), &group));
    ck_assert_uint_eq(group.consumers_told, GROUP_CONSUMERS_MAX);
    ck_assert_uint_eq(group.consumer_count, 1500);
    buffer_free(&text);
    arena_free(&arena);
}
END_TEST

START_TEST(a_refusal_leaves_consumers_unknown)
{
    struct arena arena = {0};
    struct examined_group group = {.consumer_count = 4};

    ck_assert(!read_consumers(&arena, "-NOPERM", &group));
    ck_assert(!group.consumers_known);
    ck_assert_uint_eq(group.consumer_count, 4);
    arena_free(&arena);
}
END_TEST

/* --- XPENDING --- */

static void check_words(uint64_t pending, const char *expected)
{
    struct slice words[PENDING_WORDS_MAX];
    const struct examined_group group = {.pending = pending};
    struct buffer line = {0};
    char text[32];
    size_t count = pending_words(&group, 600000, words, text);

    for (size_t i = 0; i < count; i++)
        buffer_printf(&line, " %.*s", (int)words[i].size, words[i].data);
    ck_assert_str_eq(buffer_text(&line), expected);
    buffer_free(&line);
}

START_TEST(few_pending_entries_are_searched_and_of_many_the_first_are_listed)
{
    check_words(0, "");
    check_words(1, " IDLE 600000 - + 100");
    check_words(250, " IDLE 600000 - + 100");
    check_words(251, " - + 100");
    check_words(1000000, " - + 100");
}
END_TEST

static bool read_pending(struct arena *arena, const char *text, struct examined_group *group)
{
    struct reply reply = answer(text);
    bool understood = pending_read(&reply, arena, 1000, group);

    reply_free(&reply);
    return understood;
}

START_TEST(old_entries_are_counted_apart_from_those_of_routers)
{
    struct arena arena = {0};
    struct examined_group group = {.pending = 4};

    ck_assert(read_pending(
        &arena, "[[1-0 driftop 2000 1] [2-0 w1 999 1] [3-0 w2 1000 7] [4-0 w1 5000 1]]", &group));
    ck_assert(group.old_known && group.old_all);
    ck_assert_uint_eq(group.old, 3);
    ck_assert_uint_eq(group.old_routers, 1);
    ck_assert_int_eq(group.old_ms, 1000);
    ck_assert(slice_is(group.old_consumer, "w2"));
    arena_free(&arena);
}
END_TEST

START_TEST(of_many_pending_entries_not_all_are_known)
{
    struct arena arena = {0};
    struct examined_group group = {.pending = 5000};

    ck_assert(read_pending(&arena, "[[1-0 w1 2000 1]]", &group));
    ck_assert(group.old_known && !group.old_all);
    ck_assert(read_pending(&arena, "[]", &group));
    ck_assert(group.old_known);
    ck_assert_uint_eq(group.old, 0);
    arena_free(&arena);
}
END_TEST

static const char *const no_pending[] = {"-NOPERM",    "4",   "nil",
                                         "[[1-0 w1]]", "[7]", "[[1-0 w1 x 1]]"};

START_TEST(what_is_no_list_of_entries_leaves_them_unknown)
{
    struct arena arena = {0};
    struct examined_group group = {.pending = 4};

    ck_assert(!read_pending(&arena, no_pending[_i], &group));
    ck_assert(!group.old_known);
    arena_free(&arena);
}
END_TEST

/* --- leases --- */

static void give_consumer(struct doctor_fixture *fixture, struct examined_group *group,
                          const char *name)
{
    struct examined_consumer *consumer =
        arena_alloc(&fixture->examination.arena, sizeof(*consumer));

    *consumer = (struct examined_consumer){.name = slice_of(name)};
    group->consumers = consumer;
    group->consumers_told = group->consumer_count = 1;
}

static void take(struct doctor_fixture *fixture, size_t number, const char *text)
{
    struct reply reply = answer(text);

    lease_take(fixture->examination.leases, number, &reply);
    reply_free(&reply);
}

static void expect_key(struct doctor_fixture *fixture, size_t number, const char *expected)
{
    struct buffer key = {0};
    bool asked = lease_key(fixture->examination.leases, number, &key);

    ck_assert(asked == (expected != NULL));
    ck_assert_str_eq(buffer_text(&key), expected != NULL ? expected : "");
    buffer_free(&key);
}

static void begin_leases(struct doctor_fixture *fixture)
{
    doctor_fixture_init(fixture);
    struct examined_stream *stream = doctor_fixture_stream(fixture, "ns:a");
    give_consumer(fixture, doctor_fixture_group(fixture, stream, "ops"), "driftop");
    give_consumer(fixture, doctor_fixture_group(fixture, stream, "others"), "worker-1");
    give_consumer(fixture, doctor_fixture_group(fixture, stream, "a:b"), "driftop");
    stream = doctor_fixture_stream(fixture, "ns:b");
    give_consumer(fixture, doctor_fixture_group(fixture, stream, "ops"), "driftop");
    leases_find(&fixture->examination);
}

START_TEST(only_groups_of_routers_are_asked_for_and_each_once)
{
    struct doctor_fixture fixture;

    begin_leases(&fixture);
    ck_assert_uint_eq(fixture.examination.leases_count, 1);
    ck_assert(slice_is(fixture.examination.leases[0].group, "ops"));
    ck_assert_ptr_nonnull(leases_of(&fixture.examination, SLICE("ops")));
    ck_assert_ptr_null(leases_of(&fixture.examination, SLICE("others")));
    doctor_fixture_free(&fixture);
}
END_TEST

START_TEST(leases_are_asked_for_when_their_number_is_known)
{
    struct doctor_fixture fixture;

    begin_leases(&fixture);
    expect_key(&fixture, 0, "driftop:ops:shards");
    expect_key(&fixture, 1, NULL);
    /* A number is a string in Redis. */
    struct reply reply = {0};
    reply_add(&reply, &(struct reply_element){.type = REPLY_STRING, .text = SLICE("2")});
    reply_finish(&reply);
    lease_take(fixture.examination.leases, 0, &reply);
    reply_free(&reply);
    expect_key(&fixture, 1, "driftop:ops:lease:0");
    expect_key(&fixture, 2, "driftop:ops:lease:1");
    expect_key(&fixture, 3, NULL);
    take(&fixture, 1, "nil");
    take(&fixture, 2, "host:1:a");
    const struct examined_leases *leases = fixture.examination.leases;
    ck_assert_int_eq(leases->is_routers, WHETHER_YES);
    ck_assert_int_eq(leases->held[0], WHETHER_NO);
    ck_assert_int_eq(leases->held[1], WHETHER_YES);
    doctor_fixture_free(&fixture);
}
END_TEST

START_TEST(a_group_that_no_router_wrote_is_none_of_theirs)
{
    struct doctor_fixture fixture;

    begin_leases(&fixture);
    take(&fixture, 0, "nil");
    ck_assert_int_eq(fixture.examination.leases[0].is_routers, WHETHER_NO);
    expect_key(&fixture, 1, NULL);
    doctor_fixture_free(&fixture);
}
END_TEST

static const char *const odd_answers[] = {"-ERR", "[1 2]", "17"};

START_TEST(what_is_no_answer_leaves_it_unknown)
{
    struct doctor_fixture fixture;

    begin_leases(&fixture);
    take(&fixture, 0, odd_answers[_i]);
    ck_assert_int_eq(fixture.examination.leases[0].is_routers, WHETHER_UNKNOWN);
    ck_assert(!fixture.examination.leases[0].refused);
    take(&fixture, 0, "-NOPERM");
    ck_assert(fixture.examination.leases[0].refused);
    take(&fixture, 0, "rubbish");
    ck_assert_uint_eq(fixture.examination.leases[0].shards, 0);
    doctor_fixture_free(&fixture);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_doctor_groups(void)
{
    Suite *suite = suite_create("doctor_groups");
    TCase *tcase = tcase_create("doctor_groups");

    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, groups_of_6_2_have_no_lag);
    tcase_add_test(tcase, groups_of_7_have_lag_unless_it_is_nil);
    tcase_add_test(tcase, of_a_group_without_consumers_and_entries_all_is_known);
    tcase_add_loop_test(tcase, what_is_no_list_of_groups_is_not_understood, 0, COUNT(no_groups));
    tcase_add_test(tcase, a_stream_may_have_no_groups);
    tcase_add_test(tcase, consumers_of_7_2_say_also_since_when_they_had_nothing);
    tcase_add_test(tcase, of_very_many_consumers_the_first_are_taken);
    tcase_add_test(tcase, a_refusal_leaves_consumers_unknown);
    tcase_add_test(tcase, few_pending_entries_are_searched_and_of_many_the_first_are_listed);
    tcase_add_test(tcase, old_entries_are_counted_apart_from_those_of_routers);
    tcase_add_test(tcase, of_many_pending_entries_not_all_are_known);
    tcase_add_loop_test(tcase, what_is_no_list_of_entries_leaves_them_unknown, 0,
                        COUNT(no_pending));
    tcase_add_test(tcase, only_groups_of_routers_are_asked_for_and_each_once);
    tcase_add_test(tcase, leases_are_asked_for_when_their_number_is_known);
    tcase_add_test(tcase, a_group_that_no_router_wrote_is_none_of_theirs);
    tcase_add_loop_test(tcase, what_is_no_answer_leaves_it_unknown, 0, COUNT(odd_answers));
    return suite;
}
