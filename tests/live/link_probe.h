/* Link probe: a link on a loop of its own, and a record of what it told. */
#ifndef LIVE_LINK_PROBE_H
#define LIVE_LINK_PROBE_H

#include "base/buffer.h"
#include "redis/command.h"
#include "redis/link.h"

#include <stdbool.h>

struct link_probe {
    uv_loop_t loop;
    uv_timer_t guard; /* ends the test when nothing happens any more */
    struct redis_limits limits;
    struct redis_access access; /* of TLS; nothing else in it is used */
    unsigned commands;
    struct link *link; /* NULL before it is opened and after it is closed */
    bool closed;
    int readies;
    int losses;
    struct error loss; /* the last one, and how it stood then */
    enum link_state loss_state;
    int64_t loss_retry_at;
    /* What a test does from within an event; NULL: nothing. */
    void (*when_ready)(struct link_probe *probe);
    void (*when_lost)(struct link_probe *probe);
    void *data;
};

/* What a request was answered. */
struct answer {
    struct link_probe *probe;
    int64_t deadline_ms; /* of the request; 0: the link's */
    int calls;
    bool lost;            /* there was no reply */
    struct error error;   /* why */
    enum reply_type type; /* of node 0 */
    int64_t integer;
    char text[256];
    size_t nodes;
    size_t elements;
    struct buffer trace; /* of the elements: depth.index:type= text or number */
    /* What a test does from within; NULL: nothing. */
    void (*when_told)(struct answer *answer);
    void (*when_element)(struct answer *answer);
};

/* Makes a loop with a guard, the usual limits with a short backoff, and the commands of greeting
 * and reading. Each loss is told, however long nothing was asked. */
void probe_init(struct link_probe *probe);
void probe_open(struct link_probe *probe, const char *url);

/* Runs the loop until the count is reached, the state is entered, the answer is there. */
void probe_wait_count(struct link_probe *probe, const int *count, int target);
void probe_wait_state(struct link_probe *probe, enum link_state state);
void probe_wait_answer(struct link_probe *probe, const struct answer *answer);

/* Opens and waits until it is ready; or until it is lost for the first time. */
void probe_connect(struct link_probe *probe, const char *url);
void probe_fail(struct link_probe *probe, const char *url);

/* Sends a command, its words separated by blanks. With `stream` its elements go to the trace. */
bool probe_send(struct link_probe *probe, struct answer *answer, const char *command, bool stream);

/* Sends, and waits for the answer. */
void probe_ask(struct link_probe *probe, struct answer *answer, const char *command);

/* Runs the loop once, without waiting. */
void probe_turn(struct link_probe *probe);

/* Closes the link if it is open, and the loop, on which nothing may be left. */
void probe_free(struct link_probe *probe);

#endif
