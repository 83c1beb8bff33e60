/* Message: what a destination is told of one edge, from the moment at which it is found to that at
 * which the destination has taken it and that is saved.
 *
 * The document driftop.alert/1 that it is sent as has these members, null where something is not
 * known or does not apply:
 *     schema, id, key, edge, kind, destination, rule ("3/5/3"), tenant, stream, dimension, severity
 *     ("warn", "degraded"), since_id, since_ms, at_id, at_ms, sent_ms, attempt, value, baseline,
 *     z_score, sample_count, bad, of, until_ms, summary, labels
 * and, only where they apply, lost (a number), gone_ms, unknown (true), open (a number), test
 * (true), counts (of a digest: a number for each edge that occurs, passed, total) and worst (of a
 * digest: up to ten objects of id, edge, kind, tenant, dimension, severity, summary). Labels are
 * texts that stay the same as long as an alert is open: kind, tenant, dimension where there is one,
 * and those of the destination, which cannot replace them. */
#ifndef ROUTE_MESSAGE_H
#define ROUTE_MESSAGE_H

#include "base/buffer.h"
#include "base/stream_id.h"
#include "judge/rule.h"
#include "route/destination.h"
#include "route/edge.h"
#include "route/told.h"

#define MESSAGE_ID_SIZE 65 /* a SHA-256 in hexadecimal digits, and NUL */
#define MESSAGE_WORST 10   /* messages that a digest names */

/* How many of what a digest stands for. */
struct message_counts {
    unsigned edges[EDGE_COUNT];
    unsigned passed; /* alerts that came and went while the destination was away */
    unsigned total;
};

struct message {
    const struct destination *destination;
    enum edge edge;
    enum alert_kind kind;
    char *tenant; /* raw bytes, NUL-terminated, as the next two; NULL: it is about no stream */
    char *stream; /* its key */
    size_t stream_size;
    char *dimension;           /* NULL: it is about all of the stream */
    enum severity severity;    /* of the level that is open, or was; SEVERITY_ABSENT: it has none */
    struct rule rule;          /* by which; k 0: by none */
    char id[MESSAGE_ID_SIZE];  /* of this incident: the same for all of it, and for repeats */
    char key[MESSAGE_ID_SIZE]; /* of the alert: the same for all incidents of it */
    struct stream_id opened;   /* the entry that opened it: part of the id */
    struct stream_id since_id; /* the first bad entry of it */
    struct stream_id at_id;    /* the entry that made the edge; of a timer's the newest one */
    int64_t since_ms;          /* 0: not known, as the next one */
    int64_t at_ms;             /* of the edge; a timer's own moment */
    int64_t gone_ms;           /* of EDGE_GONE: since when the stream is gone; 0 */
    int64_t until_ms;          /* of a net difference: up to when it is told; 0: it is none */
    int64_t sent_ms;           /* of this try; 0: none was made */
    unsigned attempt;          /* from 1 on */
    bool may_repeat; /* it may have been taken before: of an entry that was read before and
                        not saved, or after a try that nobody answered */
    double value;    /* of the entry that made it; NaN unknown, as the next two */
    double baseline;
    double z_score;
    uint64_t sample_count; /* SAMPLE_COUNT_UNKNOWN */
    uint32_t bad;          /* so many of the last `of` readings are bad */
    uint32_t of;
    uint64_t lost; /* entries, of EDGE_LOST */
    unsigned open; /* other alerts of a stream that is silent: they stay open, and unknown */
    bool is_test;  /* --test: marked as such, and about nothing real */
    bool unknown;  /* of EDGE_STILL and the like: the stream is silent since, nothing is known */
    enum severity before; /* the level that the destination was told before it, and after it: */
    enum severity after;  /* SEVERITY_ABSENT closed; kinds without a level SEVERITY_WARN open */
    struct told_change *changes; /* of what was told, to be saved when it was taken */
    size_t change_count;
    struct message_counts counts; /* of EDGE_DIGEST */
    struct message **covered;     /* by a digest or a net difference: taken when this one is, */
    size_t covered_count;         /* and freed with it. The worst first */

    /* Of whoever posts it. */
    void *owner;       /* one stream at one destination: its messages keep their order */
    uint64_t sequence; /* among those of the owner */
    int64_t posted_ms; /* monotonic */
};

/* Returns a message with all that is not known set so; frees one with all that it covers. */
struct message *message_create(const struct destination *destination, enum edge edge,
                               enum alert_kind kind);
void message_free(struct message *message);

/* The destination refused the one before it about the same alert, which opened that: this one opens
 * it now, or, where it closes it, says nothing: `before` and `after` are the same then. */
void message_opens(struct message *message);

/* Returns true when it would end what the destination never took for open. */
bool message_says_nothing(const struct message *message);

/* Fills id and key from destination, stream, kind and dimension; the id also from the entry that
 * opened it. Any two that differ in one of these have different ones. */
void message_identify(struct message *message, struct stream_id opened);

#define MESSAGE_SUMMARY_MAX 200 /* bytes */

/* Appends one sentence of one line, safe for a terminal, without names of secrets: "acme-support
 * faithfulness degraded: 0.710 against 0.840 (-15%), z -4.2, 3 of 5 bad since 14:02 UTC, rule
 * 3/5/3". */
void message_summary(const struct message *message, struct buffer *out);

/* Appends the document driftop.alert/1 as one line of JSON without a line end. */
void message_json(const struct message *message, struct buffer *out);

#endif
