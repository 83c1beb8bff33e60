#include "config.h"

#include "doctor/check.h"

void check_cluster_state(const struct check *check, const struct examination *examination,
                         const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_writes_refused(const struct check *check, const struct examination *examination,
                          const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_replication(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_clock_skew(const struct check *check, const struct examination *examination,
                      const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_no_persistence(const struct check *check, const struct examination *examination,
                          const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_acks_unsafe(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_version(const struct check *check, const struct examination *examination,
                   const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_connections(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_slow(const struct check *check, const struct examination *examination,
                const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_fragmentation(const struct check *check, const struct examination *examination,
                         const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}
