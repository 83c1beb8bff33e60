/* Dead letters: messages that a destination will never take, kept in a stream until somebody looks:
 * "driftop:DESTINATION:dead", of which the last thousand or so stay. */
#ifndef ROUTE_DEAD_H
#define ROUTE_DEAD_H

#include "base/stream_id.h"
#include "redis/client.h"
#include "route/outlet.h"

#define DEAD_LETTERS_MAX 1000

/* Told once, from the loop; `error` is NULL where all is well. */
typedef void dead_done_fn(void *context, const struct error *error);

/* Buries a message, or each that it covers: writes why, the status and the beginning of the answer
 * of the last try, the document, the stream and the entry that it is about. Returns false where it
 * cannot be asked; `done` is not called then. On an error some of several may be written, and are
 * written again when it is tried again. */
bool dead_bury(struct client *client, const struct message *message, const struct outcome *outcome,
               dead_done_fn *done, void *context);

/* One that was read. */
struct dead_letter {
    struct stream_id id; /* when it was buried, by the clock of Redis */
    char *why;
    int status;     /* of HTTP, or of a command's exit; 0: none */
    char *answer;   /* NULL: none */
    char *document; /* driftop.alert/1 */
    char *stream;   /* that it was about; its bytes, NUL-terminated; NULL: about none */
    struct stream_id at;
};

/* Reads one from a reply of XRANGE, of which `entry` is the node. Returns false for an entry that
 * is no dead letter. */
bool dead_letter_read(const struct reply *reply, size_t entry, struct dead_letter *letter);
void dead_letter_free(struct dead_letter *letter);

#endif
