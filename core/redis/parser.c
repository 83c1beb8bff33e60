#include "config.h"

#include "redis/parser.h"

#include "base/memory.h"
#include "redis/foreign.h"

#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>

/* hiredis moves what is unparsed to the front of its buffer after every reply; feeding it in pieces
 * keeps that cheap when many small replies arrive at once. */
#define FEED_SIZE 8192
#define LINE_MAX_BYTES 65536
#define SAID_SIZE 64      /* of what cannot be parsed: enough for a person to tell what it is */
#define HEAD_MAX_BYTES 32 /* of the line that announces a string */
#define LINE_REASON "a line of the reply is too long"
#define STRING_REASON "an element of the reply is too large"

#if HIREDIS_MAJOR >= 1
typedef size_t element_count;
#else
typedef int element_count;
#endif

struct parser {
    redisReader *reader;
    struct parser_limits limits;
    struct parser_events events;
    void *context;
    reply_element_fn *on_element; /* of the reply that is being parsed */
    void *element_context;
    size_t announced; /* elements of the reply so far, counting those that arrays promise */
    struct reply reply;
    bool stopped;
    bool understood; /* a whole reply has come */
    struct error error;
    char first[FOREIGN_SIZE];
    size_t first_size;
    size_t held;          /* of the first bytes, not parsed yet */
    char said[SAID_SIZE]; /* the beginning of what is being parsed */
    size_t said_size;
};

static bool refuse(struct parser *parser, const char *reason)
{
    return error_set(&parser->error, ERROR_STOP, "protocol error: %s", reason);
}

static unsigned depth_of(const redisReadTask *task)
{
    unsigned depth = 0;

    for (; task->parent != NULL; task = task->parent)
        depth++;
    return depth;
}

static bool begin_reply(struct parser *parser, enum reply_type type)
{
    reply_clear(&parser->reply);
    parser->announced = 1;
    parser->on_element = NULL;
    parser->element_context = NULL;
    const char *objection =
        parser->events.begins(parser->context, type, &parser->on_element, &parser->element_context);
    return objection == NULL || refuse(parser, objection);
}

static bool keep(struct parser *parser, const struct reply_element *element)
{
    if (parser->reply.text.size + element->text.size > parser->limits.bytes)
        return refuse(parser, "the reply is too large");
    reply_add(&parser->reply, element);
    return true;
}

static size_t line_limit(const struct parser *parser)
{
    return parser->limits.bytes < LINE_MAX_BYTES ? parser->limits.bytes : LINE_MAX_BYTES;
}

/* What came in one piece has the limits of what comes in many. */
static bool check_size(struct parser *parser, const struct reply_element *element)
{
    if (element->type == REPLY_STRING ? element->text.size > parser->limits.bytes
                                      : element->text.size > line_limit(parser))
        return refuse(parser, element->type == REPLY_STRING ? STRING_REASON : LINE_REASON);
    return true;
}

/* Passes an element on. Returns what hiredis takes for the made object: anything but NULL, which
 * makes it stop at once. */
static void *emit(const redisReadTask *task, struct reply_element element)
{
    struct parser *parser = task->privdata;

    if (parser->stopped)
        return NULL;
    element.depth = depth_of(task);
    element.index = task->idx > 0 ? (size_t)task->idx : 0;
    if (element.depth == 0 && !begin_reply(parser, element.type))
        return NULL;
    if (!check_size(parser, &element))
        return NULL;
    if ((parser->on_element == NULL || element.depth == 0) && !keep(parser, &element))
        return NULL;
    if (parser->on_element != NULL)
        parser->on_element(parser->element_context, &element);
    return parser->stopped ? NULL : parser;
}

static void *create_string(const redisReadTask *task, char *text, size_t size)
{
    struct reply_element element = {.text = {text, size}};

    switch (task->type) {
    case REDIS_REPLY_STRING:
        element.type = REPLY_STRING;
        break;
    case REDIS_REPLY_STATUS:
        element.type = REPLY_STATUS;
        break;
    case REDIS_REPLY_ERROR:
        element.type = REPLY_ERROR;
        break;
    default:
        refuse(task->privdata, "a type of RESP3, which was not asked for");
        return NULL;
    }
    return emit(task, element);
}

static void *create_array(const redisReadTask *task, element_count count)
{
    struct parser *parser = task->privdata;

    if (task->type != REDIS_REPLY_ARRAY) {
        refuse(parser, "a type of RESP3, which was not asked for");
        return NULL;
    }
    size_t announced = task->parent != NULL ? parser->announced : 1;
    if ((size_t)count > parser->limits.elements - announced) {
        refuse(parser, "the reply has too many elements");
        return NULL;
    }
    if (count > 0 && depth_of(task) >= parser->limits.depth) {
        refuse(parser, "the reply is nested too deep");
        return NULL;
    }

    struct reply_element element = {.type = REPLY_ARRAY, .integer = (int64_t)count};
    void *made = emit(task, element);
    parser->announced += (size_t)count;
    return made;
}

static void *create_integer(const redisReadTask *task, long long integer)
{
    return emit(task, (struct reply_element){.type = REPLY_INTEGER, .integer = integer});
}

static void *create_nil(const redisReadTask *task)
{
    return emit(task, (struct reply_element){.type = REPLY_NIL});
}

#if HIREDIS_MAJOR >= 1
static void *create_double(const redisReadTask *task, double number, char *text, size_t size)
{
    (void)number;
    return create_string(task, text, size);
}

static void *create_bool(const redisReadTask *task, int boolean)
{
    (void)boolean;
    return create_string(task, NULL, 0);
}
#endif

static void free_object(void *object)
{
    (void)object;
}

