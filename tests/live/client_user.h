/* Client user: a client as a program has it, on a loop of its own, that notes what it is told. */
#ifndef LIVE_CLIENT_USER_H
#define LIVE_CLIENT_USER_H

#include "redis/client.h"

#include <stdbool.h>
#include <uv.h>

#define USER_NODES_MAX 64

struct client_user {
    uv_loop_t loop;
    uv_timer_t guard;
    struct client *client;
    bool closed;
    int readies[USER_NODES_MAX];
    int losses[USER_NODES_MAX];
    int concerns; /* told, as they came up or ended */
    int events;   /* of all kinds, so far */
    int told;     /* answers and events, so far */
    int seen;     /* of them, by the one who waits */
    struct error loss;
    const struct slice *tracked; /* to be set before it connects */
    size_t tracked_count;
    int touches[USER_NODES_MAX]; /* of one key each */
    int any[USER_NODES_MAX];     /* and of all */
    char touched[128];           /* the last key */
    struct redis_limits limits;  /* short ones; to be changed before it connects */
    void (*when_ready)(struct client_user *user, size_t node); /* NULL: nothing */
    void (*when_lost)(struct client_user *user, size_t node);  /* likewise */
};

/* A request that is not to go to the owner of its key says so in front; and what it was answered.
 */
struct user_answer {
    enum client_target target;
    size_t node;
    int64_t deadline_ms;
    void (*when_told)(struct client_user *user); /* NULL: nothing */

    struct client_user *user;
    int calls;
    int order; /* among all that was told */
    bool lost;
    struct error error;
    struct buffer text; /* "[1,'text',-'ERR …']" */
};

/* Makes the loop; opens a client on it, with short pauses; both; ends it, unless that was done. */
void user_begin(struct client_user *user);
void user_connect(struct client_user *user, const char *url, unsigned commands);
void user_connect_with(struct client_user *user, const char *text, unsigned commands,
                       const struct redis_access *access);
void user_open(struct client_user *user, const char *url, unsigned commands);
void user_close(struct client_user *user);

/* For who makes a client in another way: with the user as their context. */
extern const struct client_events user_events;
struct client_options user_options(const struct client_user *user, unsigned commands);

/* Lets the loop go on until something happened; the test fails where nothing does. */
void user_turn(struct client_user *user);

/* Waits until all nodes are ready. */
void user_wait_ready(struct client_user *user);

/* Waits until a node is tracked. */
void user_wait_tracked(struct client_user *user, size_t node);

/* Waits until a touch of this key is told, which must be the next one; returns its node. */
size_t user_wait_touched(struct client_user *user, const char *key);

/* Waits until there is an answer. */
void user_wait(struct user_answer *answer);

/* Sends words parted by blanks. */
bool user_send(struct client_user *user, struct user_answer *answer, const char *command);

/* Takes a reply for an answer, its context, whose user is set: for what a test sends itself. */
void user_take_reply(void *context, const struct reply *reply, const struct error *error);

/* Asks, and returns what was answered; valid until the next call. A request that is lost, or cannot
 * be sent, is asked again until it is answered. */
const char *user_ask(struct client_user *user, const char *command);

void user_forget(struct user_answer *answer);

#endif
