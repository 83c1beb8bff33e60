/* Parser: bytes from a server to replies, through hiredis with object functions of our own.
 * What a server may make us keep is capped; hiredis itself has no caps. */
#ifndef REDIS_PARSER_H
#define REDIS_PARSER_H

#include "base/error.h"
#include "redis/reply.h"

struct parser;

struct parser_limits {
    size_t bytes;    /* of one element, of what is unparsed and of a collected reply */
    size_t elements; /* of one reply, counted as announced */
    unsigned depth;  /* of arrays within arrays; hiredis 0.14 ends at 7 itself */
};

struct parser_events {
    /* A reply of this type begins. Sets where its elements go, or leaves `*on_element` NULL to have
     * them collected. Returns NULL, or why there should be no such reply: valid during the call. */
    const char *(*begins)(void *context, enum reply_type type, reply_element_fn **on_element,
                          void **element_context);
    /* The reply is whole; valid during the call. */
    void (*complete)(void *context, const struct reply *reply);
};

/* `events` is copied. */
struct parser *parser_new(const struct parser_limits *limits, const struct parser_events *events,
                          void *context);

/* Parses what was received and calls the events. Returns false with class ERROR_STOP when it is not
 * the Redis protocol or exceeds a limit: the parser is of no more use then. */
bool parser_feed(struct parser *parser, const char *data, size_t size, struct error *error);

/* Returns the beginning of what was no Redis protocol, up to the end of its line; empty where it
 * was, and was refused. Valid while the parser lives. */
struct slice parser_said(const struct parser *parser);

/* What is left of the reply that arrives is wanted by nobody any more: its elements go nowhere. */
void parser_discard(struct parser *parser);

/* Ends parsing; may be called from within an event: no other follows, and parser_feed() returns. */
void parser_stop(struct parser *parser);

/* Frees the parser; not to be called from within an event. */
void parser_free(struct parser *parser);

#endif
