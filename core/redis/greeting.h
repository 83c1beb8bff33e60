/* Greeting: the handshake's commands, and what their answers mean for the connection. */
#ifndef REDIS_GREETING_H
#define REDIS_GREETING_H

#include "base/buffer.h"
#include "base/error.h"
#include "redis/reply.h"
#include "redis/url.h"

enum greeting_step {
    GREETING_AUTH,     /* with a user or password only; a refusal stops */
    GREETING_NAME,     /* CLIENT SETNAME; a refusal is ignored */
    GREETING_SELECT,   /* for another database than 0 only; a refusal stops */
    GREETING_NO_TOUCH, /* so that looking does not keep streams in a cache alive; ignored */
    GREETING_PING,     /* whether this server would answer us at all */
    GREETING_DONE
};

/* Returns the first step from `step` on that this URL needs. */
enum greeting_step greeting_next(enum greeting_step step, const struct redis_url *url);

/* Appends the commands of all steps that the URL needs. The buffer holds the password afterwards:
 * wipe it. */
void greeting_write(const struct redis_url *url, const char *client_name, struct buffer *out);

/* Returns true when the connection may go on after this answer, else says why not; the text never
 * repeats what was sent. */
bool greeting_check(enum greeting_step step, const struct reply *reply, struct error *error);

#endif
