/* NDJSON check: whether a line says what it says in the way of driftop, for those who write its
 * report elsewhere and must not lose or replace a part of it without a word.
 *
 * ndjson_parse() takes from a line whatever can be understood, as befits one who only looks. Who
 * passes a report on asks here first: each member that has a meaning must be of its type (null is
 * as good as absent), within the limits of a report, and be said once. What has no meaning is
 * named, so that it can be told that it is left out. */
#ifndef WIRE_NDJSON_CHECK_H
#define WIRE_NDJSON_CHECK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "drift/report.h"

/* Zero-initialised is ready, for one line after the other. */
struct ndjson_check {
    struct buffer left_out; /* the members that a report has no room for: "host", "unit" */
    struct slice degraded;  /* as they stand in the line; no data: it does not say */
    struct slice warned;
    struct arena arena;
};

/* Checks a line, without its newline. It must stay where it is until the next one is checked.
 * Returns false with the member and what it must be: "dimension 3: \"value\" must be a number". */
bool ndjson_check(struct ndjson_check *check, struct slice line, struct error *error);

/* Checks that the lists of the line that was checked last are still the same in the report that
 * was read from it: a '|' in a name parts two others in a stream, where no dimension is named so.
 */
bool ndjson_check_lists(struct ndjson_check *check, const struct report *report,
                        struct error *error);

void ndjson_check_free(struct ndjson_check *check);

#endif
