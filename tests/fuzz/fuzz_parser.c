/* What a server sends. However it is cut into pieces, it is the same replies, and it ends at the
 * same place with the same error; what is accepted is what hiredis makes of it by itself. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "redis/foreign.h"
#include "redis/parser.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPLITS_MAX 24 /* of longer input some splits are tried */

static const struct parser_limits limits = {.bytes = 4096, .elements = 200, .depth = 6};

/* Every reply as a line, then the error, if there is one. */
struct told {
    struct buffer text;
    size_t replies;
    bool streams; /* elements are passed on one by one */
    struct error error;
};

static void put(struct buffer *out, enum reply_type type, int64_t integer, struct slice text)
{
    static const char marks[] = {[REPLY_STRING] = '$',  [REPLY_STATUS] = '+', [REPLY_ERROR] = '-',
                                 [REPLY_INTEGER] = ':', [REPLY_NIL] = '_',    [REPLY_ARRAY] = '*'};
    bool has_number = type == REPLY_INTEGER || type == REPLY_ARRAY;

    buffer_printf(out, "%c%lld %zu ", marks[type], has_number ? (long long)integer : 0, text.size);
    buffer_append(out, text.data, text.size);
    buffer_char(out, ';');
}

static void take_element(void *context, const struct reply_element *element)
{
    struct told *told = context;

    must(element->depth <= limits.depth, "depth has its limit");
    put(&told->text, element->type, element->integer, element->text);
}

static const char *begins(void *context, enum reply_type type, reply_element_fn **on_element,
                          void **element_context)
{
    struct told *told = context;

    (void)type;
    if (told->streams) {
        *on_element = take_element;
        *element_context = told;
    }
    return NULL;
}

static void complete(void *context, const struct reply *reply)
{
    struct told *told = context;

    told->replies++;
    must(reply->count > 0 && reply->nodes[0].next == reply->count, "a reply is one tree");
    for (size_t i = 0; i < reply->count && !told->streams; i++)
        put(&told->text, reply->nodes[i].type, reply->nodes[i].integer, reply_text(reply, i));
    buffer_char(&told->text, '\n');
}

static struct told parse(struct slice bytes, size_t first, size_t piece, bool streams)
{
    static const struct parser_events events = {.begins = begins, .complete = complete};
    struct told told = {.streams = streams};
    struct parser *parser = parser_new(&limits, &events, &told);
    bool good = true;

    while (bytes.size > 0 && good) {
        size_t size = first < bytes.size ? first : bytes.size;
        good = parser_feed(parser, bytes.data, size, &told.error);
        bytes.data += size;
        bytes.size -= size;
        first = piece;
    }
    if (!good)
        must(told.error.class == ERROR_STOP && told.error.text[0] != '\0', "an error has a reason");
    parser_free(parser);
    return told;
}

/* Whether a number has too many digits, or its line too many characters, is a matter of what was
 * there first. */
static bool is_about_length(const struct told *told)
{
    return strstr(told->error.text, "too long") != NULL ||
           strstr(told->error.text, "too large") != NULL;
}

static void must_be_equal(const struct told *a, const struct told *b)
{
    must(a->replies == b->replies, "it is as many replies in any pieces");
    must(slice_equals((struct slice){a->text.data, a->text.size},
                      (struct slice){b->text.data, b->text.size}),
         "they are the same in any pieces");
    must(a->error.class == b->error.class, "it ends in error in any pieces");
    must(is_about_length(a) || is_about_length(b) || strcmp(a->error.text, b->error.text) == 0,
         "the error is the same in any pieces");
}

static void check_piece(struct slice bytes, size_t first, size_t piece, const struct told *whole)
{
    struct told cut = parse(bytes, first, piece, whole->streams);

    must_be_equal(whole, &cut);
    buffer_free(&cut.text);
}

static void check_pieces(struct slice bytes, const struct told *whole)
{
    size_t step = 1 + bytes.size / SPLITS_MAX;

    check_piece(bytes, 1, 1, whole);
    check_piece(bytes, 3, 3, whole);
    for (size_t split = 1; split < bytes.size; split += step)
        check_piece(bytes, split, bytes.size, whole);
}

static void put_hiredis(struct buffer *out, const redisReply *reply)
{
    static const enum reply_type types[] = {
        [REDIS_REPLY_STRING] = REPLY_STRING,   [REDIS_REPLY_ARRAY] = REPLY_ARRAY,
        [REDIS_REPLY_INTEGER] = REPLY_INTEGER, [REDIS_REPLY_NIL] = REPLY_NIL,
        [REDIS_REPLY_STATUS] = REPLY_STATUS,   [REDIS_REPLY_ERROR] = REPLY_ERROR};
    enum reply_type type = types[reply->type];
    bool has_text = type == REPLY_STRING || type == REPLY_STATUS || type == REPLY_ERROR;
    bool is_array = type == REPLY_ARRAY;

    put(out, type, is_array ? (int64_t)reply->elements : reply->integer,
        has_text ? (struct slice){reply->str, reply->len} : (struct slice){0});
    for (size_t i = 0; is_array && i < reply->elements; i++)
        put_hiredis(out, reply->element[i]);
}

/* What we understand without an error, hiredis's own reader does too. */
static void check_hiredis(struct slice bytes, const struct told *whole)
{
    redisReader *reader = redisReaderCreate();
    struct buffer theirs = {0};
    void *reply = NULL;

    if (reader == NULL)
        abort();
    must(redisReaderFeed(reader, bytes.data, bytes.size) == REDIS_OK, "hiredis takes it");
    while (redisReaderGetReply(reader, &reply) == REDIS_OK && reply != NULL) {
        put_hiredis(&theirs, reply);
        buffer_char(&theirs, '\n');
        freeReplyObject(reply);
        reply = NULL;
    }
    must(reader->err == 0, "hiredis reads what we read");
    must(slice_equals((struct slice){theirs.data, theirs.size},
                      (struct slice){whole->text.data, whole->text.size}),
         "hiredis reads the same");
    redisReaderFree(reader);
    buffer_free(&theirs);
}

FUZZ_TARGET(parser)
{
    struct slice bytes = {(const char *)data, size};
    struct told whole = parse(bytes, size, size, false);
    struct told streamed = parse(bytes, size, size, true);

    check_pieces(bytes, &whole);
    check_pieces(bytes, &streamed);
    must(whole.replies == streamed.replies, "passed on or collected, it is as many replies");
    if (whole.error.class == ERROR_NONE && !foreign_may_begin(bytes))
        check_hiredis(bytes, &whole);
    buffer_free(&whole.text);
    buffer_free(&streamed.text);
    return 0;
}
