/* Wire fixture: reports read from memory that is exactly as large as it looks and gone right after,
 * as in a read buffer, so that a sanitizer sees who reads beyond it or points into it. */
#ifndef SUPPORT_WIRE_FIXTURE_H
#define SUPPORT_WIRE_FIXTURE_H

#include "base/error.h"
#include "drift/report.h"

#define WIRE_START "2026-11-22T14:30:00.123456+00:00"
#define WIRE_END "2026-11-22T14:31:00.123456+00:00"

/* Read dimensions or a line; the size may be told for text with NUL in it. */
bool wire_read_dimensions(struct report *report, const char *json, struct error *error);
bool wire_read_line(struct report *report, const char *line, size_t size, struct error *error);

/* Begins an entry with the ID 1795000000000-3 and gives it a field; ends it, which must succeed. */
void wire_begin_entry(struct report *report);
void wire_field(struct report *report, const char *name, const char *value);
void wire_end_entry(struct report *report);

/* Read a whole entry of StreamDriftSink, and of the original RedisSink. */
void wire_read_entry(struct report *report, const char *degraded, const char *warned,
                     const char *dims);
void wire_read_original(struct report *report, const char *degraded, const char *warned,
                        const char *dims);

void wire_assert_text(struct slice text, const char *expected);
void wire_assert_no_flaws(const struct report *report);

#endif
