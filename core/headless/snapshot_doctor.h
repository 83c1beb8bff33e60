/* Snapshot doctor: what doctor says of the Redis that a snapshot was made from, and the figures
 * that come with it: each stream's memory and how far its groups are behind. A snapshot waits for
 * it no longer than it has to, and goes on without it whatever happens. */
#ifndef HEADLESS_SNAPSHOT_DOCTOR_H
#define HEADLESS_SNAPSHOT_DOCTOR_H

#include "doctor/check.h"
#include "headless/doctor_setup.h"
#include "headless/snapshot_look.h"

/* Zero-initialised nothing was examined. */
struct snapshot_doctor {
    struct doctor_setup setup;
    struct examination *examination; /* NULL: there is none */
    struct error trouble; /* why not, or why not of all; of class ERROR_NONE: it was not tried, or
                             is whole */
    struct findings findings;
};

/* Examines it, with the streams of the fleet, where that is to be: of a Redis, unless the options
 * leave it out, and not where the snapshot is of another time than now. What is found then is of
 * now, too, and would be read as of that time; with a clock that stands, a snapshot is the same
 * every time, and the server's clock cannot be held against it. Nor is a user asked for more who is
 * refused what every look needs already. Fails nothing. */
void snapshot_doctor_ask(struct snapshot_doctor *doctor, const struct look *look);

/* Takes over an examination, and judges it. */
void snapshot_doctor_take(struct snapshot_doctor *doctor, struct examination *examination,
                          const struct doctor_settings *settings);

/* Returns what is known of a tenant's stream, or NULL. */
const struct examined_stream *snapshot_doctor_stream(const struct snapshot_doctor *doctor,
                                                     const struct tenant *tenant);

void snapshot_doctor_free(struct snapshot_doctor *doctor);

#endif
