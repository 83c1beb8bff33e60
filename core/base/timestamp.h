/* Timestamp: points in time as epoch milliseconds (UTC), and their words. */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

enum time_zone { ZONE_UTC, ZONE_LOCAL };

/* Half-open: start_ms belongs to it, end_ms does not. */
struct time_range {
    int64_t start_ms;
    int64_t end_ms;
};

/* Returns the wall clock. */
int64_t timestamp_now(void);

/* Returns a clock that never steps, for deadlines; its zero is arbitrary. */
int64_t timestamp_monotonic(void);

/* The same, but it goes on while the machine sleeps: for how long something holds elsewhere. */
int64_t timestamp_boot(void);

/* Reads what an operator types: RFC 3339 (with or without offset and fraction; without an offset it
 * is in `zone`), a date alone, "14:30" or "14:30:15" (the last time it was that late in `zone`),
 * epoch milliseconds (12 digits or more), "now", "now-24h", "now+5m". Of a local time that a change
 * to winter repeats the first is meant; one that a change to summer leaves out is the moment of
 * that change: in London 01:30 is 02:00 then. Years are 1 to 9999. */
bool timestamp_parse(const char *text, int64_t now_ms, enum time_zone zone, int64_t *out_ms,
                     struct error *error);

/* The same for the end of a range: of a local time that is repeated the last is meant, so that the
 * range holds all that was shown between its ends. */
bool timestamp_parse_end(const char *text, int64_t now_ms, enum time_zone zone, int64_t *out_ms,
                         struct error *error);

/* Reads what a producer writes into ws and we: ISO 8601 with optional fraction and offset. A time
 * without an offset is taken as UTC and `*has_offset` is false. Returns false for anything else,
 * and for a moment outside the years 1 to 9999. */
bool timestamp_parse_iso(struct slice text, int64_t *out_ms, bool *has_offset);

/* Reads epoch seconds, milliseconds, microseconds or nanoseconds, which their size tells apart,
 * with or without a fraction or an exponent; what is more exact than a millisecond is cut. Returns
 * false for anything else, also for numbers that are too small to be a time since 1973. */
bool timestamp_parse_epoch(struct slice text, int64_t *out_ms);

/* Reads either, or a date alone, which is its midnight. A number of the epoch has an offset. */
bool timestamp_parse_written(struct slice text, int64_t *out_ms, bool *has_offset);

/* Write "2026-11-22 14:30:15", "14:30:15", "14:30" or "22 Nov"; for names of files
 * "20261122-143015"; for JSON and files "2026-11-22T14:30:15.123Z". */
void timestamp_format(int64_t time_ms, enum time_zone zone, char out[static 32]);
void timestamp_format_clock(int64_t time_ms, enum time_zone zone, char out[static 16]);
void timestamp_format_minute(int64_t time_ms, enum time_zone zone, char out[static 16]);
void timestamp_format_day(int64_t time_ms, enum time_zone zone, char out[static 16]);
void timestamp_format_compact(int64_t time_ms, enum time_zone zone, char out[static 32]);
void timestamp_format_iso(int64_t time_ms, char out[static 32]);

/* Returns the offset of `zone` from UTC at that moment, so that local = UTC + offset. */
int64_t timestamp_zone_offset(int64_t time_ms, enum time_zone zone);

/* Returns the name to put beside a time: "UTC", or the local zone's abbreviation ("CET"). */
const char *timestamp_zone_name(int64_t time_ms, enum time_zone zone);

#endif
