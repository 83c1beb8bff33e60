/* Source status: how a source is, for whoever says so to a person. */
#ifndef SOURCE_STATUS_H
#define SOURCE_STATUS_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define SOURCE_ELSEWHERE 8

/* All that can be told of a source beside its tenants: the dashboard shows it in its status line,
 * the other commands tell it on standard error, snapshot in its JSON and OpenMetrics, too. */
#define SOURCE_NOTE_LIST(X)                                                                        \
    X(RECORDING, "recording")             /* a file that ended long ago, and when */               \
    X(FILE_CHANGED, "file_changed")       /* what happened to a file: rotated, cut off … */      \
    X(FILE_CUT, "file_cut")               /* a file that ends too early, which was read so far */  \
    X(UNREADABLE, "unreadable")           /* lines that are no reports */                          \
    X(OUT_OF_ORDER, "out_of_order")       /* lines that were put where they belong */              \
    X(REPEATED, "repeated")               /* lines that are there twice */                         \
    X(AHEAD, "ahead")                     /* lines that are ahead of the clock */                  \
    X(PART_AWAY, "part_away")             /* some of several nodes, and their tenants */           \
    X(OTHER_CLUSTER, "other_cluster")     /* an address of the URL is of another one */            \
    X(SENTINELS_AWAY, "sentinels_away")   /* while the master that they named goes on */           \
    X(UNCHECKED, "unchecked")             /* certificates are not, or their names */               \
    X(IGNORED_KEYS, "ignored_keys")       /* keys that look like those of tenants */               \
    X(LATE, "late")                       /* what nobody sees is asked for seldom */             \
    X(NOT_PERMITTED, "not_permitted")     /* commands that this user may not send */               \
    X(SCAN_REFUSED, "scan_refused")       /* new tenants are not found any more */                 \
    X(REPLICAS, "replicas")               /* of a cluster are read from */                         \
    X(REPLICA, "replica")                 /* it is one */                                          \
    X(REPLICA_CUT_OFF, "replica_cut_off") /* from its primary */                                   \
    X(REPLICA_LATE, "replica_late")       /* its primary has not been heard of for a while */      \
    X(EVICTION, "eviction")               /* streams can be evicted for want of memory */          \
    X(MEMORY_FULL, "memory_full")         /* producers cannot write */                             \
    X(CLOCK, "clock")                     /* the server's is another one */

/* clang-format off */
#define NOTE_NAME(name, id) NOTE_##name,
enum source_note_kind { SOURCE_NOTE_LIST(NOTE_NAME) SOURCE_NOTES };
#undef NOTE_NAME
/* clang-format on */

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
    bool partly_away; /* some of several nodes are, and the others go on: a note says which, and why
                       */
    int64_t away_since_ms;
    int64_t retry_at_ms;
    int64_t answered_ms;     /* when the source last answered: the freshness of the screen */
    uint64_t advances;       /* grows with all that brings the source further than it ever was */
    uint64_t polls;          /* looks for what is new, so far */
    bool discovered;         /* every tenant is known, and so is what it is judged by; where there
                                is none, `elsewhere` too */
    size_t loading;          /* watched tenants whose windows are still being read, */
    size_t loading_away;     /* and those of them that cannot be read now */
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

/* Adds a note, in place of the one of the same kind; takes it back. */
void source_remark(struct source_status *status, enum source_note_kind kind, const char *format,
                   ...) __attribute__((format(printf, 3, 4)));
void source_unremark(struct source_status *status, enum source_note_kind kind);

/* Returns its id, which is for programs. */
const char *source_note_id(enum source_note_kind kind);

/* Returns the text of a note, or NULL when there is none of that id. */
const char *source_note(const struct source_status *status, const char *id);

/* Appends the texts of all notes, parted by "; ". */
void source_notes_describe(const struct source_status *status, struct buffer *out);

/* Appends what was found in a place, and what shows it: "12 streams hold reports, such as
 * prod:rag:drift:acme: --ns prod:rag:drift"; "db3 holds 12 keys: redis://localhost:6379/3". */
void source_elsewhere_describe(const struct source_elsewhere *place, struct buffer *out);

#endif
