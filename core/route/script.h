/* Script: a few lines of Lua that Redis carries out as a whole. They are known to it by a sum;
 * where it does not know them (any more: it was restarted, or another server took its place) they
 * are sent once more as text. */
#ifndef ROUTE_SCRIPT_H
#define ROUTE_SCRIPT_H

#include "redis/client.h"

struct script {
    const char *text;
    const char
        *sum; /* SHA-1 of the text, in hexadecimal digits; tests/unit/check_script.c says it */
};

enum script_name {
    SCRIPT_TAKE,   /* a stream: fence.h */
    SCRIPT_COMMIT, /* what was told of it, and acknowledgements */
    SCRIPT_FORGET, /* what was told of it, for good */
    SCRIPT_LEASE,  /* of a shard: shards.h */
    SCRIPT_READ,   /* what is new of streams: reader.h */
    SCRIPT_COUNT
};

extern const struct script scripts[SCRIPT_COUNT];

struct script_request {
    struct client *client;
    enum script_name name;
    const struct slice *words; /* keys, then arguments; copied */
    size_t count;
    size_t keys; /* at least one; all of one slot */
    reply_fn *on_reply;
    void *context;
};

/* Has a script carried out; `on_reply` is told as of client_send(), which may have carried it out
 * where the answer was lost. Two about one key that are under way at the same time may change
 * places: whoever needs their order waits for the first. Returns false, and tells nobody, when it
 * cannot be asked. */
bool script_run(const struct script_request *request);

/* Returns what can be done about an error that a script was answered with, as reply_error_class():
 * servers before 7 put words of their own in front of the reason of a command in it. */
enum error_class script_error_class(struct slice text);

/* Makes an error of it: its reason without the script's name and line, and its class. */
void script_error(struct slice text, struct error *error);

#endif
