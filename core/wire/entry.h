/* Entry: from the fields of a Redis stream entry to a report. Both dialects that are in the field
 * are read, also mixed: ws/we/dims with lists joined by '|' (StreamDriftSink) and
 * window_start/window_end/report with lists joined by ',' (the original RedisSink). Where the
 * dimensions of both are there, `dims` count. */
#ifndef WIRE_ENTRY_H
#define WIRE_ENTRY_H

#include "base/error.h"
#include "drift/report.h"

/* Begins a report; what it held before is released. */
void entry_begin(struct report *report, struct stream_id id);

/* Takes one field. The bytes are copied where they are needed longer; they are read at once, so
 * they may lie in a network buffer. Fields that are not known are passed over. */
void entry_field(struct report *report, struct slice name, struct slice value);

/* Ends the report: derives what is missing, counts contradictions. Returns false when it cannot be
 * read at all (no dimensions field, or its JSON is broken), with the reason in `error`; otherwise
 * what was wrong stands in report->flaws. */
bool entry_end(struct report *report, struct error *error);

#endif
