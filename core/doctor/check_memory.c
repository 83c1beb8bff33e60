#include "config.h"

#include "doctor/check.h"

void check_stream_memory(const struct check *check, const struct examination *examination,
                         const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_memory_horizon(const struct check *check, const struct examination *examination,
                          const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_unbounded(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_retention_short(const struct check *check, const struct examination *examination,
                           const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_node_size(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}
