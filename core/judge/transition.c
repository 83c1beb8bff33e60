#include "config.h"

#include "judge/transition.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static enum state state_of(const struct tenant_verdict *verdict)
{
    if (alert_is_open(&verdict->alert))
        return severity_state(verdict->alert.severity);
    return verdict->silent ? STATE_SILENT : STATE_OK;
}

/* Notes the state of a tenant and returns the one that was noted before; STATE_COUNT: none was. */
static enum state note(struct transitions *transitions, uint64_t number, enum state state)
{
    size_t before = transitions->capacity;

    transitions->known = mem_grow(transitions->known, &transitions->capacity, number + 1, 1);
    memset(transitions->known + before, 0, transitions->capacity - before);
    uint8_t known = transitions->known[number];
    transitions->known[number] = (uint8_t)(state + 1);
    return known == 0 ? STATE_COUNT : (enum state)(known - 1);
}

/* Returns the one of a tenant that waits, or a new place; NULL: there is no room. */
static struct transition *place_of(struct transitions *transitions, const char *tenant)
{
    for (size_t i = 0; i < transitions->count; i++) {
        if (strcmp(transitions->waiting[i].tenant, tenant) == 0)
            return &transitions->waiting[i];
    }
    if (transitions->count == TRANSITIONS_MAX) {
        transitions->lost++;
        return NULL;
    }
    struct transition *place = &transitions->waiting[transitions->count++];
    *place = (struct transition){.from = STATE_COUNT, .tenant = mem_strdup(tenant)};
    return place;
}

/* What waits still goes on from where it began. */
static void add(struct transitions *transitions, const struct tenant_verdict *verdict,
                enum state from, enum state to)
{
    const struct tenant *tenant = verdict->tenant;
    const struct dimension_verdict *worst = verdict_worst(verdict);
    struct transition *place = place_of(transitions, tenant->name);

    if (place == NULL)
        return;
    free(place->dimension);
    place->dimension = worst != NULL && to >= STATE_WARN
                           ? mem_strdup(tenant->dimensions[worst->dimension].name)
                           : NULL;
    place->from = place->from == STATE_COUNT ? from : place->from;
    place->to = to;
    place->rung = false;
    place->time_ms = verdict->newest_ms;
}

static bool is_told(const struct attention *attention, const struct tenant_verdict *verdict)
{
    const char *name = verdict->tenant->name;

    return attention_holds(attention, ATTENTION_MUTED, name, NULL) == NULL &&
           attention_holds(attention, ATTENTION_ACKNOWLEDGED, name, NULL) == NULL;
}

/* Returns whether nothing says how it is: that its stream is empty now ends no alarm. */
static bool is_open(const struct tenant_verdict *verdict)
{
    bool says_nothing = verdict->state == STATE_EMPTY || verdict->state == STATE_NO_DATA;

    return verdict->state == STATE_UNJUDGED ||
           (says_nothing && !alert_is_open(&verdict->alert) && !verdict->silent);
}

static void follow(struct transitions *transitions, const struct tenant_verdict *verdict,
                   const struct attention *attention)
{
    enum state to = state_of(verdict);
    enum state from = note(transitions, verdict->number, to);

    if (from == STATE_COUNT && transitions->begun && to >= STATE_WARN)
        from = STATE_EMPTY;
    if (from != STATE_COUNT && from != to && is_told(attention, verdict))
        add(transitions, verdict, from, to);
}

void transitions_follow(struct transitions *transitions, const struct judgement *judgement,
                        const struct attention *attention, bool all_known)
{
    for (size_t i = 0; i < judgement->judged.count; i++) {
        const struct tenant_verdict *verdict = judgement->judged.verdicts[i];
        if (!is_open(verdict) && verdict_counts(verdict))
            follow(transitions, verdict, attention);
    }
    transitions->begun |= all_known;
}

struct transition transitions_take(struct transitions *transitions)
{
    struct transition oldest = transitions->waiting[0];

    transitions->count--;
    memmove(&transitions->waiting[0], &transitions->waiting[1],
            transitions->count * sizeof(transitions->waiting[0]));
    return oldest;
}

void transition_free(struct transition *transition)
{
    free(transition->tenant);
    free(transition->dimension);
}

void transitions_free(struct transitions *transitions)
{
    for (size_t i = 0; i < transitions->count; i++)
        transition_free(&transitions->waiting[i]);
    free(transitions->known);
    *transitions = (struct transitions){0};
}
