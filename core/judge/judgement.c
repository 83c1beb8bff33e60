#include "config.h"

#include "judge/judgement.h"

#include "base/memory.h"

#include <stdlib.h>

#define ALWAYS ((struct time_range){INT64_MIN, INT64_MAX})

static void list_add(struct verdict_list *list, struct tenant_verdict *verdict)
{
    list->verdicts =
        mem_grow(list->verdicts, &list->capacity, list->count + 1, sizeof(struct tenant_verdict *));
    list->verdicts[list->count++] = verdict;
}

static void free_verdicts(struct verdict_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        verdict_free(list->verdicts[i]);
        free(list->verdicts[i]);
    }
    list->count = 0;
}

static bool holds_at(struct time_range holds, const struct judge_moment *moment)
{
    return moment->now_ms >= holds.start_ms && moment->now_ms < holds.end_ms;
}

/* What was said of all holds no longer than what is said of one. */
static void hold_no_longer(struct judgement *judgement, struct time_range holds)
{
    if (holds.start_ms > judgement->holds.start_ms)
        judgement->holds.start_ms = holds.start_ms;
    if (holds.end_ms < judgement->holds.end_ms)
        judgement->holds.end_ms = holds.end_ms;
}

static void judge(struct judgement *judgement, struct tenant_verdict *verdict,
                  const struct tenant *tenant, const struct judge_moment *moment)
{
    if (verdict->tenant != NULL)
        judgement->by_state[verdict->state]--;
    verdict_make(verdict, tenant, moment);
    judgement->by_state[verdict->state]++;
    verdict->round = judgement->round;
    list_add(&judgement->judged, verdict);
    hold_no_longer(judgement, verdict->holds);
}

static void drop(struct judgement *judgement, struct tenant_verdict *verdict)
{
    judgement->by_state[verdict->state]--;
    verdict->tenant = NULL;
    verdict->round = judgement->round;
    list_add(&judgement->dropped, verdict);
}

/* Drops the verdicts on tenants that are gone. Those that are left are in the fleet's order. */
static void drop_removed(struct judgement *judgement)
{
    const struct fleet *fleet = judgement->fleet;
    struct verdict_list *all = &judgement->all;
    size_t left = 0;

    for (size_t i = 0; i < all->count; i++) {
        struct tenant_verdict *verdict = all->verdicts[i];
        if (left < fleet->count && fleet->tenants[left]->number == verdict->number)
            all->verdicts[left++] = verdict;
        else
            drop(judgement, verdict);
    }
    all->count = left;
    judgement->removed = fleet->removed;
}

static void judge_discovered(struct judgement *judgement, const struct judge_moment *moment)
{
    const struct fleet *fleet = judgement->fleet;

    for (size_t i = judgement->all.count; i < fleet->count; i++) {
        struct tenant_verdict *verdict = mem_zalloc(1, sizeof(*verdict));
        list_add(&judgement->all, verdict);
        judge(judgement, verdict, fleet->tenants[i], moment);
    }
}

/* Returns the verdict on the tenant of that number, or NULL. */
static struct tenant_verdict *find(const struct judgement *judgement, uint64_t number)
{
    const struct verdict_list *all = &judgement->all;
    size_t first = 0;
    size_t end = all->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (all->verdicts[middle]->number < number)
            first = middle + 1;
        else
            end = middle;
    }
    bool found = first < all->count && all->verdicts[first]->number == number;
    return found ? all->verdicts[first] : NULL;
}

static void judge_changed(struct judgement *judgement, const struct judge_moment *moment)
{
    const struct change *change = judgement->fleet->changes.newest;

    for (; change != NULL && change->revision > judgement->revision; change = change->older) {
        struct tenant_verdict *verdict = find(judgement, change->tenant->number);
        if (verdict->round != judgement->round)
            judge(judgement, verdict, change->tenant, moment);
    }
    judgement->revision = judgement->fleet->changes.revision;
}

static void judge_expired(struct judgement *judgement, const struct judge_moment *moment)
{
    const struct verdict_list *all = &judgement->all;

    if (holds_at(judgement->holds, moment))
        return;
    judgement->holds = ALWAYS;
    for (size_t i = 0; i < all->count; i++) {
        struct tenant_verdict *verdict = all->verdicts[i];
        if (holds_at(verdict->holds, moment))
            hold_no_longer(judgement, verdict->holds);
        else
            judge(judgement, verdict, verdict->tenant, moment);
    }
}

void judgement_renew(struct judgement *judgement, const struct fleet *fleet,
                     const struct judge_moment *moment)
{
    if (judgement->fleet == NULL)
        judgement->holds = ALWAYS;
    judgement->fleet = fleet;
    judgement->round++;
    judgement->judged.count = 0;
    free_verdicts(&judgement->dropped);
    if (judgement->removed != fleet->removed)
        drop_removed(judgement);
    judge_discovered(judgement, moment);
    judge_changed(judgement, moment);
    judge_expired(judgement, moment);
}

void judgement_void(struct judgement *judgement)
{
    judgement->holds = (struct time_range){0};
    for (size_t i = 0; i < judgement->all.count; i++)
        judgement->all.verdicts[i]->holds = (struct time_range){0};
}

void judgement_free(struct judgement *judgement)
{
    free_verdicts(&judgement->dropped);
    free_verdicts(&judgement->all);
    free(judgement->dropped.verdicts);
    free(judgement->all.verdicts);
    free(judgement->judged.verdicts);
    *judgement = (struct judgement){0};
}

const struct tenant_verdict *judgement_find(const struct judgement *judgement, struct slice name)
{
    const struct tenant *tenant =
        judgement->fleet != NULL ? fleet_find(judgement->fleet, name) : NULL;

    return tenant != NULL ? find(judgement, tenant->number) : NULL;
}

int judgement_exit_status(const struct judgement *judgement)
{
    int status = judgement->all.count > 0 ? 0 : 3;

    for (int state = 0; state < STATE_COUNT; state++) {
        if (judgement->by_state[state] > 0)
            status = exit_status_worst(status, state_exit_status((enum state)state));
    }
    return status;
}
