/* Asker: a part of the reader of a Redis that asks one kind of question and takes the answers.
 *
 * Askers do not know each other. What one learns that concerns another it writes into the stream
 * (see stream_ask()); the other finds it when its pump runs, which is after each reply. */
#ifndef SOURCE_REDIS_ASKER_H
#define SOURCE_REDIS_ASKER_H

#include <stddef.h>

struct stream;
struct streams;

/* Functions that an asker does not need are NULL. */
struct asker_kind {
    const char *name;
    void *(*create)(struct streams *streams);
    void (*ready)(void *asker, size_t node); /* it can be asked, at first and after every loss */
    void (*lost)(void *asker, size_t node);  /* it cannot; all requests to it were told already */
    void (*tick)(void *asker);               /* a refresh interval has passed */
    void (*refresh)(void *asker);            /* somebody wants to see at once what is new */
    void (*pump)(void *asker);               /* sends what is due; takes no time when nothing is */
    void (*forget)(void *asker, struct stream *stream); /* which is about to be freed */
    void (*free)(void *asker);
};

#endif
