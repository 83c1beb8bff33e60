/* Source status: how a source is, for whoever says so to a person. */
#ifndef SOURCE_STATUS_H
#define SOURCE_STATUS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define SOURCE_NOTES 8
#define SOURCE_ELSEWHERE 8

enum source_phase {
    SOURCE_CONNECTING, /* nothing has come yet */
    SOURCE_LIVE,
    SOURCE_AWAY,    /* lost; the fleet keeps the last data; it comes back by itself */
    SOURCE_STOPPED, /* needs a person: wrong password, no permission, no such file */
    SOURCE_ENDED    /* a file that is not followed was read to its end */
};

/* Something that the operator should know of the source; its text is safe to show. */
struct source_note {
    const char *id; /* for programs: "replica_cut_off" */
    char text[160];
};

/* A place in which a source that found nothing found something after all. All text is safe to show.
 */
struct source_elsewhere {
    char option[200];  /* what shows it, as one would type it: "--ns prod:rag:drift", or a source */
    char example[120]; /* the key of one of the streams; "" where nobody looked into the place */
    uint64_t streams;  /* that hold reports, of those that were looked at */
    uint64_t keys;     /* of a database that was not looked into; else 0 */
    unsigned database; /* which one that is */
};

/* Times are epoch milliseconds of our own clock, 0 for none. */
struct source_status {
    enum source_phase phase;
    struct error error; /* why it is away or stopped */
    int64_t away_since_ms;
    int64_t retry_at_ms;
    int64_t answered_ms;     /* when the source last answered: the freshness of the screen */
    uint64_t advances;       /* grows with all that brings the source further than it ever was */
    bool discovered;         /* every tenant is known, and so is what it is judged by; where there
                                is none, `elsewhere` too */
    size_t loading;          /* watched tenants whose windows are still being read */
    uint64_t reports_loaded; /* by the loads under way */
    double progress;         /* of the loads under way, 0 to 1, by time covered */
    struct source_note notes[SOURCE_NOTES];
    size_t note_count;
    struct source_elsewhere elsewhere[SOURCE_ELSEWHERE]; /* those with the most streams first */
    size_t elsewhere_count;
    uint64_t elsewhere_more; /* places beyond those; 0 in all where there are tenants */
};

/* Returns true when the source cannot be expected to come, or to come back, by itself. */
bool source_is_hopeless(const struct source_status *status);

/* Adds a note, in place of the one of the same id; takes it back. `id` is a literal. */
void source_remark(struct source_status *status, const char *id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void source_unremark(struct source_status *status, const char *id);

/* Returns the text of a note, or NULL when there is none of that id. */
const char *source_note(const struct source_status *status, const char *id);

/* Appends the texts of all notes, parted by "; ". */
void source_notes_describe(const struct source_status *status, struct buffer *out);

/* Appends what was found in a place, and what shows it: "12 streams hold reports, such as
 * prod:rag:drift:acme: --ns prod:rag:drift"; "db3 holds 12 keys: redis://localhost:6379/3". */
void source_elsewhere_describe(const struct source_elsewhere *place, struct buffer *out);

#endif
