/* Entries: stream entries out of a reply, element by element as it arrives. */
#ifndef SOURCE_REDIS_ENTRIES_H
#define SOURCE_REDIS_ENTRIES_H

#include "base/buffer.h"
#include "drift/report.h"
#include "redis/reply.h"

#define ENTRY_DEPTH_RANGE 1 /* in a reply of XRANGE and XREVRANGE: [entry, …] */
#define ENTRY_DEPTH_READ 3  /* in one of XREAD: [[key, [entry, …]], …] */

struct entry_events {
    /* In a reply of XREAD: the entries of this stream come next. */
    void (*stream)(void *context, struct slice key);
    /* An entry begins; false passes over it. */
    bool (*wanted)(void *context, struct stream_id id);
    /* It was read; `unreadable` is NULL or says why it is no report. */
    void (*read)(void *context, const struct report *report, const struct error *unreadable);
    bool keeps_numbers; /* reports are passed on, with their numbers as they were written */
};

/* Zero-initialised is empty; its memory is used for one reply after the other. */
struct entries {
    const struct entry_events *events;
    void *context;
    unsigned depth;
    bool wanted;
    size_t fields; /* names and values of the entry */
    struct buffer name;
    struct report report;
};

/* Begins with a reply whose entries lie at `depth`. */
void entries_begin(struct entries *entries, unsigned depth, const struct entry_events *events,
                   void *context);

/* Takes the next element of the reply; those outside of entries are passed over. */
void entries_element(struct entries *entries, const struct reply_element *element);

void entries_free(struct entries *entries);

#endif
