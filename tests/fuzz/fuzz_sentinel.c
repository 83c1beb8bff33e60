/* What a sentinel answers. An address that is taken is one that can be looked up and shown, and the
 * names of masters are safe to show, whatever stands in the reply. */
#include "config.h"

#include "fuzz/target.h"

#include "base/text.h"
#include "redis/parser.h"
#include "redis/sentinel_answer.h"

#include <stdlib.h>
#include <string.h>

static void must_be_safe(const char *text)
{
    struct buffer safe = {0};

    text_safe(&safe, slice_of(text), false);
    must(strcmp(buffer_text(&safe), text) == 0, "it is safe to show");
    buffer_free(&safe);
}

static void check_address(const struct reply *reply)
{
    struct sentinel_answer answer = {.epoch = 7};
    bool good = sentinel_read_address(reply, &answer);

    must(good || answer.host[0] == '\0', "what makes no sense names nobody");
    must(answer.host[0] == '\0' || (atoi(answer.port) > 0 && atoi(answer.port) <= 65535),
         "a port is one");
    must(strpbrk(answer.host, " \t\r\n\033") == NULL, "a host has no blanks and controls");
    must_be_safe(answer.host);
    sentinel_read_master(reply, &answer);
}

static void complete(void *context, const struct reply *reply)
{
    struct buffer names = {0};

    (void)context;
    check_address(reply);
    sentinel_list_masters(reply, &names);
    must_be_safe(buffer_text(&names));
    buffer_free(&names);
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

FUZZ_TARGET(sentinel)
{
    static const struct parser_limits limits = {.bytes = 4096, .elements = 200, .depth = 6};
    static const struct parser_events events = {.begins = begins, .complete = complete};
    struct parser *parser = parser_new(&limits, &events, NULL);
    struct error error;

    parser_feed(parser, (const char *)data, size, &error);
    parser_free(parser);
    return 0;
}
