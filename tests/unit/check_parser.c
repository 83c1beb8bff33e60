#include "config.h"

#include "redis/parser.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

/* What a parser told, and what it is to be answered. */
struct record {
    struct parser *parser;
    int due; /* replies that are asked for; below 0: any number */
    bool stream;
    int stop_after; /* elements; 0: never */
    int elements;
    int replies;
    struct buffer trace; /* of streamed elements, "depth.index" */
    struct buffer dump;  /* of whole replies: "[a,[b]]" */
};

static void on_element(void *context, const struct reply_element *element)
{
    struct record *record = context;

    buffer_printf(&record->trace, "%u.%zu ", element->depth, element->index);
    if (++record->elements == record->stop_after)
        parser_stop(record->parser);
}

static const char *begins(void *context, enum reply_type type, reply_element_fn **element_fn,
                          void **element_context)
{
    struct record *record = context;

    (void)type;
    if (record->due-- == 0)
        return "nobody asked";
    if (record->stream) {
        *element_fn = on_element;
        *element_context = record;
    }
    return NULL;
}

static void dump(struct buffer *out, const struct reply *reply, size_t node)
{
    static const char marks[] = {'$', '+', '-', ':', '_', '*'};
    const struct reply_node *found = &reply->nodes[node];
    struct slice text = reply_text(reply, node);

    buffer_char(out, marks[found->type]);
    if (found->type == REPLY_INTEGER)
        buffer_printf(out, "%lld", (long long)found->integer);
    buffer_append(out, text.data, text.size);
    if (found->type != REPLY_ARRAY)
        return;
    buffer_char(out, '[');
    for (size_t i = 0; reply_child(reply, node, i) < reply->count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        dump(out, reply, reply_child(reply, node, i));
    }
    buffer_char(out, ']');
}

static void complete(void *context, const struct reply *reply)
{
    struct record *record = context;

    record->replies++;
    dump(&record->dump, reply, 0);
    buffer_char(&record->dump, ' ');
}

static struct parser *open_parser(struct record *record)
{
    static const struct parser_events events = {.begins = begins, .complete = complete};
    static const struct parser_limits limits = {.bytes = 200000, .elements = 1000, .depth = 7};

    record->parser = parser_new(&limits, &events, record);
    return record->parser;
}

static void close_parser(struct record *record)
{
    parser_free(record->parser);
    buffer_free(&record->trace);
    buffer_free(&record->dump);
}

#define PAGE "*2\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nf\r\n$5\r\nv\r\nvv\r\n*2\r\n$3\r\n1-2\r\n*-1\r\n"

static const struct {
    const char *bytes;
    const char *dump;
} replies[] = {
    {"+OK\r\n", "+OK "},
    {"-ERR no\r\n", "-ERR no "},
    {":-9223372036854775808\r\n", ":-9223372036854775808 "},
    {":9223372036854775807\r\n", ":9223372036854775807 "},
    {"$0\r\n\r\n", "$ "},
    {"$-1\r\n", "_ "},
    {"*-1\r\n", "_ "},
    {"*0\r\n", "*[] "},
    {"+\r\n", "+ "},
    {"$5\r\n\r\n*1\r\r\n", "$\r\n*1\r "},
    {"+a\r\n:1\r\n$1\r\nx\r\n", "+a :1 $x "},
    {PAGE, "*[*[$1-1,*[$f,$v\r\nvv]],*[$1-2,_]] "},
    {"*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", "*[*[*[*[*[*[*[:1]]]]]]] "},
    {"*2\r\n-ERR in it\r\n*0\r\n", "*[-ERR in it,*[]] "},
};

START_TEST(replies_are_read_whole)
{
    struct record record = {.due = -1};
    struct error error = {0};

    ck_assert_msg(
        parser_feed(open_parser(&record), replies[_i].bytes, strlen(replies[_i].bytes), &error),
        "%s", error.text);
    ck_assert_str_eq(buffer_text(&record.dump), replies[_i].dump);
    close_parser(&record);
}
END_TEST

START_TEST(replies_are_read_byte_by_byte)
{
    struct record record = {.due = -1};
    struct error error = {0};

    open_parser(&record);
    for (const char *byte = replies[_i].bytes; *byte != '\0'; byte++)
        ck_assert_msg(parser_feed(record.parser, byte, 1, &error), "%s", error.text);
    ck_assert_str_eq(buffer_text(&record.dump), replies[_i].dump);
    close_parser(&record);
}
END_TEST

