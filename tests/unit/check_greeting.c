#include "config.h"

#include "redis/command.h"
#include "redis/greeting.h"
#include "unit/suites.h"

#include <string.h>

static const struct {
    const char *url;
    unsigned commands;
    const char *says; /* without counts and sizes */
} greetings[] = {
    {"redis://h", COMMANDS_READING, "CLIENT SETNAME me|PING|INFO|"},
    {"redis://h/0", COMMANDS_READING, "CLIENT SETNAME me|PING|INFO|"},
    {"redis://:pw@h", COMMANDS_READING, "AUTH pw|CLIENT SETNAME me|PING|INFO|"},
    {"redis://u:pw@h/2", COMMANDS_READING, "AUTH u pw|CLIENT SETNAME me|SELECT 2|PING|INFO|"},
    {"unix://u:@/s?db=15", COMMANDS_READING, "AUTH u |CLIENT SETNAME me|SELECT 15|PING|INFO|"},
    {"redis+sentinel://u:pw@h/m/2", COMMANDS_SINK,
     "AUTH u pw|CLIENT SETNAME me|SELECT 2|ROLE|PING|HELLO|"},
    {"redis://u:pw@h/2", COMMANDS_SINK, "AUTH u pw|CLIENT SETNAME me|SELECT 2|PING|HELLO|"},
};

/* "*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n" to "AUTH pw|". */
static void flatten(struct slice rest, struct buffer *out)
{
    while (rest.size > 0) {
        struct slice count = slice_split(&rest, '\n');
        for (int words = count.data[1] - '0'; words > 0; words--) {
            slice_split(&rest, '\n');
            struct slice word = slice_split(&rest, '\r');
            buffer_append(out, word.data, word.size);
            buffer_char(out, words > 1 ? ' ' : '|');
            slice_split(&rest, '\n');
        }
    }
}

START_TEST(the_url_and_the_list_say_which_steps_are_needed)
{
    struct redis_url url;
    struct greeting greeting = {&url, "me", greetings[_i].commands, .refused = 0};
    struct buffer out = {0}, flat = {0};

    ck_assert(redis_url_parse(greetings[_i].url, &url, NULL));
    for (enum greeting_step step = greeting_next(&greeting, GREETING_AUTH); step < GREETING_DONE;
         step = greeting_next(&greeting, step + 1))
        greeting_write(&greeting, step, &out);
    flatten((struct slice){out.data, out.size}, &flat);
    ck_assert_str_eq(buffer_text(&flat), greetings[_i].says);
    redis_url_free(&url);
    buffer_free(&out);
    buffer_free(&flat);
}
END_TEST

/* Fills a reply with one of "+status", "-error", "$string", ":". */
static void fill_reply(struct reply *reply, const char *text)
{
    static const enum reply_type types[] = {
        ['+'] = REPLY_STATUS, ['-'] = REPLY_ERROR, ['$'] = REPLY_STRING, [':'] = REPLY_INTEGER};

    *reply = (struct reply){0};
    reply_add(reply, &(struct reply_element){.type = types[(unsigned char)text[0]],
                                             .text = slice_of(text + 1)});
    reply_finish(reply);
}

static const struct {
    const char *info;
    bool asked;
} policies[] = {
    {"$# Memory\r\nused_memory:1\r\nmaxmemory_policy:allkeys-lru\r\nlast:1\r\n", true},
    {"$maxmemory:1\r\nmaxmemory_policy:allkeys-lfu\r\n", true},
    {"$maxmemory:1\r\nmaxmemory_policy:volatile-lru", true},
    {"$maxmemory:1\r\nmaxmemory_policy:noeviction\r\n", false},
    {"$maxmemory:1\r\nmaxmemory_policy:allkeys-random\r\n", false},
    {"$maxmemory:1\r\nmaxmemory_policy:\r\n", false},
    {"$maxmemory:1\r\nmaxmemory_policy", false},
    {"$other_maxmemory_policy:allkeys-lru\r\n", false},
    {"$", false},
    {"+PONG", false},
    {"-NOPERM no", false},
};

START_TEST(where_use_decides_what_is_evicted_looking_is_not_to_count)
{
    struct redis_url url = {0};
    struct greeting greeting = {&url, "me", COMMANDS_READING, .refused = 0};
    struct buffer out = {0}, flat = {0};
    struct reply reply;
    struct error error;

    fill_reply(&reply, policies[_i].info);
    ck_assert(greeting_check(&greeting, GREETING_INFO, &reply, &error));
    enum greeting_step step = greeting_next(&greeting, GREETING_NO_TOUCH);
    ck_assert_int_eq(step, policies[_i].asked ? GREETING_NO_TOUCH : GREETING_DONE);
    greeting_write(&greeting, GREETING_NO_TOUCH, &out);
    flatten((struct slice){out.data, out.size}, &flat);
    ck_assert_str_eq(buffer_text(&flat), "CLIENT NO-TOUCH ON|");
    buffer_free(&out);
    buffer_free(&flat);
    reply_free(&reply);
}
END_TEST

