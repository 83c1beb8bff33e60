/* Doctor setup: what the options mean for an examination. */
#ifndef HEADLESS_DOCTOR_SETUP_H
#define HEADLESS_DOCTOR_SETUP_H

#include "doctor/doctor.h"
#include "doctor/settings.h"
#include "headless/options.h"
#include "redis/url.h"

struct doctor_setup {
    struct redis_url url;
    struct key_space space;
    struct selection selection;
    struct doctor_options options; /* without loop, keys and depth; it borrows of the setup */
    struct doctor_settings settings;
};

/* Makes it, for a client of that name. Returns false with the reason: the source is no Redis
 * (ERROR_USAGE), or cannot be understood. The setup must not be moved; to be freed in both cases.
 */
bool doctor_setup_make(struct doctor_setup *setup, const struct options *options, const char *name,
                       struct error *error);

/* Fills in what counts as a finding: what is said on the command line holds before the
 * configuration. */
void doctor_setup_settings(struct doctor_settings *settings, const struct options *options);
void doctor_setup_free(struct doctor_setup *setup);

#endif