START_TEST(elements_are_passed_on_with_depth_and_index)
{
    struct record record = {.due = 1, .stream = true};
    struct error error;

    ck_assert(parser_feed(open_parser(&record), PAGE, strlen(PAGE), &error));
    ck_assert_str_eq(buffer_text(&record.trace), "0.0 1.0 2.0 2.1 3.0 3.1 1.1 2.0 2.1 ");
    ck_assert_str_eq(buffer_text(&record.dump), "*[] ");
    close_parser(&record);
}
END_TEST

START_TEST(elements_are_passed_on_before_the_reply_is_whole)
{
    struct record record = {.due = 1, .stream = true};
    struct error error;

    ck_assert(parser_feed(open_parser(&record), PAGE, 30, &error));
    ck_assert_int_eq(record.elements, 5);
    ck_assert_int_eq(record.replies, 0);
    close_parser(&record);
}
END_TEST

START_TEST(stopping_within_an_element_ends_everything)
{
    struct record record = {.due = -1, .stream = true, .stop_after = _i};
    struct error error;

    open_parser(&record);
    ck_assert(parser_feed(record.parser, PAGE PAGE, 2 * strlen(PAGE), &error));
    ck_assert(parser_feed(record.parser, PAGE, strlen(PAGE), &error));
    ck_assert_int_eq(record.elements, _i);
    ck_assert_int_eq(record.replies, 0);
    close_parser(&record);
}
END_TEST

START_TEST(thousands_of_replies_in_one_piece_are_all_read)
{
    enum { COUNT = 20000 };
    struct record record = {.due = COUNT};
    struct buffer bytes = {0};
    struct error error;

    for (int i = 0; i < COUNT; i++)
        buffer_printf(&bytes, ":%d\r\n", i);
    ck_assert(parser_feed(open_parser(&record), bytes.data, bytes.size, &error));
    ck_assert_int_eq(record.replies, COUNT);
    buffer_free(&bytes);
    close_parser(&record);
}
END_TEST

/* `tail` is sent again and again, until `size` bytes are sent. */
static const struct {
    const char *head;
    const char *tail;
    size_t size;
    const char *says;
} hostile[] = {
    {"hello\r\n", "", 0, "not Redis"},
    {"HTTP/1.1 400 Bad Request\r\n\r\n", "", 0, "an HTTP server answers here"},
    {"\x15\x03\x01", "", 0, "a TLS server answers here"},
    {"\x16\x03\x03", "", 0, "a TLS server answers here"},
    {"SSH-2.0-OpenSSH_9.2\r\n", "", 0, "not Redis"},
    {"+OK\r\nHTTP/1.1 400\r\n", "", 0, "protocol error: Protocol error, got \"H\""},
    {"*2147483647\r\n", "", 0, "too many elements"},
    {"*1000\r\n", "", 0, "too many elements"},
    {"*3\r\n*500\r\n*500\r\n", "", 0, "too many elements"},
    {"*4294967296\r\n", "", 0, "protocol error"},
    {"*99999999999999999999\r\n", "", 0, "protocol error"},
    {"*-2\r\n", "", 0, "protocol error"},
    {"*x\r\n", "", 0, "protocol error"},
    {"*1\r\n", "*1\r\n", 4000000, "nested too deep"},
    {"$9223372036854775000\r\n", "x", 300000, "too large"},
    {"$99999999999999999999\r\n", "", 0, "protocol error"},
    {"$-2\r\n", "", 0, "protocol error"},
    {"$100000\r\n", "x", 250000, "protocol error"},
    {":1x\r\n", "", 0, "protocol error"},
    {":\r\n", "", 0, "protocol error"},
    {":9223372036854775808\r\n", "", 0, "protocol error"},
    {"+", "x", 300000, "a line of the reply is too long"},
    {"-", "\n", 300000, "a line of the reply is too long"},
    {"*", "1", 300000, "a line of the reply is too long"},
    {"$", "1", 300000, "a line of the reply is too long"},
    {"%1\r\n+a\r\n+b\r\n", "", 0, "protocol error"},
    {"~1\r\n+a\r\n", "", 0, "protocol error"},
    {">1\r\n+a\r\n", "", 0, "protocol error"},
    {",1.5\r\n", "", 0, "protocol error"},
    {"#t\r\n", "", 0, "protocol error"},
    {"(123\r\n", "", 0, "protocol error"},
    {"=5\r\ntxt:x\r\n", "", 0, "protocol error"},
};

