/* Doctor user: somebody who has a Redis examined, on a loop of its own. */
#ifndef LIVE_DOCTOR_USER_H
#define LIVE_DOCTOR_USER_H

#include "doctor/doctor.h"

#include <uv.h>

struct doctor_user {
    uv_loop_t loop;
    struct redis_url url;
    struct key_space space; /* rag:telemetry:{tenant} */
    struct selection selection;
    struct doctor_options options; /* all of it, for 5 s; to be changed before it opens */
    struct doctor *doctor;
    struct examination *examination; /* what came of it; NULL: nothing did */
    struct error error;
    int ends;
    int told; /* so often how far it is */
    size_t done;
    size_t total;
    bool closed;
    void (*on_progress)(struct doctor_user *user); /* NULL: nothing */
};

/* Makes one ready, also with what is said beside the URL; opens the doctor; runs until it has
 * ended; all of it. */
void doctor_user_begin(struct doctor_user *user, const char *url);
void doctor_user_begin_with(struct doctor_user *user, const char *url,
                            const struct redis_access *access);
void doctor_user_open(struct doctor_user *user);
void doctor_user_wait(struct doctor_user *user);
void doctor_user_run(struct doctor_user *user, const char *url);

/* Cancels it before it has ended, and looks that nothing is left. */
void doctor_user_cancel(struct doctor_user *user);

/* Frees all, behind one of the two. */
void doctor_user_end(struct doctor_user *user);

/* Returns the stream of a tenant; the test fails where there is none. */
struct examined_stream *doctor_user_stream(const struct doctor_user *user, const char *tenant);

#endif
