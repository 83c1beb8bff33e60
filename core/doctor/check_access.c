#include "config.h"

#include "doctor/check.h"

void check_default_user(const struct check *check, const struct examination *examination,
                        const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_denied(const struct check *check, const struct examination *examination,
                  const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_plain_tcp(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}
