#include "config.h"

#include "redis/parser.h"
#include "redis/sentinel_answer.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static struct sentinel_answer read_answer;
static struct buffer read_names;
static bool read_well;

static void complete(void *context, const struct reply *reply)
{
    (void)context;
    read_well = sentinel_read_address(reply, &read_answer);
    sentinel_read_master(reply, &read_answer);
    sentinel_list_masters(reply, &read_names);
}

static const char *begins(void *context, enum reply_type type, reply_element_fn **on_element,
                          void **element_context)
{
    (void)context;
    (void)type;
    (void)on_element;
    (void)element_context;
    return NULL;
}

/* Reads one reply as each of the three kinds. */
static void read_reply(const char *bytes)
{
    static const struct parser_limits limits = {.bytes = 4096, .elements = 200, .depth = 6};
    static const struct parser_events events = {.begins = begins, .complete = complete};
    struct parser *parser = parser_new(&limits, &events, NULL);
    struct error error;

    read_answer = (struct sentinel_answer){.host = "before", .epoch = 3};
    buffer_clear(&read_names);
    ck_assert(parser_feed(parser, bytes, strlen(bytes), &error));
    parser_free(parser);
}

static const struct {
    const char *reply;
    bool well;
    const char *host;
    const char *port;
} addresses[] = {
    {"*2\r\n$9\r\n127.0.0.1\r\n$5\r\n21001\r\n", true, "127.0.0.1", "21001"},
    {"*2\r\n$3\r\n::1\r\n$4\r\n6379\r\n", true, "::1", "6379"},
    {"*2\r\n$10\r\nredis.test\r\n$5\r\n00080\r\n", true, "redis.test", "80"},
    {"*-1\r\n", true, "", NULL},
    {"$-1\r\n", true, "", NULL},
    {"*0\r\n", false, "", NULL},
    {"*1\r\n$1\r\nh\r\n", false, "", NULL},
    {"*2\r\n$0\r\n\r\n$4\r\n6379\r\n", false, "", NULL},
    {"*2\r\n$1\r\nh\r\n$0\r\n\r\n", false, "", NULL},
    {"*2\r\n$1\r\nh\r\n$1\r\n0\r\n", false, "", NULL},
    {"*2\r\n$1\r\nh\r\n$5\r\n65536\r\n", false, "", NULL},
    {"*2\r\n$1\r\nh\r\n$2\r\n-1\r\n", false, "", NULL},
    {"*2\r\n$3\r\na b\r\n$1\r\n1\r\n", false, "", NULL},
    {"*2\r\n$4\r\na\033[2\r\n$1\r\n1\r\n", false, "", NULL},
    {"*2\r\n$2\r\n\xc3\xa4\r\n$1\r\n1\r\n", false, "", NULL},
    {"*2\r\n*1\r\n$1\r\nh\r\n$1\r\n1\r\n", false, "", NULL},
    {"+OK\r\n", false, "", NULL},
    {":7\r\n", false, "", NULL},
};

START_TEST(an_address_is_a_host_and_a_port)
{
    read_reply(addresses[_i].reply);
    ck_assert_int_eq(read_well, addresses[_i].well);
    ck_assert_str_eq(read_answer.host, addresses[_i].host);
    if (addresses[_i].port != NULL)
        ck_assert_str_eq(read_answer.port, addresses[_i].port);
}
END_TEST

START_TEST(a_host_has_at_most_255_bytes)
{
    char reply[400];

    for (int size = 255; size <= 256; size++) {
        snprintf(reply, sizeof(reply), "*2\r\n$%d\r\n%0*d\r\n$1\r\n1\r\n", size, size, 1);
        read_reply(reply);
        ck_assert_int_eq(read_well, size == 255);
        ck_assert_uint_eq(strlen(read_answer.host), size == 255 ? 255 : 0);
    }
}
END_TEST

static const struct {
    const char *reply;
    uint64_t epoch;
    bool down;
} masters[] = {
    {"*4\r\n$5\r\nflags\r\n$6\r\nmaster\r\n$12\r\nconfig-epoch\r\n$2\r\n12\r\n", 12, false},
    {"*4\r\n$12\r\nconfig-epoch\r\n$1\r\n4\r\n$5\r\nflags\r\n$20\r\ns_down,o_down,master\r\n", 4,
     true},
    {"*2\r\n$5\r\nflags\r\n$13\r\nmaster,s_down\r\n", 3, true},
    {"*2\r\n$5\r\nflags\r\n$7\r\nxs_down\r\n", 3, false},
    {"*2\r\n$12\r\nconfig-epoch\r\n$2\r\n-1\r\n", 3, false},
    {"*2\r\n$12\r\nconfig-epoch\r\n*0\r\n", 3, false},
    {"*1\r\n$12\r\nconfig-epoch\r\n", 3, false},
    {"-ERR No such master with that name\r\n", 3, false},
};

START_TEST(what_is_not_said_of_a_master_stays)
{
    read_reply(masters[_i].reply);
    ck_assert_uint_eq(read_answer.epoch, masters[_i].epoch);
    ck_assert_int_eq(read_answer.down, masters[_i].down);
}
END_TEST

/* The flags that three say of a server; NULL: of another one. */
static const struct {
    const char *flags[3];
    bool doubted;
} doubts[] = {
    {{"master", "master", "master"}, false},
    {{"master,s_down", "master", "master"}, false},
    {{"master,s_down", "master,s_down", "master"}, true},
    {{"master,s_down", "master", NULL}, false},
    {{"master,s_down", NULL, NULL}, true},
    {{"master", "master,o_down", "master"}, true},
    {{"failover_in_progress,master", "master", "master"}, true},
    {{"master", "master", "xfailover_in_progress"}, false},
    {{NULL, NULL, NULL}, false},
};

