/* Lookup: from a name to addresses, without blocking the loop, and given up at once.
 *
 * The loop's own pool cannot do that: what it has begun to look up it finishes, and the end of the
 * program waits for it. Each lookup has a thread of its own, which is left alone when nobody wants
 * to know any more: it ends when the resolver does, or with the program. */
#ifndef REDIS_LOOKUP_H
#define REDIS_LOOKUP_H

#include <netdb.h>
#include <uv.h>

struct lookup;

/* Called once, from the loop: with 0 and the addresses, which belong to the one who is told, or
 * with an error of getaddrinfo(). */
typedef void lookup_fn(void *context, int status, struct addrinfo *addresses);

/* Begins to look up. Both texts are copied. Returns NULL with errno set when there can be no
 * thread. */
struct lookup *lookup_open(uv_loop_t *loop, const char *host, const char *port, lookup_fn *told,
                           void *context);

/* Gives it up, or frees what has been told; in the background: `closed` is called when nothing of
 * it is left on the loop. */
void lookup_close(struct lookup *lookup, void (*closed)(void *context), void *context);

#endif
