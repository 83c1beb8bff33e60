/* Edge: what became of an alert, which is one destination's view of one dimension of one stream, or
 * of a stream as a whole. */
#ifndef ROUTE_EDGE_H
#define ROUTE_EDGE_H

#include <stdbool.h>

/* What an alert is about. Each kind of one dimension opens and closes by itself. */
enum alert_kind {
    KIND_THRESHOLD, /* readings are bad, by the rules K/N/M */
    KIND_NO_DATA,   /* it comes without a value */
    KIND_STALE,     /* it does not come, while others do */
    KIND_SILENT,    /* nothing comes of the stream; about no dimension */
    KIND_LOST,      /* entries went before they were read; about no dimension, and never open */
    KIND_DIGEST,    /* of many messages; about no stream, and never open */
    KIND_COUNT
};

enum edge {
    EDGE_FIRING,   /* of KIND_THRESHOLD: it opened, */
    EDGE_WORSE,    /* the level of degraded opened while that of warn was told, */
    EDGE_EASED,    /* and closed while that of warn stays open */
    EDGE_STILL,    /* it is open for another `repeat` */
    EDGE_RESOLVED, /* of KIND_THRESHOLD: M known good ones in a row */
    EDGE_NO_DATA,  /* of KIND_NO_DATA, KIND_STALE, KIND_SILENT: it opened, */
    EDGE_STALE,
    EDGE_SILENT,
    EDGE_BACK, /* and closed */
    EDGE_LOST,
    EDGE_GONE,     /* closed, of whatever kind: the stream was deleted long ago */
    EDGE_FLAPPING, /* more edges than `flap` allows: quiet until they end; it counts as open */
    EDGE_DIGEST,
    EDGE_COUNT
};

/* Return "threshold", "no_data"…; "firing", "worse"…, as in the documents that are sent. */
const char *alert_kind_name(enum alert_kind kind);
const char *edge_name(enum edge edge);

/* Return true, and the member, for such a word. */
bool alert_kind_find(const char *name, enum alert_kind *kind);
bool edge_find(const char *name, enum edge *edge);

/* Returns the edge that opens an alert of a kind that is ever open. */
enum edge edge_that_opens(enum alert_kind kind);

/* Returns true when nothing is open behind it: resolved, back, gone. */
bool edge_closes(enum edge edge);

#endif
