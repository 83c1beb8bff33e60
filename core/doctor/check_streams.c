#include "config.h"

#include "doctor/check.h"

void check_ttl(const struct check *check, const struct examination *examination,
               const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_future_ids(const struct check *check, const struct examination *examination,
                      const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_duplicates(const struct check *check, const struct examination *examination,
                      const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_content(const struct check *check, const struct examination *examination,
                   const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}

void check_silent(const struct check *check, const struct examination *examination,
                  const struct doctor_settings *settings, struct findings *findings)
{
    (void)check;
    (void)examination;
    (void)settings;
    (void)findings;
}
