/* Outlet: how messages get to a destination. Each kind is one. */
#ifndef ROUTE_OUTLET_H
#define ROUTE_OUTLET_H

#include "base/error.h"
#include "redis/client.h"
#include "route/message.h"

#include <uv.h>

enum outcome_kind {
    OUTCOME_ACCEPTED,
    OUTCOME_RETRY, /* it cannot take it now: it is away, overloaded, too slow */
    OUTCOME_DEAD,  /* it never will: this message is at fault, or its address or secret is */
    OUTCOME_PASSED /* it was never asked: message_says_nothing() */
};

struct outcome {
    enum outcome_kind kind;
    int64_t retry_after_ms; /* how long it asked to be left alone; 0: it did not say */
    bool unanswered;        /* of OUTCOME_RETRY: nobody said that it was not taken */
    int status;             /* of HTTP, or of a command's exit; 0: none */
    struct error error;     /* why; without secrets, and safe */
    const char *answer;     /* the beginning of what it said, at most 500 bytes, scrubbed and safe;
                               valid during the call; NULL: nothing */
};

/* Told once for each outlet_send(), from the loop and never from within it. */
typedef void outlet_done_fn(void *context, struct message *message, const struct outcome *outcome);

struct outlet;

struct outlet_options {
    uv_loop_t *loop;
    const struct destination *destination;
    struct client *client; /* of the Redis, for DESTINATION_STREAM */
    int64_t timeout_ms;    /* of one try; 0: what the kind has for it */
    outlet_done_fn *done;
    void (*said)(void *context, const char *text); /* a line for standard error, safe; or NULL */
    void *context;
};

/* Opens one: reads the secret, and checks the target. Returns NULL, and says what is wrong with the
 * way out, where it can never work: no such program, no libcurl, a secret that others can read. */
struct outlet *outlet_open(const struct outlet_options *options, struct error *error);

/* Returns how many messages it takes at a time (1: one after the other). No two of them may be of
 * one owner. */
size_t outlet_width(const struct outlet *outlet);

/* Begins to send. `message` stays the caller's and must live until `done`. */
void outlet_send(struct outlet *outlet, struct message *message);

/* Says that files and secrets may be others now: SIGHUP. */
bool outlet_reload(struct outlet *outlet, struct error *error);

/* Ends it. What is under way is told OUTCOME_RETRY before this returns; commands are killed.
 * `closed` is called when nothing of it is left on the loop. */
void outlet_close(struct outlet *outlet, void (*closed)(void *context), void *context);

/* What a kind does. */
struct outlet_operations {
    struct outlet *(*open)(const struct outlet_options *options, struct error *error);
    size_t width;
    void (*send)(struct outlet *outlet, struct message *message);
    bool (*reload)(struct outlet *outlet, struct error *error); /* NULL: nothing to do */
    /* Tells what is under way, gives everything back to the loop, and then, perhaps before it
     * returns, calls outlet_closed(). */
    void (*close)(struct outlet *outlet);
};

/* What the state of every kind begins with; open() leaves it zero, as outlet_open() fills it. */
struct outlet {
    const struct outlet_operations *operations;
    struct outlet_options options; /* `destination` is the same as when it was opened */
    void (*closed)(void *context);
    void *closed_context;
};

/* Frees an outlet of which nothing is left, as one piece of memory, and says so. */
void outlet_closed(struct outlet *outlet);

extern const struct outlet_operations outlet_command, outlet_file, outlet_stream;
extern const struct outlet_operations outlet_webhook, outlet_alertmanager, outlet_slack,
    outlet_pagerduty;

#endif
