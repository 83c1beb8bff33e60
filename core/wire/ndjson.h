/* NDJSON: one report a line, whichever sink wrote it, and the way back.
 *
 * Read: `dims`, `dimensions` or `report`, as an array or as a string that holds one; `ws`/`we` or
 * `window_start`/`window_end`; `sample_count` or `sample_size`; lists as arrays or joined strings;
 * `tenant` and `env`; `id` ("ms-seq", or milliseconds) or `time_ms` as the place in time, else what
 * tells when the report was made, else the end of the window.
 *
 * The names of others, where there are none of ours: timestamp, ts, time, @timestamp, datetime,
 * timestamp_ms, ts_ms, generated_at, created_at or date for when it was made; for the window
 * windowStart, start, start_time, startTime, period_start or from, and the same with end or to, or
 * `window` with an object that holds two such members, an array of the two, or "START/END". Times
 * are ISO 8601, or seconds, milliseconds, microseconds or nanoseconds of the epoch, as text or as
 * numbers; what is no time under such a name is passed over. */
#ifndef WIRE_NDJSON_H
#define WIRE_NDJSON_H

#include "base/buffer.h"
#include "base/error.h"
#include "drift/report.h"

/* Reads one line (without its newline); what the report held before is released. `report->id` is
 * STREAM_ID_MIN when the line has no place in time. Returns false when the line is no object or
 * holds no dimensions. */
bool ndjson_parse(struct slice line, struct report *report, struct error *error);

/* Appends the report as one line, newline included, in the form of `driftop export`:
 * {"tenant","id","time_ms","window_start","window_end","degraded":[…],"warned":[…],
 *  "dimensions":[{"name","severity","value","baseline","z_score","sample_count","metadata"}]}.
 * An environment stands behind the tenant as "env"; id and time_ms are null where the report has no
 * place in time. Unknown numbers are null; text is written as
 * json_write.h says, so that the line is valid JSON and harmless on a terminal. */
void ndjson_format(struct buffer *out, struct slice tenant, const struct report *report);

#endif