START_TEST(a_server_that_is_being_replaced_or_down_for_most_is_doubted)
{
    const struct sentinel_answer server = {.host = "h", .port = "1"};
    struct sentinel_answer answers[3];
    char reply[128];

    for (int i = 0; i < 3; i++) {
        const char *flags = doubts[_i].flags[i] != NULL ? doubts[_i].flags[i] : "o_down";
        snprintf(reply, sizeof(reply),
                 "*6\r\n$2\r\nip\r\n$1\r\n%c\r\n$4\r\nport\r\n$1\r\n1\r\n$5\r\nflags\r\n"
                 "$%zu\r\n%s\r\n",
                 doubts[_i].flags[i] != NULL ? 'h' : 'g', strlen(flags), flags);
        read_reply(reply);
        answers[i] = read_answer;
    }
    ck_assert_int_eq(sentinel_is_doubted(answers, 3, &server), doubts[_i].doubted);
}
END_TEST

START_TEST(names_of_masters_are_safe_and_not_too_many)
{
    struct buffer many = {0};

    read_reply("*3\r\n*2\r\n$4\r\nname\r\n$1\r\na\r\n*2\r\n$2\r\nip\r\n$1\r\nx\r\n"
               "*4\r\n$2\r\nip\r\n$1\r\nx\r\n$4\r\nname\r\n$3\r\n\033[2\r\n");
    ck_assert_str_eq(buffer_text(&read_names), "a, ?[2");
    buffer_string(&many, "*11\r\n");
    for (int i = 0; i < 11; i++)
        buffer_printf(&many, "*2\r\n$4\r\nname\r\n$2\r\nm%c\r\n", 'a' + i);
    read_reply(buffer_text(&many));
    ck_assert_str_eq(buffer_text(&read_names), "ma, mb, mc, md, me, mf, mg, mh and 3 others");
    read_reply("*0\r\n");
    ck_assert_str_eq(buffer_text(&read_names), "");
    buffer_free(&many);
}
END_TEST

/* Sentinels and what they say: "HOST EPOCH", "-" for nothing. */
static const struct {
    const char *current;
    const char *answers[4];
    bool holds;
    int chosen; /* -1: stays */
} choices[] = {
    {"-", {"-"}, false, -1},
    {"-", {"a 0"}, false, 0},
    {"-", {"-", "a 0", "-"}, false, 1},
    {"a 1", {"a 1", "a 1", "a 1"}, true, 0},
    {"a 1", {"a 1", "b 2", "a 1"}, true, 1},
    {"a 1", {"b 2", "a 1"}, true, 0},
    {"a 1", {"b 2", "c 3", "a 1"}, false, 1},
    /* Two of one epoch: the current one stays. */
    {"a 1", {"b 1", "a 1"}, true, 1},
    {"a 0", {"b 0", "a 0"}, false, 1},
    /* One that knows nothing better is not believed while the master answers, */
    {"b 2", {"a 1", "-", "-"}, true, -1},
    {"b 2", {"a 1", "-"}, true, -1},
    {"b 2", {"a 1", "b 2", "a 1"}, true, 1},
    /* unless it does not, or they are most of them: they were made anew. */
    {"b 2", {"a 1", "-", "-"}, false, 0},
    {"b 2", {"a 0", "a 0", "-"}, true, 0},
    {"b 2", {"a 0"}, true, 0},
    {"b 2", {"-", "-", "-"}, true, -1},
};

static struct sentinel_answer answer_of(const char *text)
{
    struct sentinel_answer answer = {0};

    if (text[0] != '-') {
        answer.host[0] = text[0];
        answer.port[0] = '1';
        answer.epoch = (uint64_t)(text[2] - '0');
    }
    return answer;
}

START_TEST(the_newest_epoch_wins_but_not_a_stale_one)
{
    struct sentinel_answer answers[4];
    struct sentinel_answer current = answer_of(choices[_i].current);
    size_t count = 0;

    while (count < 4 && choices[_i].answers[count] != NULL) {
        answers[count] = answer_of(choices[_i].answers[count]);
        count++;
    }
    const struct sentinel_answer *chosen = sentinel_choose(&(struct sentinel_choice){
        .answers = answers, .count = count, .current = &current, .holds = choices[_i].holds});
    ck_assert_int_eq(chosen != NULL ? (int)(chosen - answers) : -1, choices[_i].chosen);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *suite_sentinel_answer(void)
{
    Suite *suite = suite_create("sentinel_answer");
    TCase *tcase = tcase_create("sentinel_answer");

    tcase_add_loop_test(tcase, an_address_is_a_host_and_a_port, 0, COUNT_OF(addresses));
    tcase_add_test(tcase, a_host_has_at_most_255_bytes);
    tcase_add_loop_test(tcase, what_is_not_said_of_a_master_stays, 0, COUNT_OF(masters));
    tcase_add_loop_test(tcase, a_server_that_is_being_replaced_or_down_for_most_is_doubted, 0,
                        COUNT_OF(doubts));
    tcase_add_test(tcase, names_of_masters_are_safe_and_not_too_many);
    tcase_add_loop_test(tcase, the_newest_epoch_wins_but_not_a_stale_one, 0, COUNT_OF(choices));
    suite_add_tcase(suite, tcase);
    return suite;
}
