/* Told: what one destination was told of one stream, and has taken: its open alerts, and what
 * flapping needs to know of closed ones. It is the only state of a router: kept in a hash beside
 * the stream, a field an alert, and written together with the acknowledgement of the entry that
 * changed it. */
#ifndef ROUTE_TOLD_H
#define ROUTE_TOLD_H

#include "base/buffer.h"
#include "base/slice.h"
#include "base/stream_id.h"
#include "drift/severity.h"
#include "route/edge.h"

#include <stddef.h>
#include <stdint.h>

#define TOLD_EDGES_MAX 64 /* of which the times are kept, for flapping */

struct told_alert {
    enum alert_kind kind;
    char *dimension;         /* NULL: the stream as a whole */
    enum severity level;     /* SEVERITY_ABSENT: closed (and kept for its edges), WARN, DEGRADED;
                                kinds without levels are open at SEVERITY_WARN */
    struct stream_id opened; /* the entry that opened it: part of the id */
    struct stream_id since;  /* the first bad one of it */
    int64_t told_ms;         /* when it was told last: for `repeat` */
    bool flapping;           /* it is quiet, and counts as open */
    int64_t edges[TOLD_EDGES_MAX]; /* times of the last edges, oldest first, where `flap` is on */
    size_t edge_count;
};

/* Zero-initialised: nothing was told. In order of kind and dimension. */
struct told {
    struct told_alert *alerts;
    size_t count;
    size_t capacity;
};

/* One field of the hash to be written, or to be removed. */
struct told_change {
    char *field;
    char *value; /* NULL: it goes */
};

struct told_alert *told_find(const struct told *told, enum alert_kind kind, const char *dimension);

/* Returns the alert of that name, a closed one where there is none. */
struct told_alert *told_at(struct told *told, enum alert_kind kind, const char *dimension);

/* Forgets a closed alert that holds nothing worth keeping. */
void told_drop(struct told *told, enum alert_kind kind, const char *dimension);

bool told_is_open(const struct told_alert *alert);
size_t told_open_count(const struct told *told);

/* Make the field and value that an alert is kept as; NULL value where told_drop() would forget it.
 * The dimension may hold any bytes but NUL. */
struct told_change told_change_of(const struct told_alert *alert);
void told_change_free(struct told_change *change);

/* Takes a field of the hash; those of other kinds of things (epoch, at …) are passed over. Returns
 * false for one that is of told alerts and cannot be read. */
bool told_take(struct told *told, struct slice field, struct slice value);

void told_free(struct told *told);

#endif
