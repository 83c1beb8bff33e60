/* Reply: what a Redis answered, decoded straight from the read buffer.
 *
 * hiredis parses; its reader calls functions of ours for every element, so no tree of allocations
 * is built. A small reply is collected as a flat list of nodes; a large one (a page of a stream) is
 * passed on element by element while it arrives. */
#ifndef REDIS_REPLY_H
#define REDIS_REPLY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

enum reply_type { REPLY_STRING, REPLY_STATUS, REPLY_ERROR, REPLY_INTEGER, REPLY_NIL, REPLY_ARRAY };

/* One element. `depth` is 0 for the reply itself, 1 for its elements and so on; `index` is its
 * place among its siblings. Arrays come before their elements. */
struct reply_element {
    enum reply_type type;
    unsigned depth;
    size_t index;
    int64_t integer;   /* REPLY_INTEGER: the number; REPLY_ARRAY: how many elements */
    struct slice text; /* strings, statuses, errors: valid during the call only */
};

/* Called for every element of a reply as it is parsed. */
typedef void reply_element_fn(void *context, const struct reply_element *element);

struct reply_node {
    enum reply_type type;
    unsigned depth;
    int64_t integer;
    size_t text_offset;
    size_t text_size;
    size_t next; /* the node behind this one and all that it holds */
};

/* A reply as a list of nodes in reading order; node 0 is the reply itself. Owned by the link and
 * valid during the call. */
struct reply {
    struct reply_node *nodes;
    size_t count;
    size_t capacity;
    struct buffer text;
};

/* Tells what became of a request: its reply (also an error reply: node 0 is REPLY_ERROR), or NULL
 * and the reason why there is none. */
typedef void reply_fn(void *context, const struct reply *reply, const struct error *error);

/* Returns the text of a node (empty for numbers, nil and arrays). */
struct slice reply_text(const struct reply *reply, size_t node);

/* Returns the node of an array's element, or reply->count when there is none. */
size_t reply_child(const struct reply *reply, size_t array, size_t index);

/* Returns the value beside `key` in a flat map (XINFO's way): the node, or reply->count. */
size_t reply_lookup(const struct reply *reply, size_t array, const char *key);

/* Returns true when an error reply begins with the word or words `code`. */
bool reply_error_is(struct slice text, const char *code);

/* Returns true when an error reply says that the user has no right to a command, whatever its key.
 */
bool reply_refuses_command(struct slice text);

/* Sorts an error reply ("WRONGTYPE Operation…") into what can be done about it:
 * retry: LOADING, MASTERDOWN, CLUSTERDOWN, TRYAGAIN, BUSY, "ERR max number of clients", OOM,
 * MISCONF, NOREPLICAS; and, once whoever sees it has made what is missing, NOGROUP, BUSYGROUP
 * (another was quicker), NOSCRIPT;
 * resolve: READONLY, MOVED, ASK, UNBLOCKED; stop: NOAUTH, WRONGPASS, NOPERM, WRONGTYPE and all
 * else. */
enum error_class reply_error_class(struct slice text);

/* Makes an error of an error reply: its text, shortened, and its class. */
void reply_error(struct slice text, struct error *error);

/* How a reply is made: elements are added in reading order, then their `next` is filled in. The
 * next reply reuses the memory after reply_clear(). Zero-initialised is empty and ready. */
void reply_add(struct reply *reply, const struct reply_element *element);
void reply_finish(struct reply *reply);
void reply_clear(struct reply *reply);
void reply_free(struct reply *reply);

#endif
