/* Doctor: examines a Redis for this job, once: over a client of its own, without holding anybody
 * up, and without writing. */
#ifndef DOCTOR_DOCTOR_H
#define DOCTOR_DOCTOR_H

#include "doctor/examination.h"
#include "redis/access.h"
#include "source/selection.h"
#include "wire/key_space.h"

#include <uv.h>

struct doctor;

/* How thorough it is; joined with `|`. */
enum doctor_depth {
    DOCTOR_WAITS = 1 << 0, /* INFO once more, some PINGs; where counters that matter are not 0, INFO
                              again after two seconds, as they may rise */
    DOCTOR_ENTRIES = 1 << 1, /* the newest entries of each stream; of a sample of many */
    DOCTOR_GROUPS = 1 << 2,  /* consumers and what is pending of each group */
    DOCTOR_PROBES = 1 << 3, /* sends what this user may not be permitted, each once. Without it only
                               what the reading commands need, and what ACL DRYRUN permits */
};

#define DOCTOR_ALL (DOCTOR_WAITS | DOCTOR_ENTRIES | DOCTOR_GROUPS | DOCTOR_PROBES)
#define DOCTOR_SAMPLE_ABOVE 5000
#define DOCTOR_SAMPLE 500

/* What is given is borrowed until it has ended. */
struct doctor_options {
    uv_loop_t *loop;
    const struct redis_url *url; /* with its access: redis_url_access() */
    const char *name;            /* of the client */
    const struct key_space *space;
    const struct selection *selection;
    const struct severity_words *severity_words;
    const struct slice *keys; /* the streams, where they are known; NULL: they are searched for */
    size_t key_count;
    command_set refused; /* commands that were refused before, and are not asked again */
    int64_t pending_ms;  /* an entry that is pending for longer is old */
    int64_t timeout_ms;  /* for an answer, and for a node to be there */
    unsigned depth;
    bool paced; /* of more than DOCTOR_SAMPLE_ABOVE streams it asks a few at a time, with a rest in
                   between: nobody waits for it, and others need the server */
};

struct doctor_events {
    /* So many of so many streams were looked at; `total` is 0 while they are searched for, and
     * `done` how many were found. NULL: nobody asks. */
    void (*progress)(void *context, size_t done, size_t total);
    /* It is over, once: with what was seen, which is the listener's to free, or NULL and why
     * nothing was. The doctor is freed behind it. */
    void (*ended)(void *context, struct examination *examination, const struct error *error);
};

/* Begins. Whatever fails is told by `ended`, from the loop. */
struct doctor *doctor_open(const struct doctor_options *options, const struct doctor_events *events,
                           void *context);

/* Ends it now: `ended` is told what was seen so far; of streams that were not reached nothing is
 * known. */
void doctor_conclude(struct doctor *doctor);

/* Ends it before it has ended, and tells nobody any more; `closed` (may be NULL) is called when
 * nothing of it is left on the loop. */
void doctor_cancel(struct doctor *doctor, void (*closed)(void *context), void *context);

#endif
