/* What the files of export share. */
#ifndef HEADLESS_EXPORT_PRIVATE_H
#define HEADLESS_EXPORT_PRIVATE_H

#include "headless/export.h"
#include "headless/output.h"
#include "headless/patience.h"
#include "headless/progress.h"
#include "headless/reload.h"
#include "source/feed.h"

struct export
{
    const struct options *options; /* those that hold now */
    struct reload reload;
    bool has_terminal; /* at the start */
    uv_loop_t loop;
    struct patience patience;
    uv_timer_t clock; /* for the progress */
    uv_signal_t interrupt;
    uv_signal_t terminate;
    uv_signal_t hangup;
    struct feed *feed;
    char name[sizeof(((struct feed *)NULL)->name)];
    struct output output;
    struct progress progress;
    struct time_range window;
    struct error error; /* class ERROR_NONE: it went well */
    uint64_t records;
    struct report_flaws flaws; /* of all reports */
    struct source_note told[SOURCE_NOTES];
    size_t told_count;
    uint64_t unreadable;
    uint64_t lost;
    int64_t newest_ms; /* of the record that was written last */
    enum source_phase phase;
    bool told_away; /* and not yet that it is back */
    bool told_part; /* that part of it is away, likewise */
    bool begun;
    bool ended; /* nothing more is read */
    bool closed;
    int signal; /* that ended it; 0: none */
};

/* export.c: ends the reading, with an error or without; what was read still leaves. */
void export_end(struct export *export);
void export_fail(struct export *export, const struct error *error);

/* Waits for the source no longer than --timeout, unless it follows, or nobody takes what it has. */
void export_wait(struct export *export);

/* export_feed.c: what comes from the feed. */
extern const struct feed_events export_events;

/* Does without what is away: begins to read, or goes on, with the rest. Returns false where that
 * cannot be, or helped nothing. */
bool export_do_without(struct export *export);

/* export_tell.c: what people are told. A tenant without data is the source itself. */
void export_tell(struct export *export, struct slice tenant, const char *text);
void export_tell_unreadable(struct export *export, struct slice tenant, const char *where,
                            const char *reason);
void export_tell_lost(struct export *export, struct slice tenant, const char *reason);

/* Tells what is to be known of the source, once. */
void export_tell_notes(struct export *export);

/* Tells that part of the source is away, and that it is back. */
void export_tell_part(struct export *export);

/* Tells which tenants were asked for by name and do not exist; where there is none at all, what was
 * looked for, and where there are others. */
void export_tell_missing(struct export *export);
void export_tell_progress(struct export *export);

/* Tells how it went, and returns the status to exit with. */
int export_conclude(struct export *export);

#endif
