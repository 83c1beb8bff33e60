/* Report: one diagnostic report of one tenant, as a producer wrote it into a stream entry or a line
 * of a file. It is read once, added to its tenant, and its memory is used for the next one. */
#ifndef DRIFT_REPORT_H
#define DRIFT_REPORT_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/stream_id.h"
#include "drift/flaw.h"
#include "drift/metadata_table.h"
#include "drift/severity_words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLE_COUNT_UNKNOWN UINT64_MAX

enum number { NUMBER_VALUE, NUMBER_BASELINE, NUMBER_Z, NUMBER_COUNT };

/* How the producer worded a severity. */
enum word_kind {
    WORD_KNOWN,
    WORD_UNKNOWN, /* the lists of the report decide what it counts as; in neither it is a warn */
    WORD_MISSING  /* the lists decide; in neither it is ok, and without lists no data */
};

/* What one dimension said in one report. Numbers that are null, missing or not finite are NaN. */
struct reading {
    struct slice name;          /* raw bytes: make them safe before they are shown */
    struct slice severity_word; /* as written, for words that are not known */
    enum word_kind word;
    enum severity severity; /* SEVERITY_NO_DATA for an "ok" without a value */
    double value;
    double baseline;
    double z;
    uint64_t sample_count; /* or SAMPLE_COUNT_UNKNOWN */
    struct slice metadata; /* `metadata` or `detail` as JSON text; empty when null or missing */
    struct slice *texts;   /* of its numbers, as they were written, where the report keeps them
                              instead of the values: empty for what is not finite, and for what is
                              longer than anybody needs, which has a value; else NULL */
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
    uint64_t fingerprint;   /* of window and content: equal ones are a duplicate; 0 is none */
    struct report_flaws flaws;
    const struct severity_words *severity_words; /* the operator's; NULL: none. Set once, it
                                                    outlives report_reset() as the next one does */
    metadata_split_fn *split_metadata; /* how its metadata is taken apart; NULL: it is not */
    bool keeps_numbers; /* as texts and not as values, to pass them on; then the fingerprint is of
                           these, and never 0 */
    struct arena text;
};

/* Empties a report and keeps its memory; frees it. */
void report_reset(struct report *report);
void report_free(struct report *report);

/* Adds a reading with every number unknown and returns it; valid until the next one is added. */
struct reading *report_add(struct report *report);

/* Returns the text of a number that was kept; empty when there is none. */
struct slice reading_text(const struct reading *reading, enum number number);

/* Returns whether its value is known. */
bool reading_has_value(const struct reading *reading);

/* Returns the word of severity as the producer wrote it, or one that reads back as the same; it has
 * no data where the producer gave none. */
struct slice reading_severity_word(const struct reading *reading);

/* The window that a report tells of, in epoch milliseconds. A time without an offset is taken as
 * UTC. INT64_MIN: it is not told, or is no time. */
struct report_window {
    int64_t start_ms;
    int64_t end_ms;
    int64_t length_ms; /* end - start; 0 where it cannot be told or is not positive */
};

struct report_window report_window(const struct report *report);

#endif