START_TEST(what_was_refused_before_is_left_out)
{
    const struct slice name[] = {SLICE("CLIENT"), SLICE("SETNAME"), SLICE("me")};
    const struct slice info[] = {SLICE("INFO")};
    struct redis_url url = {0};
    struct greeting greeting = {&url, "me", COMMANDS_READING, .evicts_by_use = true};

    greeting.refused =
        command_bit(command_rule_of(name, 3)) | command_bit(command_rule_of(info, 1));
    ck_assert_int_eq(greeting_next(&greeting, GREETING_AUTH), GREETING_PING);
    ck_assert_int_eq(greeting_next(&greeting, GREETING_INFO), GREETING_NO_TOUCH);
}
END_TEST

static const struct verdict {
    enum greeting_step step;
    const char *reply;      /* as fill_reply() takes it */
    enum error_class class; /* ERROR_NONE: goes on */
    const char *says;
} verdicts[] = {
    {GREETING_AUTH, "+OK", ERROR_NONE, ""},
    {GREETING_PING, "+PONG", ERROR_NONE, ""},
    {GREETING_AUTH, "-WRONGPASS invalid username-password pair or user is disabled.", ERROR_STOP,
     "refuses this user name or password"},
    {GREETING_AUTH, "-ERR invalid password", ERROR_STOP, "refuses this user name or password"},
    {GREETING_AUTH,
     "-ERR AUTH <password> called without any password configured for the default user. Are you "
     "sure your configuration is correct?",
     ERROR_STOP, "leave it out"},
    {GREETING_AUTH, "-ERR Client sent AUTH, but no password is set", ERROR_STOP, "leave it out"},
    {GREETING_AUTH, "-ERR wrong number of arguments for 'auth' command", ERROR_STOP, "no users"},
    {GREETING_AUTH, "-ERR unknown command 'AUTH', with args beginning with: 's3cret'", ERROR_STOP,
     "refuses AUTH (ERR)"},
    {GREETING_AUTH, "-NOPERM s3cret", ERROR_STOP, "refuses AUTH (NOPERM)"},
    {GREETING_AUTH, "-s3cret", ERROR_STOP, "refuses AUTH ()"},
    {GREETING_AUTH, "-", ERROR_STOP, "refuses AUTH ()"},
    {GREETING_AUTH, "-LOADING Redis is loading the dataset in memory", ERROR_RETRY, "LOADING"},
    {GREETING_NAME, "-ERR unknown command 'CLIENT'", ERROR_NONE, ""},
    {GREETING_NAME, "-NOPERM no", ERROR_NONE, ""},
    {GREETING_NAME, "-NOAUTH Authentication required.", ERROR_STOP, "wants a password"},
    {GREETING_NAME, "-ERR max number of clients reached", ERROR_RETRY, "max number of clients"},
    {GREETING_NAME, "-DENIED Redis is running in protected mode because", ERROR_STOP,
     "protected mode"},
    {GREETING_SELECT, "-ERR DB index is out of range", ERROR_STOP, "SELECT: ERR DB index"},
    {GREETING_SELECT, "-NOPERM no", ERROR_STOP, "SELECT: NOPERM no"},
    {GREETING_NO_TOUCH, "-ERR unknown subcommand 'NO-TOUCH'", ERROR_NONE, ""},
    {GREETING_PING, "-NOPERM no", ERROR_NONE, ""},
    {GREETING_PING, "-MASTERDOWN Link with MASTER is down", ERROR_RETRY, "MASTERDOWN"},
    {GREETING_PING, "-BUSY Redis is busy running a script.", ERROR_RETRY, "BUSY"},
    {GREETING_PING, "-MISCONF Redis is configured to save RDB snapshots", ERROR_NONE, ""},
    {GREETING_INFO, "$used_memory:1", ERROR_NONE, ""},
    {GREETING_INFO, "-NOPERM no", ERROR_NONE, ""},
    {GREETING_INFO, "$# Server\r\nredis_mode:standalone\r\n", ERROR_NONE, ""},
    {GREETING_INFO, "$# Server\r\nredis_mode:cluster\r\n", ERROR_STOP,
     "one of a cluster: redis+cluster://"},
    {GREETING_INFO, "$# Server\r\nserver_mode:cluster\r\n", ERROR_STOP,
     "one of a cluster: redis+cluster://"},
    {GREETING_INFO, "$# Server\r\nserver_mode:standalone\r\n", ERROR_NONE, ""},
    {GREETING_SELECT, "-ERR SELECT is not allowed in cluster mode", ERROR_STOP,
     "one of a cluster: redis+cluster://"},
};

