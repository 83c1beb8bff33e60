/* Told: what one destination was told of one stream, and has taken: its open alerts, and what
 * flapping needs to know of closed ones. It is the only state of a router: kept in a hash beside
 * the stream, a field an alert, and written together with the acknowledgement of the entry that
 * changed it.
 *
 * The field is "threshold:DIMENSION", "no_data:DIMENSION", "stale:DIMENSION" or "silent"; its value
 * "LEVEL OPENED SINCE TOLD_MS", and where it flaps, or where that is watched, behind it
 * "flapping", "flapping-degraded" where the notice said that, or "-", and the times of its edges,
 * parted by ","; and where what opened it was refused, behind that "missed". */
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
    int64_t *edges;          /* times of the last edges, oldest first, where `flap` is on; NULL */
    size_t edge_count;
    bool flapping;        /* it is quiet, and counts as open; `level` follows what is true, */
    enum severity notice; /* and this is what the destination was told; else it says nothing */
    bool missed;          /* the destination refused what opened it, and does not know of it */
};

/* Zero-initialised: nothing was told. In order of kind and dimension. It takes no more room than
 * what it holds: there is one for each of many streams, and most have no alert, or one. */
struct told {
    struct told_alert *alerts;
    size_t count;
};

/* One field of the hash to be written, or to be removed. */
struct told_change {
    char *field;
    char *value; /* NULL: it goes */
};

/* Returns the alert of that name, or NULL. It holds until told_at() or told_drop(). */
struct told_alert *told_find(const struct told *told, enum alert_kind kind, const char *dimension);

/* Returns the alert of that name, a closed one where there is none. */
struct told_alert *told_at(struct told *told, enum alert_kind kind, const char *dimension);

/* Forgets a closed alert that holds nothing worth keeping. */
void told_drop(struct told *told, enum alert_kind kind, const char *dimension);

/* Returns true when the destination takes it for open: also while it flaps. NULL: it is not. */
bool told_is_open(const struct told_alert *alert);
size_t told_open_count(const struct told *told);

/* Adds the time of an edge; the oldest one goes where there is no room. */
void told_add_edge(struct told_alert *alert, int64_t at_ms);

/* Forgets the edges up to a moment. */
void told_forget_edges(struct told_alert *alert, int64_t until_ms);

/* Make the field and value that an alert is kept as; NULL value where told_drop() would forget it.
 * The dimension may hold any bytes but NUL. */
struct told_change told_change_of(const struct told_alert *alert);
void told_change_free(struct told_change *change);

/* Notes in a change that an alert is missed. One that is closed stays as it is. */
void told_change_miss(struct told_change *change);

/* Takes a field of the hash; those of other kinds of things (epoch, at …) are passed over. Returns
 * false for one that is of told alerts and cannot be read. */
bool told_take(struct told *told, struct slice field, struct slice value);

void told_free(struct told *told);

#endif
