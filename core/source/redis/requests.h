/* Requests: the one place from which the reader of a Redis sends, and to which replies come.
 *
 * Replies about one stream come in the order of their requests, so what one says of it holds for
 * all that is read after it. */
#ifndef SOURCE_REDIS_REQUESTS_H
#define SOURCE_REDIS_REQUESTS_H

#include "redis/client.h"
#include "source/redis/entries.h"

struct entry_reader;
struct stream;

/* Zero-initialised but for `client` and whom to tell. */
struct requests {
    struct client *client;
    const struct severity_words *severity_words; /* that entries are read with; NULL: none */
    int64_t answered_ms;            /* when the last reply came, by our own clock; 0: never */
    void (*replied)(void *context); /* after each reply */
    void (*lost)(void *context);    /* after each that does not come; NULL: nobody asks */
    void *context;
    struct entry_reader *idle; /* memory for replies to come */
    size_t under_way;          /* requests that were not told yet how they ended */
    uint64_t sent;             /* requests ever */
};

/* What to send and whom to tell. The words are copied. */
struct request {
    const struct slice *words;
    size_t count;
    const struct entry_events *entries; /* who takes the reply's entries; NULL: it has none */
    unsigned entries_depth;             /* where in the reply they stand: see entries.h */
    struct stream *stream;              /* it is about; lost when it is: see stream.h; NULL: none */
    bool to_node;                       /* to the one of this number; else to the key's, or any */
    size_t node;
    /* The reply, or NULL when the connection was lost before it. */
    void (*on_reply)(void *context, const struct reply *reply);
    void *context; /* for both */
};

/* Returns false, and calls nobody, when Redis is away; everything is asked anew when it is back. */
bool requests_send(struct requests *requests, const struct request *request);

/* Returns true, and its text, when the reply is an error. */
bool requests_refused(const struct reply *reply, struct slice *reason);

/* How long requests that are sent together take; told where nothing else was under way, of
 * whichever node, as only then it is they that took it. */
struct stopwatch {
    int64_t began_us; /* monotonic */
    uint64_t sent;
    bool alone;
};

/* Is called before they are sent, and behind that. */
struct stopwatch stopwatch_begin(const struct requests *requests);
void stopwatch_sent(struct stopwatch *watch, const struct requests *requests);

/* Returns how long it took until now, the reply of the last of them being about to come; 0: nobody
 * can tell. */
int64_t stopwatch_read(const struct stopwatch *watch, const struct requests *requests);

/* Monotonic, in microseconds. */
int64_t requests_clock_us(void);

void requests_free(struct requests *requests);

#endif
