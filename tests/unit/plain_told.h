/* Plain told: what a destination has to be told of a stream, slow and plain: from arrays of all its
 * entries, written from the rules alone. It shares nothing with core/judge and core/route but the
 * making of ids, and the length of a silence, which is given. */
#ifndef UNIT_PLAIN_TOLD_H
#define UNIT_PLAIN_TOLD_H

#include "base/buffer.h"
#include "route/destination.h"
#include "route/edge.h"

#define PLAIN_DIMENSIONS 5
#define PLAIN_ENTRIES 420
#define PLAIN_KINDS 4 /* of alerts that are ever open */
#define PLAIN_NO_WINDOW (-1)
#define PLAIN_STREAM "rag:telemetry:acme"

/* In order. The third and the fourth are of one family. */
extern const char *const plain_names[PLAIN_DIMENSIONS];

struct plain_entry {
    int64_t time_ms;
    bool readable;
    int window;       /* a number; PLAIN_NO_WINDOW: none is told */
    uint64_t content; /* the same as that of an entry before: it is told again; 0: it is not */
    enum severity severities[PLAIN_DIMENSIONS]; /* SEVERITY_ABSENT: it is not named */
};

struct plain_alert {
    enum severity level; /* that is true; SEVERITY_ABSENT: closed */
    bool flapping;
    enum severity notice; /* what the destination was told that it has, while it flaps */
    int64_t opened_ms;
    int64_t since_ms;
    int64_t told_ms;
    int64_t edges[PLAIN_ENTRIES];
    size_t edge_count;
};

struct plain {
    const struct plain_entry *entries;
    const struct destination *destination;
    int64_t silent_ms;
    bool muted[PLAIN_DIMENSIONS + 1]; /* the last one: what is about the stream */
    struct plain_alert alerts[PLAIN_KINDS][PLAIN_DIMENSIONS + 1];
    struct buffer *out;
};

/* Append a line for each message that an entry makes, and that a moment does behind the first
 * `count` entries. */
void plain_take(struct plain *plain, size_t entry);
void plain_pass(struct plain *plain, size_t count, int64_t now_ms);

/* What one message says, as a line. */
struct message;
void plain_line(const struct message *message, struct buffer *out);

#endif
