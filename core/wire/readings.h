/* Readings: the JSON array of dimensions inside an entry or a line.
 *
 * This is the hot path: a long window holds a hundred thousand dimensions. It is read in one pass
 * straight from the bytes, without a tree, which also lets NaN and Infinity, which Python writes
 * bare and JSON does not know, cost no more than the number they stand for. */
#ifndef WIRE_READINGS_H
#define WIRE_READINGS_H

#include "base/error.h"
#include "drift/report.h"
#include "wire/json_scan.h"
#include "wire/json_write.h"

/* What one report may cost. Names and words of severity are cut between two characters, metadata
 * and further dimensions are left out; report->flaws.count[FLAW_OVERSIZED] counts it. */
#define READING_NAME_MAX 256
#define READING_METADATA_MAX 16384
#define READINGS_MAX 1024
#define NUMBER_TEXT_MAX 40 /* a longer number is passed on in our own spelling */

/* Appends the dimensions in `json` to the report. Keys may come in any order; `sample_count` and
 * `sample_size`, `metadata` and `detail` are the same. An element that is no object or has no name
 * is counted and passed over. Returns false, with the byte where it happened, when the text is no
 * JSON array (NaN, Infinity and -Infinity apart); what was read before stays in the report. */
bool readings_parse(struct slice json, struct report *report, struct error *error);

/* The same for an array inside of a larger text, which must stay where it is as long as the report:
 * what is kept of it is not copied. */
bool readings_scan(struct json_scan *scan, struct report *report);

/* Writes the dimensions of a report as such an array, on one line: json_compact or json_python. What
 * is unknown is null, and a number whose text was kept stays as it was written. */
void readings_write(struct json_writer *json, const struct report *report);

/* Cuts a name to what a reading keeps of it. */
struct slice reading_name_cut(struct slice name);

#endif
