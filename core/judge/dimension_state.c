#include "config.h"

#include "judge/dimension_state.h"

/* Returns the state by the newest report that says something of it. */
static enum state find_state(const struct account *account, const struct dimension_state *known)
{
    const struct presence *presence = &known->presence;

    if (presence->superseded) {
        bool no_data = account_no_data(account, presence->newest);
        return no_data && severity_is_bad(known->last_known) ? STATE_NO_DATA : STATE_SUPERSEDED;
    }
    if (known->renamed != SIZE_MAX)
        return STATE_SUPERSEDED;
    if (presence->stale)
        return STATE_STALE;
    return severity_state(
        sequence_severity(account->sequence, account->dimension, presence->own));
}

struct dimension_state dimension_state_find(const struct account *account,
                                            const struct account *far)
{
    struct dimension_state state = {
        .presence = presence_find(account, far),
        .last_known = account_last_known(account),
    };

    state.renamed = presence_renamed(account, &state.presence);
    state.state = find_state(account, &state);
    state.held = (state.state == STATE_NO_DATA || state.state == STATE_STALE) &&
                 severity_is_bad(state.last_known);
    state.counts = state.state == STATE_SUPERSEDED ? STATE_OK : state.state;
    if (state.held)
        state.counts = severity_state(state.last_known);
    return state;
}
