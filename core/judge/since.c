#include "config.h"

#include "judge/since.h"

typedef bool holds_fn(enum severity severity, enum severity wanted);

static bool is_same(enum severity severity, enum severity wanted)
{
    return severity == wanted;
}

static bool is_bad(enum severity severity, enum severity wanted)
{
    (void)wanted;
    return severity_is_bad(severity);
}

static struct since newest_run(const struct account *account, holds_fn *holds, enum severity wanted)
{
    const struct known_readings *known = &account->known;
    size_t begin = known->count;

    if (!known->any_bad && wanted == SEVERITY_OK && begin > 0)
        begin = 1; /* all of them are ok */
    while (begin > 0 && holds((enum severity)known->severities[begin - 1], wanted))
        begin--;
    if (begin == known->count)
        return SINCE_NONE;
    return (struct since){sequence_time(account->sequence, known->reports[begin]),
                          begin == 0 && !account->sequence->complete};
}

struct since since_severity(const struct account *account, enum severity severity)
{
    return newest_run(account, is_same, severity);
}

struct since since_bad(const struct account *account)
{
    return newest_run(account, is_bad, SEVERITY_ABSENT);
}

struct since since_no_data(const struct account *account)
{
    const struct known_readings *known = &account->known;
    bool any = known->count > 0;

    for (size_t i = any ? known->reports[known->count - 1] + 1U : 0; i < account->sequence->count;
         i++) {
        if (account_no_data(account, i))
            return (struct since){sequence_time(account->sequence, i),
                                  !any && !account->sequence->complete};
    }
    return SINCE_NONE;
}

struct since since_gone(const struct account *account)
{
    size_t after = account->sequence->count;

    while (after > 0 && account->list[after - 1] != MENTION_OWN)
        after--;
    if (after == account->sequence->count)
        return SINCE_NONE;
    return (struct since){.time_ms = sequence_time(account->sequence, after)};
}

/* What stands of one dimension, report by report. */
struct standing {
    const struct account *account;
    size_t next; /* of its known readings */
    enum severity severity;
};

static enum severity stands_at(struct standing *standing, size_t report)
{
    const struct known_readings *known = &standing->account->known;

    if (standing->next < known->count && known->reports[standing->next] == report)
        standing->severity = (enum severity)known->severities[standing->next++];
    else if (standing->account->list[report] == MENTION_NOTHING)
        standing->severity = SEVERITY_ABSENT;
    return standing->severity;
}

/* Takes the worst of one report: a run goes on, begins or ends. */
static void take(struct since *since, bool holds, bool first, const struct sequence *sequence,
                 size_t report)
{
    if (!holds)
        *since = SINCE_NONE;
    else if (since->time_ms == INT64_MIN)
        *since = (struct since){sequence_time(sequence, report), first && !sequence->complete};
}

static enum severity worst_at(struct standing *standings, size_t count, size_t report)
{
    enum severity worst = SEVERITY_ABSENT;

    for (size_t i = 0; i < count; i++) {
        enum severity stands = stands_at(&standings[i], report);
        if (stands > worst)
            worst = stands;
    }
    return worst;
}

/* Returns true when no reading of a tenant is bad. */
static bool are_all_ok(const struct account *accounts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (accounts[i].known.any_bad)
            return false;
    }
    return true;
}

/* Returns since when such a tenant is ok: since its first known reading. */
static struct since first_known(const struct account *accounts, size_t count)
{
    const struct sequence *sequence = accounts[0].sequence;
    size_t first = sequence->count;

    for (size_t i = 0; i < count; i++) {
        if (accounts[i].known.count > 0 && accounts[i].known.reports[0] < first)
            first = accounts[i].known.reports[0];
    }
    if (first == sequence->count)
        return SINCE_NONE;
    return (struct since){sequence_time(sequence, first), !sequence->complete};
}

struct tenant_since since_of_tenant(const struct account *accounts, size_t count,
                                    enum severity severity)
{
    struct tenant_since since = {SINCE_NONE, SINCE_NONE};
    struct standing standings[TENANT_MAX_DIMENSIONS];
    bool first = true;

    if (count > 0 && severity == SEVERITY_OK && are_all_ok(accounts, count)) {
        since.state = first_known(accounts, count);
        return since;
    }
    for (size_t i = 0; i < count; i++)
        standings[i] = (struct standing){.account = &accounts[i]};
    for (size_t report = 0; count > 0 && report < accounts[0].sequence->count; report++) {
        enum severity worst = worst_at(standings, count, report);
        if (first && worst == SEVERITY_ABSENT)
            continue;
        take(&since.state, worst == severity, first, accounts[0].sequence, report);
        take(&since.bad, severity_is_bad(worst), first, accounts[0].sequence, report);
        first = false;
    }
    return since;
}
