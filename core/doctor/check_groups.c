#include "config.h"

#include "doctor/check.h"

void check_alerts_lost(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_group_lag(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_pending_old(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_consumer_abandoned(const struct check *check, const struct examination *examination,
                              const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_group_missing(const struct check *check, const struct examination *examination,
                         const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_route_lease(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}
