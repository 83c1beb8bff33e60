#include "config.h"

#include "redis/reply.h"
#include "unit/suites.h"

#include <string.h>

static void add(struct reply *reply, enum reply_type type, unsigned depth, const char *text)
{
    struct reply_element element = {.type = type, .depth = depth, .text = slice_of(text)};

    reply_add(reply, &element);
}

static void add_number(struct reply *reply, enum reply_type type, unsigned depth, int64_t number)
{
    reply_add(reply, &(struct reply_element){.type = type, .depth = depth, .integer = number});
}

/* ["length", 7, "last", ["id", []], nil, "odd"] */
static struct reply sample(void)
{
    struct reply reply = {0};

    add_number(&reply, REPLY_ARRAY, 0, 6);
    add(&reply, REPLY_STRING, 1, "length");
    add_number(&reply, REPLY_INTEGER, 1, 7);
    add(&reply, REPLY_STRING, 1, "last");
    add_number(&reply, REPLY_ARRAY, 1, 2);
    add(&reply, REPLY_STRING, 2, "id");
    add_number(&reply, REPLY_ARRAY, 2, 0);
    add_number(&reply, REPLY_NIL, 1, 0);
    add(&reply, REPLY_STRING, 1, "odd");
    reply_finish(&reply);
    return reply;
}

START_TEST(each_node_knows_what_follows_it_and_all_that_it_holds)
{
    static const size_t next[] = {9, 2, 3, 4, 7, 6, 7, 8, 9};
    struct reply reply = sample();

    ck_assert_uint_eq(reply.count, 9);
    for (size_t i = 0; i < reply.count; i++)
        ck_assert_uint_eq(reply.nodes[i].next, next[i]);
    reply_free(&reply);
}
END_TEST

START_TEST(children_are_found_by_their_place)
{
    static const size_t children[] = {1, 2, 3, 4, 7, 8, 9, 9};
    struct reply reply = sample();

    for (size_t i = 0; i < 8; i++)
        ck_assert_uint_eq(reply_child(&reply, 0, i), children[i]);
    ck_assert_uint_eq(reply_child(&reply, 4, 1), 6);
    ck_assert_uint_eq(reply_child(&reply, 4, 2), reply.count);
    ck_assert_uint_eq(reply_child(&reply, 6, 0), reply.count);
    ck_assert_uint_eq(reply_child(&reply, 1, 0), reply.count);
    ck_assert_uint_eq(reply_child(&reply, 99, 0), reply.count);
    ck_assert_uint_eq(reply_child(&reply, 0, SIZE_MAX), reply.count);
    reply_free(&reply);
}
END_TEST

START_TEST(values_are_found_by_their_key)
{
    struct reply reply = sample();

    ck_assert_uint_eq(reply_lookup(&reply, 0, "length"), 2);
    ck_assert_uint_eq(reply_lookup(&reply, 0, "last"), 4);
    ck_assert_uint_eq(reply_lookup(&reply, 4, "id"), 6);
    ck_assert_uint_eq(reply_lookup(&reply, 0, "id"), reply.count);
    ck_assert_uint_eq(reply_lookup(&reply, 0, "LENGTH"), reply.count);
    ck_assert_uint_eq(reply_lookup(&reply, 6, "length"), reply.count);
    ck_assert_uint_eq(reply_lookup(&reply, 1, "length"), reply.count);
    reply_free(&reply);
}
END_TEST

START_TEST(a_key_without_a_value_is_not_found)
{
    struct reply reply = {0};

    add_number(&reply, REPLY_ARRAY, 0, 1);
    add(&reply, REPLY_STRING, 1, "alone");
    reply_finish(&reply);
    ck_assert_uint_eq(reply_lookup(&reply, 0, "alone"), reply.count);
    reply_free(&reply);
}
END_TEST

START_TEST(texts_keep_every_byte)
{
    struct reply reply = {0};

    reply_add(&reply, &(struct reply_element){.type = REPLY_STRING, .text = {"a\0\r\n", 4}});
    reply_finish(&reply);
    ck_assert_uint_eq(reply_text(&reply, 0).size, 4);
    ck_assert_mem_eq(reply_text(&reply, 0).data, "a\0\r\n", 4);
    reply_clear(&reply);
    add_number(&reply, REPLY_NIL, 0, 0);
    reply_finish(&reply);
    ck_assert_uint_eq(reply_text(&reply, 0).size, 0);
    ck_assert_ptr_nonnull(reply_text(&reply, 0).data);
    reply_free(&reply);
}
END_TEST

