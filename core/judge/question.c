#include "config.h"

#include "judge/question.h"

#include "judge/alert.h"
#include "judge/own.h"

#define REFERENCE_OK 22 /* ok readings that tell how it was before, with some to spare */
#define MISSING_REPORTS 3

/* Returns true when a dimension that is ok now had an incident, and too little is here of how it
 * was before: its oldest incident has the fewest in front of it. */
static bool lacks_reference(const struct account *account)
{
    struct own_readings own;
    struct incident incident;
    size_t ok = 0;

    if (!account->known.any_bad)
        return false;
    own_find(&own, account, false);
    size_t first = own.count;
    while (own_incident(&own, first, &incident))
        first = incident.first;
    if (first == own.count)
        return false;
    for (size_t i = 0; i < first; i++)
        ok += !own_is_bad(&own, i);
    return ok < REFERENCE_OK;
}

static bool asks(const struct account *account, const struct dimension_state *state)
{
    if (state->counts != STATE_OK || severity_is_bad(state->last_known))
        return true;
    if (state->state != STATE_SUPERSEDED && state->presence.missing >= MISSING_REPORTS)
        return true;
    return state->state == STATE_OK && lacks_reference(account);
}

bool question_is_asked(const struct account *accounts, const struct dimension_state *states,
                       size_t count, bool silent)
{
    if (silent || count == 0 || alert_windows_repeat(accounts[0].sequence))
        return true;
    for (size_t i = 0; i < count; i++) {
        if (asks(&accounts[i], &states[i]))
            return true;
    }
    return false;
}

bool question_is_open(const struct tenant *tenant, const struct judge_moment *moment)
{
    struct tenant_verdict verdict = {0};

    if (tenant->recent.asked != RECENT_STATE || tenant->recent.whole)
        return false;
    verdict_make(&verdict, tenant, moment);
    bool open = verdict.question;
    verdict_free(&verdict);
    return open;
}
