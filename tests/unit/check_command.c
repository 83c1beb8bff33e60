#include "config.h"

#include "redis/command.h"
#include "unit/suites.h"

#include <string.h>

#define WORDS_MAX 9

static const struct allowance {
    const char *words[WORDS_MAX]; /* up to NULL */
    unsigned sets;                /* that allow it */
} allowances[] = {
    {{"PING"}, COMMANDS_GREETING},
    {{"ping"}, COMMANDS_GREETING},
    {{"AUTH", "secret"}, COMMANDS_GREETING},
    {{"CLIENT", "SETNAME"}, COMMANDS_GREETING},
    {{"xRevRange", "key"}, COMMANDS_READING | COMMANDS_SINK | COMMANDS_ROUTE},
    {{"XRANGE", "key"}, COMMANDS_READING | COMMANDS_SINK | COMMANDS_ROUTE},
    {{"XREAD", "STREAMS"}, COMMANDS_READING},
    {{"XINFO", "STREAM", "key"}, COMMANDS_READING | COMMANDS_ROUTE},
    {{"xinfo", "stream", "key"}, COMMANDS_READING | COMMANDS_ROUTE},
    {{"COMMAND", "INFO"}, COMMANDS_SINK | COMMANDS_READING},
    {{"XADD", "key"}, COMMANDS_SINK | COMMANDS_ROUTE},
    {{"xadd", "key"}, COMMANDS_SINK | COMMANDS_ROUTE},
    {{"XINFO"}, 0},
    {{"XINFO", ""}, 0},
    {{"XINFO", "HELP"}, 0},
    {{"xinfo", "groups", "key"}, COMMANDS_ROUTE | COMMANDS_READING},
    {{"XINFO", "CONSUMERS", "key"}, COMMANDS_READING},
    {{"XPENDING", "key"}, COMMANDS_ROUTE | COMMANDS_READING},
    {{"MEMORY", "USAGE"}, COMMANDS_READING},
    {{"MEMORY", "DOCTOR"}, 0},
    {{"MEMORY", "PURGE"}, 0},
    {{"CLIENT", "ID"}, COMMANDS_TRACKING},
    {{"CLIENT", "TRACKING"}, COMMANDS_TRACKING},
    {{"CLIENT", "TRACKINGINFO"}, 0},
    {{"SUBSCRIBE", "__redis__:invalidate"}, COMMANDS_TRACKING},
    {{"PSUBSCRIBE", "*"}, 0},
    {{"CLIENT", "KILL"}, 0},
    {{"CONFIG", "GET"}, COMMANDS_DOCTOR},
    {{"PTTL", "key"}, COMMANDS_DOCTOR},
    {{"GET", "key"}, COMMANDS_ROUTE | COMMANDS_DOCTOR},
    {{"ACL", "DRYRUN"}, COMMANDS_READING},
    {{"ACL", "GETUSER"}, COMMANDS_DOCTOR},
    {{"ACL", "SETUSER"}, 0},
    {{"ACL", "LOG"}, 0},
    {{"LATENCY", "LATEST"}, COMMANDS_DOCTOR},
    {{"LATENCY", "RESET"}, 0},
    {{"SLOWLOG", "GET"}, COMMANDS_DOCTOR},
    {{"SLOWLOG", "RESET"}, 0},
    {{"CONFIG", "SET"}, 0},
    {{"COMMAND"}, 0},
    {{"HELLO"}, COMMANDS_SINK},
    {{"RESET"}, 0},
    {{"XDEL", "key"}, COMMANDS_ROUTE},
    {{"XTRIM", "key"}, 0},
    {{"XGROUP", "CREATE"}, COMMANDS_ROUTE},
    {{"XGROUP", "SETID"}, 0},
    {{"XGROUP", "DESTROY"}, 0},
    {{"XREADGROUP", "GROUP"}, COMMANDS_ROUTE},
    {{"XACK", "key"}, COMMANDS_ROUTE},
    {{"XCLAIM", "key"}, 0},
    {{"DEL", "key"}, COMMANDS_ROUTE},
    {{"UNLINK", "key"}, 0},
    {{"SET", "key"}, COMMANDS_ROUTE},
    {{"HSET", "key"}, COMMANDS_ROUTE},
    {{"KEYS", "*"}, 0},
    {{"FLUSHALL"}, 0},
    {{"EVAL", "return 1"}, COMMANDS_ROUTE},
    {{"EVALSHA", "0"}, COMMANDS_ROUTE},
    {{"SCRIPT", "LOAD"}, 0},
    {{"MULTI"}, 0},
    {{"XLEN "}, 0},
    {{"XLE"}, 0},
    {{""}, 0},
    {{NULL}, 0},
};

