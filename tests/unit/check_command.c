#include "config.h"

#include "redis/command.h"
#include "redis/greeting.h"
#include "unit/suites.h"

#include <string.h>

static const struct allowance {
    const char *words[3]; /* up to NULL */
    bool read;
    bool sink;
} allowances[] = {
    {{"PING"}, true, true},
    {{"ping"}, true, true},
    {{"xRevRange", "key"}, true, true},
    {{"XREAD", "STREAMS"}, true, true},
    {{"XINFO", "STREAM", "key"}, true, true},
    {{"xinfo", "groups", "key"}, true, true},
    {{"MEMORY", "USAGE"}, true, true},
    {{"CLIENT", "SETNAME"}, true, true},
    {{"CONFIG", "GET"}, true, true},
    {{"XADD", "key"}, false, true},
    {{"xadd", "key"}, false, true},
    {{"XINFO"}, false, false},
    {{"XINFO", ""}, false, false},
    {{"XINFO", "HELP"}, false, false},
    {{"MEMORY", "PURGE"}, false, false},
    {{"CLIENT", "KILL"}, false, false},
    {{"CONFIG", "SET"}, false, false},
    {{"COMMAND"}, false, false},
    {{"XDEL", "key"}, false, false},
    {{"XTRIM", "key"}, false, false},
    {{"XGROUP", "CREATE"}, false, false},
    {{"XREADGROUP", "GROUP"}, false, false},
    {{"DEL", "key"}, false, false},
    {{"SET", "key"}, false, false},
    {{"FLUSHALL"}, false, false},
    {{"EVAL", "return 1"}, false, false},
    {{"MULTI"}, false, false},
    {{"XLEN "}, false, false},
    {{"XLE"}, false, false},
    {{""}, false, false},
    {{NULL}, false, false},
};

START_TEST(only_the_listed_commands_are_allowed)
{
    const struct allowance *expected = &allowances[_i];
    size_t argc = 0;

    while (argc < 3 && expected->words[argc] != NULL)
        argc++;
    ck_assert_int_eq(command_allowed(COMMANDS_READ, argc, expected->words, NULL), expected->read);
    ck_assert_int_eq(command_allowed(COMMANDS_SINK, argc, expected->words, NULL), expected->sink);
}
END_TEST

START_TEST(sizes_bound_the_words)
{
    const char *const words[] = {"XLENGTHY", "key"};
    const size_t right[] = {4, 3}, with_nul[] = {5, 3};
    const char *const nul[] = {"XLEN\0", "key"};

    ck_assert(command_allowed(COMMANDS_READ, 2, words, right));
    ck_assert(!command_allowed(COMMANDS_READ, 2, nul, with_nul));
}
END_TEST

START_TEST(a_command_is_written_with_counts_and_sizes)
{
    struct buffer out = {0};

    command_format(2, (const char *const[]){"XLEN", "k"}, NULL, &out);
    ck_assert_str_eq(buffer_text(&out), "*2\r\n$4\r\nXLEN\r\n$1\r\nk\r\n");
    buffer_clear(&out);
    command_format(2, (const char *const[]){"TYPE", "a\0b\r\n"}, (const size_t[]){4, 5}, &out);
    ck_assert_uint_eq(out.size, 4 + 10 + 4 + 7);
    ck_assert_mem_eq(out.data, "*2\r\n$4\r\nTYPE\r\n$5\r\na\0b\r\n\r\n", out.size);
    buffer_free(&out);
}
END_TEST

/* The handshake does not pass through the list: it must not say what the list forbids. */
START_TEST(the_handshake_keeps_to_the_list)
{
    struct redis_url url;
    struct buffer out = {0};

    ck_assert(redis_url_parse("redis://u:p@h/1", &url, NULL));
    greeting_write(&url, "name", &out);
    struct slice rest = {out.data, out.size};
    size_t commands = 0;
    while (rest.size > 0) {
        const char *words[3];
        size_t sizes[3];
        struct slice line = slice_split(&rest, '\n');
        size_t argc = (size_t)(line.data[1] - '0');
        ck_assert_uint_le(argc, 3);
        for (size_t i = 0; i < argc; i++) {
            slice_split(&rest, '\n');
            struct slice word = slice_split(&rest, '\r');
            words[i] = word.data;
            sizes[i] = word.size;
            slice_split(&rest, '\n');
        }
        ck_assert(command_allowed(COMMANDS_READ, argc, words, sizes));
        commands++;
    }
    ck_assert_uint_eq(commands, GREETING_DONE);
    redis_url_free(&url);
    buffer_free(&out);
}
END_TEST

Suite *suite_command(void)
{
    Suite *suite = suite_create("command");
    TCase *tcase = tcase_create("command");

    tcase_add_loop_test(tcase, only_the_listed_commands_are_allowed, 0,
                        (int)(sizeof(allowances) / sizeof(allowances[0])));
    tcase_add_test(tcase, sizes_bound_the_words);
    tcase_add_test(tcase, a_command_is_written_with_counts_and_sizes);
    tcase_add_test(tcase, the_handshake_keeps_to_the_list);
    suite_add_tcase(suite, tcase);
    return suite;
}