START_TEST(a_hostile_server_gets_a_plain_error)
{
    struct record record = {.due = -1};
    struct error error = {0};
    const char *tail = hostile[_i].tail;
    bool good =
        parser_feed(open_parser(&record), hostile[_i].head, strlen(hostile[_i].head), &error);

    for (size_t sent = 0; good && sent < hostile[_i].size; sent += strlen(tail))
        good = parser_feed(record.parser, tail, strlen(tail), &error);
    ck_assert(!good);
    ck_assert_int_eq(error.class, ERROR_STOP);
    ck_assert_msg(strstr(error.text, hostile[_i].says) != NULL, "%s", error.text);
    close_parser(&record);
}
END_TEST

START_TEST(each_reply_has_the_limits_for_itself)
{
    struct record record = {.due = -1};
    struct error error = {0};
    struct buffer bytes = {0};

    for (int reply = 0; reply < 3; reply++) {
        buffer_string(&bytes, "*1\r\n*900\r\n");
        for (int i = 0; i < 900; i++)
            buffer_printf(&bytes, "$100\r\n%0100d\r\n", i);
    }
    ck_assert_msg(parser_feed(open_parser(&record), bytes.data, bytes.size, &error), "%s",
                  error.text);
    ck_assert_int_eq(record.replies, 3);
    buffer_free(&bytes);
    close_parser(&record);
}
END_TEST

START_TEST(a_collected_reply_is_capped_as_a_whole)
{
    struct record record = {.due = -1};
    struct error error = {0};
    char *text = malloc(90000);

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', 90000);
    open_parser(&record);
    bool good = parser_feed(record.parser, "*3\r\n", 4, &error);
    for (int i = 0; i < 3 && good; i++)
        good = parser_feed(record.parser, "$90000\r\n", 8, &error) &&
               parser_feed(record.parser, text, 90000, &error) &&
               parser_feed(record.parser, "\r\n", 2, &error);
    ck_assert(!good);
    ck_assert_ptr_nonnull(strstr(error.text, "the reply is too large"));
    free(text);
    close_parser(&record);
}
END_TEST

static const struct {
    const char *bytes;
    const char *said;
} sayings[] = {
    {"SSH-2.0-OpenSSH_9.2\r\nmore", "SSH-2.0-OpenSSH_9.2"},
    {"+OK\r\nHTTP/1.1 502 Bad Gateway\r\n\r\n<html>", "HTTP/1.1 502 Bad Gateway"},
    {"+OK\r\n<html>\n", "<html>"},
    {"*2147483647\r\n", ""},
};

START_TEST(what_is_no_protocol_can_be_quoted)
{
    struct record record = {.due = -1};
    struct error error = {0};

    ck_assert(
        !parser_feed(open_parser(&record), sayings[_i].bytes, strlen(sayings[_i].bytes), &error));
    ck_assert(slice_is(parser_said(record.parser), sayings[_i].said));
    close_parser(&record);
}
END_TEST

START_TEST(an_answer_to_nothing_is_an_error)
{
    struct record record = {.due = 1};
    struct error error = {0};

    ck_assert(!parser_feed(open_parser(&record), "+OK\r\n+OK\r\n", 10, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "nobody asked"));
    ck_assert_int_eq(record.replies, 1);
    close_parser(&record);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *suite_parser(void)
{
    Suite *suite = suite_create("parser");
    TCase *tcase = tcase_create("parser");

    tcase_add_loop_test(tcase, replies_are_read_whole, 0, COUNT_OF(replies));
    tcase_add_loop_test(tcase, replies_are_read_byte_by_byte, 0, COUNT_OF(replies));
    tcase_add_test(tcase, elements_are_passed_on_with_depth_and_index);
    tcase_add_test(tcase, elements_are_passed_on_before_the_reply_is_whole);
    tcase_add_loop_test(tcase, stopping_within_an_element_ends_everything, 1, 10);
    tcase_add_test(tcase, thousands_of_replies_in_one_piece_are_all_read);
    tcase_add_loop_test(tcase, a_hostile_server_gets_a_plain_error, 0, COUNT_OF(hostile));
    tcase_add_test(tcase, each_reply_has_the_limits_for_itself);
    tcase_add_test(tcase, a_collected_reply_is_capped_as_a_whole);
    tcase_add_loop_test(tcase, what_is_no_protocol_can_be_quoted, 0, COUNT_OF(sayings));
    tcase_add_test(tcase, an_answer_to_nothing_is_an_error);
    suite_add_tcase(suite, tcase);
    return suite;
}