static size_t split(const char *const *texts, struct slice *words)
{
    size_t count = 0;

    while (count < WORDS_MAX && texts[count] != NULL) {
        words[count] = slice_of(texts[count]);
        count++;
    }
    return count;
}

START_TEST(only_the_listed_commands_are_allowed)
{
    const struct allowance *expected = &allowances[_i];
    struct slice words[WORDS_MAX];
    size_t count = split(expected->words, words);

    for (unsigned set = COMMANDS_GREETING; set <= COMMANDS_DOCTOR; set <<= 1)
        ck_assert_int_eq(command_allowed(set, words, count), (expected->sets & set) != 0);
    ck_assert(!command_allowed(0, words, count));
    ck_assert_int_eq(command_allowed(~0U, words, count), expected->sets != 0);
}
END_TEST

START_TEST(sizes_bound_the_words)
{
    const struct slice right[] = {{"XLENGTHY", 4}, SLICE("key")};
    const struct slice with_nul[] = {{"XLEN\0", 5}, SLICE("key")};

    ck_assert(command_allowed(COMMANDS_READING, right, 2));
    ck_assert(!command_allowed(COMMANDS_READING, with_nul, 2));
}
END_TEST

static const struct {
    const char *words[WORDS_MAX];
    const char *key; /* NULL: none */
} keyed[] = {
    {{"XRANGE", "k", "-", "+"}, "k"},
    {{"xadd", "k", "*"}, "k"},
    {{"XINFO", "STREAM", "k"}, "k"},
    {{"XREAD", "STREAMS", "k", "0"}, "k"},
    {{"XREAD", "streams", "a", "b"}, "a"},
    {{"XREAD", "COUNT", "2", "STREAMS"}, NULL},
    {{"XREAD", "COUNT"}, NULL},
    {{"XLEN"}, NULL},
    {{"SCAN", "0"}, NULL},
    {{"INFO"}, NULL},
    {{"XLEN", ""}, ""},
    {{"XGROUP", "CREATE", "k", "g", "$"}, "k"},
    {{"XINFO", "GROUPS", "k"}, "k"},
    {{"XACK", "k", "g", "1-1"}, "k"},
    {{"EVAL", "return 1", "2", "k", "l", "a"}, "k"},
    {{"EVALSHA", "f00", "1", "k"}, "k"},
    {{"XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">"}, "k"},
    {{"XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "streams", "k", ">"}, "k"},
    {{"XREADGROUP", "GROUP", "streams", "c", "STREAMS", "k", ">"}, "k"},
    {{"XREADGROUP", "GROUP", "g", "STREAMS", "STREAMS", "k", ">"}, "k"},
    {{"XREADGROUP", "GROUP", "streams", "c"}, NULL},
    {{"XREADGROUP", "GROUP"}, NULL},
    {{"CLIENT", "TRACKING", "ON"}, NULL},
    {{"SUBSCRIBE", "c"}, NULL},
};

START_TEST(the_reading_side_cannot_write)
{
    static const char *const writes[] = {"+xadd",  "+xdel", "+xgroup", "+xreadgroup", "+xack",
                                         "+xauto", "+set",  "+incrby", "+pexpire",    "+del",
                                         "+hset",  "+hdel", "+hincr",  "+eval"};
    struct buffer rights = {0};

    command_rights(COMMANDS_GREETING | COMMANDS_READING | COMMANDS_CLUSTER | COMMANDS_NAMED |
                       COMMANDS_SENTINEL | COMMANDS_DOCTOR,
                   &rights);
    for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++)
        ck_assert_ptr_null(strstr(buffer_text(&rights), writes[i]));
    buffer_free(&rights);
}
END_TEST

START_TEST(the_key_of_a_command_is_found)
{
    struct slice words[WORDS_MAX];
    size_t count = split(keyed[_i].words, words);
    struct slice key = command_key(words, count);

    if (keyed[_i].key == NULL)
        ck_assert_ptr_null(key.data);
    else
        ck_assert(key.data != NULL && slice_is(key, keyed[_i].key));
}
END_TEST

START_TEST(a_command_is_written_with_counts_and_sizes)
{
    struct buffer out = {0};

    command_format((const struct slice[]){SLICE("XLEN"), SLICE("k")}, 2, &out);
    ck_assert_str_eq(buffer_text(&out), "*2\r\n$4\r\nXLEN\r\n$1\r\nk\r\n");
    buffer_clear(&out);
    command_format((const struct slice[]){SLICE("TYPE"), {"a\0b\r\n", 5}, {NULL, 0}}, 3, &out);
    ck_assert_uint_eq(out.size, 4 + 10 + 4 + 7 + 6);
    ck_assert_mem_eq(out.data, "*3\r\n$4\r\nTYPE\r\n$5\r\na\0b\r\n\r\n$0\r\n\r\n", out.size);
    buffer_free(&out);
}
END_TEST

START_TEST(the_rights_are_the_list)
{
    struct buffer out = {0};

    command_rights(COMMANDS_GREETING, &out);
    ck_assert_str_eq(buffer_text(&out), "+auth +client|setname +select +ping");
    buffer_clear(&out);
    command_rights(COMMANDS_SINK, &out);
    ck_assert_str_eq(buffer_text(&out), "+xrange +xrevrange +hello +command|info +xadd");
    buffer_free(&out);
}
END_TEST

START_TEST(a_command_has_a_name_a_bit_and_its_own_replies)
{
    const struct slice info[] = {SLICE("xinfo"), SLICE("stream"), SLICE("k")};
    const struct slice length[] = {SLICE("XLEN"), SLICE("k")};
    const struct slice read[] = {SLICE("XREAD"), SLICE("STREAMS"), SLICE("k"), SLICE("0")};
    const struct slice unknown[] = {SLICE("XINFO"), SLICE("HELP")};
    char name[COMMAND_NAME_SIZE];
    struct buffer names = {0};

    command_name(command_rule_of(info, 3), name);
    ck_assert_str_eq(name, "XINFO STREAM");
    ck_assert_ptr_null(command_rule_of(unknown, 2));
    ck_assert(command_takes(command_rule_of(length, 2), REPLY_INTEGER));
    ck_assert(command_takes(command_rule_of(length, 2), REPLY_ERROR));
    ck_assert(!command_takes(command_rule_of(length, 2), REPLY_STRING));
    ck_assert(!command_takes(command_rule_of(length, 2), REPLY_NIL));
    ck_assert(command_takes(command_rule_of(read, 4), REPLY_NIL));
    ck_assert(command_takes(command_rule_of(read, 4), REPLY_ARRAY));
    ck_assert(!command_takes(command_rule_of(info, 3), REPLY_NIL));
    command_list(0, &names);
    ck_assert_uint_eq(names.size, 0);
    command_list(command_bit(command_rule_of(info, 3)) | command_bit(command_rule_of(length, 2)),
                 &names);
    ck_assert_str_eq(buffer_text(&names), "XLEN, XINFO STREAM");
    buffer_free(&names);
}
END_TEST

Suite *suite_command(void)
{
    Suite *suite = suite_create("command");
    TCase *tcase = tcase_create("command");

    tcase_add_loop_test(tcase, only_the_listed_commands_are_allowed, 0,
                        (int)(sizeof(allowances) / sizeof(allowances[0])));
    tcase_add_test(tcase, sizes_bound_the_words);
    tcase_add_test(tcase, the_reading_side_cannot_write);
    tcase_add_loop_test(tcase, the_key_of_a_command_is_found, 0,
                        (int)(sizeof(keyed) / sizeof(keyed[0])));
    tcase_add_test(tcase, the_rights_are_the_list);
    tcase_add_test(tcase, a_command_has_a_name_a_bit_and_its_own_replies);
    tcase_add_test(tcase, a_command_is_written_with_counts_and_sizes);
    suite_add_tcase(suite, tcase);
    return suite;
}
