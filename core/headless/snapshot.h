/* Snapshot: the window as text, JSON, CSV or OpenMetrics, or a screen of it, once, without a
 * terminal. */
#ifndef HEADLESS_SNAPSHOT_H
#define HEADLESS_SNAPSHOT_H

#include "headless/options.h"
#include "headless/snapshot_notes.h"
#include "judge/attention.h"
#include "judge/listing.h"
#include "present/glyphs.h"

#include <stdio.h>

struct look;

/* What a snapshot says besides the tenants, which are judged as of the end of its window. */
struct snapshot_frame {
    const struct look *look; /* what it is made from */
    const char *source;
    const char *looked_for; /* which streams, for when there are none */
    int64_t generated_ms;
    struct time_range window;
    size_t buckets;
    enum time_zone zone;
    const struct glyphs *glyphs; /* to draw with, and whether there is nothing else than ASCII */
    bool ascii;
    bool recorded; /* what is shown ended long ago, at generated_ms */
    const struct notes *notes;
    const struct snapshot_doctor *doctor; /* what its Redis is like; NULL: nothing is known */
    const struct attention *attention;    /* what was said of tenants */
    bool named;         /* tenants were asked for: all of them are told, also forgotten ones */
    bool check;         /* text begins with the line for a monitoring system, */
    int status;         /* which is about this exit status, */
    const char *reason; /* and why it is that; NULL: because of the tenants */
};

/* How a snapshot is printed; the formats are described in the manual. */
struct snapshot_format {
    struct format format; /* first: a struct format * is cast to this */
    bool worst_first;     /* else by name: for a program, each has the same place every time */
    bool has_notes;       /* else they are told on standard error */
    bool warnings;        /* among what doctor found are notes, and not only errors */
    /* Tells the source what a screen shows, once the windows are read; NULL: no screen is drawn. */
    void (*screen)(struct look *look);
    /* Prints the listed tenants. Returns false when `out` failed. */
    bool (*print)(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame);
    /* Prints that the source could not be read; NULL where the format has no word for that. With
     * `check` there is a line for a monitoring system. */
    bool (*print_down)(FILE *out, const char *reason, bool check);
};

extern const struct snapshot_format snapshot_text_format;
extern const struct snapshot_format snapshot_json_format;
extern const struct snapshot_format snapshot_csv_format;
extern const struct snapshot_format snapshot_openmetrics_format;

extern const struct command snapshot_command;

/* Opens the source, loads the window of every selected tenant, prints to `out` and returns the exit
 * status. Reasons for a failure go to standard error. */
int snapshot_run(const struct options *options, FILE *out);

/* Prints what a monitoring system is told of wrong usage, where the text for it was asked for. */
void snapshot_refuse(const struct options *options, const struct error *error, FILE *out);

#endif
