/* Greeting: the handshake's commands, and what their answers mean for the connection. They pass
 * through the list of commands like all others: a step that the client's sets do not hold is left
 * out, and so is one that was refused to this user before. */
#ifndef REDIS_GREETING_H
#define REDIS_GREETING_H

#include "base/buffer.h"
#include "base/error.h"
#include "redis/command.h"
#include "redis/url.h"

enum greeting_step {
    GREETING_AUTH,     /* with a user or password only; a refusal stops */
    GREETING_NAME,     /* CLIENT SETNAME; a refusal is ignored */
    GREETING_SELECT,   /* for another database than 0 only; a refusal stops */
    GREETING_ROLE,     /* of a server that sentinels named; it must be the master */
    GREETING_READONLY, /* where replicas are read from; a refusal is ignored */
    GREETING_MAP,      /* CLUSTER SLOTS, of a server of a cluster: whether it is of the same one */
    GREETING_PING,     /* whether this server would answer us at all */
    GREETING_INFO,     /* what kind of server it is; a refusal is ignored */
    GREETING_HELLO,    /* likewise, of those who may not ask INFO; needs no right */
    GREETING_MASTERS,  /* of what seems to be a sentinel, for the URL to type; an answer stops */
    GREETING_NO_TOUCH, /* where looking would keep streams in a cache alive; ignored */
    GREETING_DONE
};

/* What is said, and what was learned. */
struct greeting {
    const struct redis_url *url;
    const char *client_name;
    unsigned commands;   /* the client's sets, without COMMANDS_GREETING */
    bool known;          /* a Redis answered there before, without TLS where there is none now */
    bool evicts_by_use;  /* set by the answer to GREETING_INFO */
    bool holds_no_data;  /* set by that, or by the one to GREETING_HELLO */
    command_set refused; /* to this user before: servers log every try, so it is not asked again */

    /* Judges the answer to GREETING_MAP, an error as well; NULL: it is not asked. */
    bool (*approves)(void *context, const struct reply *reply, struct error *error);
    void *context;
};

/* Returns the first step from `step` on that is needed, as far as is known. */
enum greeting_step greeting_next(const struct greeting *greeting, enum greeting_step step);

/* Appends the command of a step, and returns its line in the list. The buffer holds the password
 * afterwards: wipe it. */
const struct command_rule *greeting_write(const struct greeting *greeting, enum greeting_step step,
                                          struct buffer *out);

/* Returns true when the connection may go on after this answer, else says why not; the text never
 * repeats what was sent. */
bool greeting_check(struct greeting *greeting, enum greeting_step step, const struct reply *reply,
                    struct error *error);

/* Returns true when the server is asked for all keys though it has a part of them only, as this
 * error reply shows; says how the cluster that it is one of is opened. */
bool greeting_is_part(const struct greeting *greeting, struct slice text, struct error *error);

#endif
