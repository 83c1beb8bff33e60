#include "config.h"

#include "judge/account.h"

static void add_known(struct account *account, size_t report, enum severity severity)
{
    struct known_readings *known = &account->known;

    known->reports[known->count] = (uint16_t)report;
    known->severities[known->count++] = (uint8_t)severity;
    known->any_bad = known->any_bad || severity_is_bad(severity);
}

static enum mention mention_own(struct account *account, size_t report, enum severity own)
{
    if (own != SEVERITY_NO_DATA)
        add_known(account, report, own);
    return MENTION_OWN;
}

/* Returns what follows from the alternatives that the report names. */
static enum mention mention_implied(struct account *account, const size_t *others, size_t count,
                                    size_t report)
{
    bool came = false;
    bool ok = false;

    for (size_t i = 0; i < count; i++) {
        enum severity other = sequence_severity(account->sequence, others[i], report);
        if (other == SEVERITY_ABSENT)
            continue;
        if (severity_is_bad(other))
            return MENTION_NOTHING;
        came = true;
        ok = ok || other == SEVERITY_OK;
    }
    if (!came)
        return MENTION_HOLE;
    if (!ok)
        return MENTION_NO_DATA;
    add_known(account, report, SEVERITY_OK);
    return MENTION_OK;
}

static size_t find_alternatives(const struct sequence *near, size_t dimension, size_t *others)
{
    size_t count = 0;

    for (size_t i = 0; i < near->tenant->dimension_count; i++) {
        if (sequence_alternatives(near, dimension, i))
            others[count++] = i;
    }
    return count;
}

void account_make(struct account *account, const struct sequence *sequence,
                  const struct sequence *near, size_t dimension)
{
    size_t others[TENANT_MAX_DIMENSIONS];
    size_t count = find_alternatives(near, dimension, others);

    account->sequence = sequence;
    account->dimension = dimension;
    account->known.count = 0;
    account->known.any_bad = false;
    for (size_t report = 0; report < sequence->count; report++) {
        enum severity own = sequence_severity(sequence, dimension, report);
        account->list[report] =
            (uint8_t)(own != SEVERITY_ABSENT ? mention_own(account, report, own)
                                             : mention_implied(account, others, count, report));
    }
}

bool account_no_data(const struct account *account, size_t report)
{
    if (account->list[report] != MENTION_OWN)
        return account->list[report] == MENTION_NO_DATA;
    return sequence_severity(account->sequence, account->dimension, report) == SEVERITY_NO_DATA;
}

enum severity account_last_known(const struct account *account)
{
    const struct known_readings *known = &account->known;

    return known->count > 0 ? (enum severity)known->severities[known->count - 1] : SEVERITY_ABSENT;
}