START_TEST(each_answer_has_its_meaning_and_none_shows_a_secret)
{
    const struct verdict *expected = &verdicts[_i];
    struct redis_url url = {.host = (char[]){"h"}, .port = (char[]){"1"}};
    struct greeting greeting = {&url, "me", COMMANDS_READING, .refused = 0};
    struct reply reply;
    struct error error = {0};

    fill_reply(&reply, expected->reply);
    ck_assert_int_eq(greeting_check(&greeting, expected->step, &reply, &error),
                     expected->class == ERROR_NONE);
    ck_assert_int_eq(error.class, expected->class);
    ck_assert_msg(strstr(error.text, expected->says) != NULL, "%s", error.text);
    ck_assert_ptr_null(strstr(error.text, "s3cret"));
    reply_free(&reply);
}
END_TEST

START_TEST(who_writes_does_not_begin_where_no_writes_are_taken)
{
    struct redis_url url = {.host = (char[]){"h"}, .port = (char[]){"1"}};
    struct greeting greeting = {&url, "me", COMMANDS_SINK, .refused = 0};
    struct reply reply;
    struct error error = {0};

    fill_reply(&reply, "-MISCONF Redis is configured to save RDB snapshots");
    ck_assert(!greeting_check(&greeting, GREETING_PING, &reply, &error));
    ck_assert_int_eq(error.class, ERROR_RETRY);
    reply_free(&reply);
}
END_TEST

/* Replies that are lists of texts: what they say of the server. */
static const struct {
    enum greeting_step step;
    const char *words[3]; /* NULL: nil */
    size_t count;
    enum error_class class;
    const char *says;
    enum greeting_step next;
} lists[] = {
    {GREETING_ROLE, {"master", "0"}, 2, ERROR_NONE, "", GREETING_PING},
    {GREETING_ROLE, {"slave", "10.0.0.7"}, 2, ERROR_RESOLVE, "but it is a slave", GREETING_PING},
    {GREETING_ROLE, {"sentinel"}, 1, ERROR_RESOLVE, "but it is a sentinel", GREETING_PING},
    {GREETING_ROLE, {"master"}, 0, ERROR_RESOLVE, "but it is a ", GREETING_PING},
    {GREETING_HELLO, {"mode", "standalone"}, 2, ERROR_NONE, "", GREETING_DONE},
    {GREETING_HELLO, {"mode", "sentinel"}, 2, ERROR_NONE, "", GREETING_MASTERS},
    {GREETING_HELLO,
     {"mode", "cluster"},
     2,
     ERROR_STOP,
     "one of a cluster: redis+cluster://h:6379",
     GREETING_DONE},
    {GREETING_HELLO, {"mode", NULL}, 2, ERROR_NONE, "", GREETING_DONE},
    {GREETING_HELLO, {"mode"}, 1, ERROR_NONE, "", GREETING_DONE},
    {GREETING_HELLO, {NULL}, 0, ERROR_NONE, "", GREETING_DONE},
    {GREETING_MASTERS,
     {"x"},
     1,
     ERROR_STOP,
     "redis+sentinel://h:6379/NAME, with one of: (none)",
     GREETING_DONE},
};

START_TEST(what_a_list_says_of_the_server)
{
    struct redis_url url;
    struct reply reply = {0};
    struct error error = {0};

    ck_assert(redis_url_parse("redis://h", &url, &error));
    struct greeting greeting = {&url, "me", COMMANDS_SINK, .refused = 0};
    reply_add(&reply, &(struct reply_element){.type = REPLY_ARRAY, .integer = lists[_i].count});
    for (size_t i = 0; i < lists[_i].count; i++)
        reply_add(&reply,
                  &(struct reply_element){
                      .type = lists[_i].words[i] != NULL ? REPLY_STRING : REPLY_NIL,
                      .depth = 1,
                      .index = i,
                      .text = slice_of(lists[_i].words[i] != NULL ? lists[_i].words[i] : "")});
    reply_finish(&reply);
    bool good = greeting_check(&greeting, lists[_i].step, &reply, &error);
    ck_assert_int_eq(good, lists[_i].class == ERROR_NONE);
    ck_assert_int_eq(error.class, lists[_i].class);
    ck_assert_msg(strstr(error.text, lists[_i].says) != NULL, "%s", error.text);
    ck_assert_int_eq(greeting_next(&greeting, lists[_i].step + 1), lists[_i].next);
    redis_url_free(&url);
    reply_free(&reply);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *suite_greeting(void)
{
    Suite *suite = suite_create("greeting");
    TCase *tcase = tcase_create("greeting");

    tcase_add_loop_test(tcase, the_url_and_the_list_say_which_steps_are_needed, 0,
                        COUNT_OF(greetings));
    tcase_add_loop_test(tcase, where_use_decides_what_is_evicted_looking_is_not_to_count, 0,
                        COUNT_OF(policies));
    tcase_add_loop_test(tcase, each_answer_has_its_meaning_and_none_shows_a_secret, 0,
                        COUNT_OF(verdicts));
    tcase_add_test(tcase, who_writes_does_not_begin_where_no_writes_are_taken);
    tcase_add_loop_test(tcase, what_a_list_says_of_the_server, 0, COUNT_OF(lists));
    tcase_add_test(tcase, what_was_refused_before_is_left_out);
    suite_add_tcase(suite, tcase);
    return suite;
}
