#include "config.h"

#include "headless/doctor.h"

#include "doctor/rights.h"
#include "headless/complain.h"
#include "headless/doctor_report.h"
#include "headless/doctor_setup.h"
#include "headless/status.h"

#include <stdio.h>

int doctor_acl(const struct options *options)
{
    const struct acl_role *role = acl_role_find(options->acl);
    struct doctor_setup setup;
    struct buffer line = {0};
    struct error error;
    bool good = doctor_setup_make(&setup, options, "", &error);

    if (good) {
        acl_line(role, options->user, &setup.space, &setup.url, &line);
        puts(buffer_text(&line));
    } else {
        complain("%s", error.text);
    }
    buffer_free(&line);
    doctor_setup_free(&setup);
    return good && status_of_output() == STATUS_DONE ? STATUS_DONE : DOCTOR_BLIND;
}
