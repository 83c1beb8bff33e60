/* Patient: a Redis that `driftop doctor` examines, and whose cures are pasted into redis-cli. */
#ifndef LIVE_PATIENT_H
#define LIVE_PATIENT_H

#include "base/arena.h"
#include "support/child.h"
#include "support/redis_server.h"

/* One finding as JSON tells it; what is null is "". */
struct patient_finding {
    const char *id;
    const char *severity; /* "error", "warning", "info" */
    const char *scope;    /* "server", or the key */
    const char *evidence;
    const char *cure;
    const char *note;
};

struct patient {
    struct redis_server *server;
    const char *options; /* of doctor, for all examinations; NULL: none */
    struct child child;
    struct arena arena;
    int status; /* of the last examination, as all below */
    struct patient_finding *findings;
    size_t count;
    size_t capacity;
    char unchecked[2048]; /* "id needs\n", for each */
    char cured[512];      /* the evidence of what was cured last */
};

/* Returns NULL where there is a redis-cli, which is $REDIS_CLI or in PATH, else why it cannot be
 * run: for unless(). */
const char *patient_lacks(void);

/* Starts a server, with a setup that may be NULL; ends it. */
void patient_begin(struct patient *patient, const struct redis_server_setup *setup);
void patient_end(struct patient *patient);

/* Examines it. What was found before is forgotten. */
void patient_examine(struct patient *patient);

/* Returns the finding of a check, of that scope (NULL: whichever is first); NULL: there is none. */
const struct patient_finding *patient_find(const struct patient *patient, const char *id,
                                           const char *scope);

/* The same, after an examination: the test fails where it is missing, or there. */
const struct patient_finding *patient_expect(struct patient *patient, const char *id,
                                             const char *scope, const char *severity);
void patient_expect_none(struct patient *patient, const char *id, const char *scope);

/* Pastes a line into redis-cli, and returns what that prints. An error as its answer fails the
 * test. */
const char *patient_paste(struct patient *patient, const char *line);

/* All of it: the fault is found with that severity, its cure pasted, and it is gone. */
void patient_is_cured(struct patient *patient, const char *id, const char *scope,
                      const char *severity);

#endif