static redisReplyObjectFunctions object_functions = {
    .createString = create_string,
    .createArray = create_array,
    .createInteger = create_integer,
    .createNil = create_nil,
#if HIREDIS_MAJOR >= 1
    .createDouble = create_double,
    .createBool = create_bool,
#endif
    .freeObject = free_object,
};

static redisReader *open_reader(struct parser *parser)
{
    redisReader *reader = redisReaderCreateWithFunctions(&object_functions);

    if (reader != NULL) {
        reader->privdata = parser;
        reader->maxbuf = 8 * FEED_SIZE;
        return reader;
    }
    mem_exhausted();
}

struct parser *parser_new(const struct parser_limits *limits, const struct parser_events *events,
                          void *context)
{
    struct parser *parser = mem_zalloc(1, sizeof(*parser));

    parser->limits = *limits;
    parser->events = *events;
    parser->context = context;
    parser->reader = open_reader(parser);
    return parser;
}

static struct slice first_bytes(const struct parser *parser)
{
    return (struct slice){parser->first, parser->first_size};
}

/* Says what is wrong: our own reason, or what hiredis found, or which other server this is. */
static bool report(const struct parser *parser, struct error *error)
{
    const char *foreign = foreign_reason(first_bytes(parser));

    if (parser->error.class != ERROR_NONE) {
        *error = parser->error;
        return false;
    }
    if (parser->reader->err == REDIS_ERR_OOM)
        mem_exhausted();
    if (parser->understood)
        return error_set(error, ERROR_STOP, "protocol error: %s", parser->reader->errstr);
    if (foreign != NULL)
        return error_set(error, ERROR_STOP, "protocol error: %s", foreign);
    return error_set(error, ERROR_STOP, "protocol error: this is not Redis (%s)",
                     parser->reader->errstr);
}

static void complete_reply(struct parser *parser)
{
    parser->understood = true;
    reply_finish(&parser->reply);
    parser->events.complete(parser->context, &parser->reply);
}

/* Returns how many bytes announce the string that arrives; 0 when they are not all there. */
static size_t head_size(struct slice unparsed)
{
    size_t most = unparsed.size < HEAD_MAX_BYTES ? unparsed.size : HEAD_MAX_BYTES;
    const char *end = most > 0 ? memchr(unparsed.data, '\n', most) : NULL;

    return end != NULL ? (size_t)(end - unparsed.data) + 1 : 0;
}

/* hiredis looks for the end of a line from its beginning each time: a line without an end must not
 * grow for long. A string is announced by a short line, however long it is itself. What is refused
 * here would be refused as well, were it whole: the last byte is the '\r' that ends it. */
static bool check_unparsed(struct parser *parser)
{
    const redisReader *reader = parser->reader;
    struct slice unparsed = {reader->buf + reader->pos, reader->len - reader->pos};
    size_t line = line_limit(parser);

    if (unparsed.size > line + 1 && memchr(unparsed.data, '\r', line) == NULL)
        return refuse(parser, LINE_REASON);
    if (unparsed.size > head_size(unparsed) + parser->limits.bytes + 1)
        return refuse(parser, STRING_REASON);
    return true;
}

/* hiredis throws away what it cannot parse. */
static void note_said(struct parser *parser)
{
    const redisReader *reader = parser->reader;
    size_t unparsed = reader->len - reader->pos;

    parser->said_size = unparsed < SAID_SIZE ? unparsed : SAID_SIZE;
    if (parser->said_size > 0)
        memcpy(parser->said, reader->buf + reader->pos, parser->said_size);
}

static bool parse(struct parser *parser)
{
    while (!parser->stopped) {
        void *made = NULL;
        note_said(parser);
        if (redisReaderGetReply(parser->reader, &made) != REDIS_OK)
            return false;
        if (made == NULL)
            return check_unparsed(parser);
        complete_reply(parser);
    }
    return false;
}

static void note_first(struct parser *parser, const char *data, size_t size)
{
    size_t room = FOREIGN_SIZE - parser->first_size;
    size_t part = size < room ? size : room;

    memcpy(parser->first + parser->first_size, data, part);
    parser->first_size += part;
}

static bool feed_held(struct parser *parser)
{
    size_t held = parser->held;

    parser->held = 0;
    return held == 0 || redisReaderFeed(parser->reader, parser->first, held) == REDIS_OK;
}

bool parser_feed(struct parser *parser, const char *data, size_t size, struct error *error)
{
    note_first(parser, data, size);
    if (!parser->understood && foreign_may_begin(first_bytes(parser))) {
        parser->held = parser->first_size;
        return true;
    }
    if (!feed_held(parser))
        return report(parser, error);
    while (size > 0 && !parser->stopped) {
        size_t part = size < FEED_SIZE ? size : FEED_SIZE;
        if (redisReaderFeed(parser->reader, data, part) != REDIS_OK || !parse(parser))
            return parser->stopped || report(parser, error);
        data += part;
        size -= part;
    }
    return true;
}

struct slice parser_said(const struct parser *parser)
{
    struct slice said = {parser->said, parser->said_size};

    if (parser->error.class != ERROR_NONE)
        return (struct slice){0};
    said = slice_split(&said, '\n');
    return slice_split(&said, '\r');
}

static void drop_element(void *context, const struct reply_element *element)
{
    (void)context;
    (void)element;
}

void parser_discard(struct parser *parser)
{
    parser->on_element = drop_element;
}

void parser_stop(struct parser *parser)
{
    parser->stopped = true;
}

void parser_free(struct parser *parser)
{
    redisReaderFree(parser->reader);
    reply_free(&parser->reply);
    free(parser);
}
