/* Report: one diagnostic report of one tenant, as a producer wrote it into a stream entry or a line
 * of a file. It is read once, added to its tenant, and its memory is used for the next one. */
#ifndef DRIFT_REPORT_H
#define DRIFT_REPORT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/slice.h"
#include "base/stream_id.h"
#include "drift/severity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLE_COUNT_UNKNOWN UINT64_MAX

enum number { NUMBER_VALUE, NUMBER_BASELINE, NUMBER_Z, NUMBER_COUNT };

/* What one dimension said in one report. Numbers that are null, missing or not finite are NaN. */
struct reading {
    struct slice name;          /* raw bytes: make them safe before they are shown */
    struct slice severity_word; /* as written, for words that are not known */
    enum severity severity;     /* SEVERITY_NO_DATA for an "ok" without a value */
    double value;
    double baseline;
    double z;
    uint64_t sample_count; /* or SAMPLE_COUNT_UNKNOWN */
    struct slice metadata; /* `metadata` or `detail` as JSON text; empty when null or missing */
    struct slice *texts;   /* of its numbers, as they were written, where the report keeps them
                              instead of the values: empty for what is not finite, and for what is
                              longer than anybody needs, which has a value; else NULL */
};

/* What was wrong with a report, counted: nothing is dropped without a trace. */
struct report_flaws {
    uint32_t unreadable_dimensions; /* no object, or without a name */
    uint32_t not_finite;            /* NaN, Infinity, beyond a double, or no number at all */
    uint32_t unknown_severity;      /* words other than ok, warn and degraded */
    uint32_t disagreements;         /* the lists and the dimensions contradict each other */
    uint32_t missing_fields;        /* no times, no lists, no severity, no value key */
    uint32_t oversized;             /* names that were cut, metadata and dimensions left out */
};

/* Under which name the dimensions were written; where there are several, the last of these counts.
 */
enum dialect {
    DIALECT_NONE,  /* no dimensions so far */
    DIALECT_COMMA, /* `report`, lists joined with ',': the original RedisSink */
    DIALECT_LINE,  /* `dimensions`, lists are arrays: a line of NDJSON */
    DIALECT_BAR    /* `dims`, lists joined with '|': StreamDriftSink */
};

/* Zero-initialised is empty and ready. All slices point into `text` or into literals; those that
 * the producer left out have NULL data. */
struct report {
    struct stream_id id;
    struct slice tenant;       /* only from NDJSON; empty when the line does not say */
    struct slice environment;  /* likewise */
    struct slice window_start; /* as written, for display */
    struct slice window_end;
    struct slice degraded; /* names joined with '|' whichever dialect wrote them */
    struct slice warned;
    struct reading *readings;
    size_t count;
    size_t capacity;
    enum dialect dialect;
    const char *unreadable; /* why the dimensions cannot be read, in `text`; NULL: they can */
    uint32_t fingerprint;   /* of window and content, to recognise a duplicate; 0 is none */
    struct report_flaws flaws;
    bool keeps_numbers; /* as texts and not as values, to pass them on; then the fingerprint says
                           nothing. Set once, it outlives report_reset() */
    struct arena text;
};

/* Empties a report and keeps its memory; frees it. */
void report_reset(struct report *report);
void report_free(struct report *report);

/* Adds a reading with every number unknown and returns it; valid until the next one is added. */
struct reading *report_add(struct report *report);

/* Returns the text of a number that was kept; empty when there is none. */
struct slice reading_text(const struct reading *reading, enum number number);

/* Returns the word of severity as the producer wrote it, or one that reads back as the same. */
struct slice reading_severity_word(const struct reading *reading);

/* Returns the length of the window (end - start), or 0 where it cannot be told. */
int64_t report_window_length(const struct report *report);

/* Adds `more` to `sum`. */
void report_flaws_add(struct report_flaws *sum, const struct report_flaws *more);

/* Appends the counters that are not 0 in words: "60 numbers not finite, 1 missing field". */
void report_flaws_describe(const struct report_flaws *flaws, struct buffer *out);

/* Returns the sum of all counters. */
uint64_t report_flaws_total(const struct report_flaws *flaws);

#endif
