/* Record: a report on its way into a stream, ready to be sent: its key, the values of its fields,
 * and who handed it in. The same bytes wait in memory and in the spool. */
#ifndef SINK_RECORD_H
#define SINK_RECORD_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/stream_id.h"
#include "drift/report.h"

/* In this order they are written into an entry, behind the key. */
enum record_part {
    RECORD_KEY,
    RECORD_WINDOW_START,
    RECORD_WINDOW_END,
    RECORD_DEGRADED,
    RECORD_WARNED,
    RECORD_DIMENSIONS,
    RECORD_PARTS
};

struct record {
    uint64_t run;        /* the process that took the report: a random number */
    uint64_t sequence;   /* its place among the reports of that process */
    uint64_t token;      /* what the caller calls it */
    struct stream_id id; /* under which it is to be written; STREAM_ID_MIN: the server's choice */
    bool sent_before;    /* it may have been written already */
    struct slice parts[RECORD_PARTS];
};

/* Returns the name of the field that a part is written under. */
struct slice record_field_name(enum record_part part);

/* Returns the bytes of all fields, with their names. */
size_t record_size(const struct record *record);

/* Appends the record as bytes. */
void record_write(const struct record *record, struct buffer *out);

/* Reads such bytes; the parts lie in them. Returns false when they were written by another version
 * of the program. */
bool record_read(struct slice bytes, struct record *record, struct error *error);

/* Reads the report back out of its fields. */
bool record_report(const struct record *record, struct report *report, struct error *error);

#endif
