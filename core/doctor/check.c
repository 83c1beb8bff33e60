#include "config.h"

#include "doctor/check.h"

#include <stdio.h>

#define CHECK_LINE(name, id, title, reads_entries) {id, title, reads_entries, check_##name},
const struct check doctor_checks[] = {DOCTOR_CHECKS(CHECK_LINE)};
#undef CHECK_LINE

const size_t doctor_check_count = sizeof(doctor_checks) / sizeof(doctor_checks[0]);

_Static_assert(sizeof(doctor_checks) / sizeof(doctor_checks[0]) <= DOCTOR_CHECKS_MAX,
               "each can be switched off");

void check_needs(const struct check *check, const struct examination *examination,
                 const char *command, const char *subcommand, struct findings *findings)
{
    char right[COMMAND_NAME_SIZE];

    if (!examined_refused(examination, command, subcommand))
        return;
    snprintf(right, sizeof(right), "+%s%s%s", command, subcommand != NULL ? "|" : "",
             subcommand != NULL ? subcommand : "");
    finding_unchecked(findings, check, right);
}

bool diagnose_further(const struct examination *examination, const struct doctor_settings *settings,
                      size_t *next, struct findings *findings)
{
    const struct check *check = &doctor_checks[*next];

    if (!settings->off[*next])
        check->judge(check, examination, settings, findings);
    if (++*next < doctor_check_count)
        return true;
    findings_sort(findings);
    return false;
}

void diagnose(const struct examination *examination, const struct doctor_settings *settings,
              struct findings *findings)
{
    size_t next = 0;

    while (diagnose_further(examination, settings, &next, findings))
        continue;
}
