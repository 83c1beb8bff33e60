#include "config.h"

#include "judge/dimension_verdict.h"

#include "base/memory.h"
#include "judge/far.h"

/* Returns the newest reading with all that is known of it. */
static struct sample newest_sample(const struct dimension_evidence *evidence)
{
    const struct account *near = evidence->near;
    struct recent_reading reading =
        sequence_reading(near->sequence, near->dimension, evidence->state->presence.own);

    return recent_sample(&reading);
}

static struct since find_since(const struct dimension_evidence *evidence)
{
    switch (evidence->state->state) {
    case STATE_NO_DATA:
        return since_no_data(evidence->far);
    case STATE_STALE:
    case STATE_SUPERSEDED:
        return since_gone(evidence->far);
    default:
        return since_severity(evidence->far, account_last_known(evidence->near));
    }
}

/* Returns what it ranks as: as its open alert, as unknown, or as ok. */
static enum state find_rank(const struct dimension_verdict *verdict)
{
    if (alert_is_open(&verdict->alert))
        return severity_state(verdict->alert.severity);
    bool unknown = verdict->state == STATE_NO_DATA || verdict->state == STATE_STALE;
    return unknown ? verdict->state : STATE_OK;
}

/* Returns the dimension that came in its place, or DIMENSION_NONE. */
static uint16_t find_other(const struct dimension_evidence *evidence)
{
    const struct dimension_state *state = evidence->state;
    const struct sequence *sequence = evidence->near->sequence;

    if (state->state != STATE_SUPERSEDED || !state->presence.superseded)
        return state->renamed != SIZE_MAX ? (uint16_t)state->renamed : DIMENSION_NONE;
    for (size_t i = 0; i < sequence->tenant->dimension_count; i++) {
        if (sequence_alternatives(sequence, evidence->near->dimension, i) &&
            sequence_names(sequence, i, state->presence.newest))
            return (uint16_t)i;
    }
    return DIMENSION_NONE;
}

/* Returns NULL where there is nothing of it. */
static struct dimension_rare *find_rare(const struct dimension_evidence *evidence)
{
    struct dimension_rare found = {.not_back = NOT_BACK_NONE,
                                   .flapping = flapping_find(evidence->far)};

    if (evidence->state->state == STATE_OK)
        found.not_back = not_back_find(evidence->far);
    if (!found.not_back.is && !found.flapping.is)
        return NULL;
    struct dimension_rare *rare = mem_alloc(sizeof(*rare));
    *rare = found;
    return rare;
}

struct dimension_verdict dimension_verdict_make(const struct dimension_evidence *evidence,
                                                const struct rule_book *rules)
{
    const struct account *near = evidence->near;
    const struct dimension_state *state = evidence->state;
    const struct tenant *tenant = near->sequence->tenant;
    struct rules rule =
        rule_book_find(rules, tenant->name, tenant->dimensions[near->dimension].name);
    bool bad = severity_is_bad(state->last_known) && state->counts >= STATE_WARN;
    struct dimension_verdict verdict = {
        .dimension = (uint16_t)near->dimension,
        .state = state->state,
        .counts = state->counts,
        .held = state->held,
        .newest_ms = sequence_time(near->sequence, state->presence.own),
        .newest = newest_sample(evidence),
        .far = bad ? far_find(near) : 0,
        .since = find_since(evidence),
        .bad_since = bad ? since_bad(evidence->far) : SINCE_NONE,
        .alert = alert_find(evidence->for_rules, &rule, evidence->by_window),
        .rare = find_rare(evidence),
        .other = find_other(evidence),
        .renamed = state->renamed != SIZE_MAX && state->state == STATE_SUPERSEDED,
        .missing = (uint16_t)state->presence.missing,
    };

    verdict.severity = verdict.newest.severity;
    verdict.rank = find_rank(&verdict);
    return verdict;
}