START_TEST(a_reply_is_an_empty_one_again_after_clear)
{
    struct reply reply = sample();

    reply_clear(&reply);
    add(&reply, REPLY_STATUS, 0, "OK");
    reply_finish(&reply);
    ck_assert_uint_eq(reply.count, 1);
    ck_assert(slice_is(reply_text(&reply, 0), "OK"));
    ck_assert_uint_eq(reply_child(&reply, 0, 0), 1);
    reply_free(&reply);
}
END_TEST

static const struct {
    const char *text;
    enum error_class class;
} classes[] = {
    {"LOADING Redis is loading the dataset in memory", ERROR_RETRY},
    {"MASTERDOWN Link with MASTER is down", ERROR_RETRY},
    {"CLUSTERDOWN The cluster is down", ERROR_RETRY},
    {"TRYAGAIN Multiple keys request during rehashing of slot", ERROR_RETRY},
    {"BUSY Redis is busy running a script.", ERROR_RETRY},
    {"BUSY", ERROR_RETRY},
    {"OOM command not allowed when used memory > 'maxmemory'.", ERROR_RETRY},
    {"ERR max number of clients reached", ERROR_RETRY},
    {"ERR max number of clients + cluster connections reached", ERROR_RETRY},
    {"READONLY You can't write against a read only replica.", ERROR_RESOLVE},
    {"MOVED 3999 127.0.0.1:6381", ERROR_RESOLVE},
    {"ASK 3999 127.0.0.1:6381", ERROR_RESOLVE},
    {"UNBLOCKED force unblock from blocking operation", ERROR_RESOLVE},
    {"NOGROUP No such key 'k' or consumer group 'g' in XREADGROUP", ERROR_RETRY},
    {"BUSYGROUP Consumer Group name already exists", ERROR_RETRY},
    {"NOSCRIPT No matching script. Please use EVAL.", ERROR_RETRY},
    {"NOAUTH Authentication required.", ERROR_STOP},
    {"WRONGPASS invalid username-password pair or user is disabled.", ERROR_STOP},
    {"NOPERM this user has no permissions", ERROR_STOP},
    {"WRONGTYPE Operation against a key holding the wrong kind of value", ERROR_STOP},
    {"BUSYKEY Target key name already exists.", ERROR_STOP},
    {"ERR unknown command", ERROR_STOP},
    {"loading", ERROR_STOP},
    {"ASKING", ERROR_STOP},
    {"", ERROR_STOP},
};

START_TEST(errors_are_sorted_by_what_can_be_done)
{
    ck_assert_int_eq(reply_error_class(slice_of(classes[_i].text)), classes[_i].class);
}
END_TEST

START_TEST(a_command_that_is_refused_is_told_from_a_key_that_is)
{
    ck_assert(reply_refuses_command(
        SLICE("NOPERM this user has no permissions to run the 'xlen' command")));
    ck_assert(reply_refuses_command(
        SLICE("NOPERM User dash has no permissions to run the 'client|no-touch' command")));
    ck_assert(!reply_refuses_command(
        SLICE("NOPERM this user has no permissions to access one of the keys used as arguments")));
    ck_assert(!reply_refuses_command(SLICE("ERR unknown command 'xlen'")));
    ck_assert(!reply_refuses_command(SLICE("")));
}
END_TEST

Suite *suite_reply(void)
{
    Suite *suite = suite_create("reply");
    TCase *tcase = tcase_create("reply");

    tcase_add_test(tcase, each_node_knows_what_follows_it_and_all_that_it_holds);
    tcase_add_test(tcase, children_are_found_by_their_place);
    tcase_add_test(tcase, values_are_found_by_their_key);
    tcase_add_test(tcase, a_key_without_a_value_is_not_found);
    tcase_add_test(tcase, texts_keep_every_byte);
    tcase_add_test(tcase, a_reply_is_an_empty_one_again_after_clear);
    tcase_add_loop_test(tcase, errors_are_sorted_by_what_can_be_done, 0,
                        (int)(sizeof(classes) / sizeof(classes[0])));
    tcase_add_test(tcase, a_command_that_is_refused_is_told_from_a_key_that_is);
    suite_add_tcase(suite, tcase);
    return suite;
}
