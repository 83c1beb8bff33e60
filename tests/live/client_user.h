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
    int64_t sentinels_ms; /* between two questions to sentinels; 0: as usual */
    int64_t idle_ms;      /* as in redis/limits.h; 0: the usual */
    void (*when_ready)(struct client_user *user, size_t node); /* NULL: nothing */
};

/* What a request was answered. */
struct user_answer {
    struct client_user *user;
    int calls;
    int order; /* among all that was told */
    bool lost;
    struct error error;
    struct buffer text; /* "[1,'text',-'ERR …']" */
};

/* Makes the loop; opens a client on it, with short pauses; both; ends it. */
void user_begin(struct client_user *user);
void user_connect(struct client_user *user, const char *url, unsigned commands);
void user_connect_with(struct client_user *user, const char *text, unsigned commands,
                       const struct redis_access *access);
void user_open(struct client_user *user, const char *url, unsigned commands);
void user_close(struct client_user *user);

/* Lets the loop go on until something happened; the test fails where nothing does. */
void user_turn(struct client_user *user);

/* Waits until all nodes are ready. */
void user_wait_ready(struct client_user *user);

/* Waits until there is an answer. */
void user_wait(struct user_answer *answer);

/* Sends words parted by blanks; to the owner of the key, or to a node. */
bool user_send(struct client_user *user, struct user_answer *answer, const char *command);
bool user_send_to(struct client_user *user, struct user_answer *answer, size_t node,
                  const char *command);

/* Takes a reply for an answer, its context, whose user is set: for what a test sends itself. */
void user_take_reply(void *context, const struct reply *reply, const struct error *error);

/* Asks, and returns what was answered; valid until the next call. A request that is lost, or cannot
 * be sent, is asked again until it is answered. */
const char *user_ask(struct client_user *user, const char *command);

void user_forget(struct user_answer *answer);

#endif
