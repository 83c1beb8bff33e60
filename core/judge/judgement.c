#include "config.h"

#include "judge/judgement.h"

#include "base/memory.h"

#include <stdlib.h>

#define ALWAYS ((struct time_range){INT64_MIN, INT64_MAX})
#define NEVER ((struct time_range){INT64_MAX, INT64_MIN})
#define STOPPED_TENANTS 3
#define EFFORT_LEAST 8 /* of judging a tenant, in entries */

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

/* What a verdict says of how long the tenant is silent, if it is. */
struct silence {
    bool counts;
    int64_t newest_ms;
    int64_t after_ms;
};

static struct silence silence_of(const struct tenant_verdict *verdict)
{
    if (!verdict->silent || !verdict_counts(verdict))
        return (struct silence){false, 0, 0};
    return (struct silence){true, verdict->newest_ms, verdict->silent_after_ms};
}

static void add_silence(struct judgement *judgement, struct silence silence)
{
    if (!silence.counts)
        return;
    if (silence.newest_ms < judgement->silence.first_ms)
        judgement->silence.first_ms = silence.newest_ms;
    if (silence.newest_ms > judgement->silence.last_ms)
        judgement->silence.last_ms = silence.newest_ms;
    if (silence.after_ms > judgement->silence.after_ms)
        judgement->silence.after_ms = silence.after_ms;
}

/* What was the first, the last or the longest and is no longer: only a look at all tells the next.
 */
static void end_silence(struct judgement *judgement, struct silence silence)
{
    if (silence.counts)
        judgement->silence.known &= silence.newest_ms != judgement->silence.first_ms &&
                                    silence.newest_ms != judgement->silence.last_ms &&
                                    silence.after_ms != judgement->silence.after_ms;
}

static void follow_silence(struct judgement *judgement, struct silence before, struct silence now)
{
    if (before.counts == now.counts && before.newest_ms == now.newest_ms &&
        before.after_ms == now.after_ms)
        return;
    end_silence(judgement, before);
    add_silence(judgement, now);
}

/* Counts a verdict, or takes it out again. */
static void count(struct judgement *judgement, const struct tenant_verdict *verdict, size_t change)
{
    bool bad = verdict->state >= STATE_WARN;

    judgement->unreadable += verdict->unreadable ? change : 0;
    judgement->gone += verdict->gone ? change : 0;
    judgement->forgotten += verdict->forgotten ? change : 0;
    judgement->forgotten_bad += verdict->forgotten && bad ? change : 0;
    if (!verdict_counts(verdict))
        return;
    judgement->counted += change;
    judgement->silent += verdict->silent ? change : 0;
    judgement->by_state[verdict->state] += change;
    judgement->by_status[verdict_exit_status(verdict, judgement->by_alert)] += change;
}

/* Returns true when a verdict as of a moment that has passed was made from more than is here by
 * now: what came after that moment took its place. */
static bool is_made_from_more(const struct judgement *judgement,
                              const struct tenant_verdict *verdict, const struct tenant *tenant)
{
    const struct recent *recent = &tenant->recent;

    return judgement->until_ms != INT64_MAX && verdict->tenant != NULL && recent->count > 0 &&
           stream_id_compare(verdict->oldest, STREAM_ID_MIN) != 0 &&
           stream_id_compare(recent_oldest_id(recent), verdict->oldest) > 0;
}

static void judge(struct judgement *judgement, struct tenant_verdict *verdict,
                  const struct tenant *tenant, const struct judge_moment *moment)
{
    judgement->outdated -= verdict->outdated;
    verdict->outdated = false;
    if (is_made_from_more(judgement, verdict, tenant)) {
        hold_no_longer(judgement, verdict->holds);
        return;
    }
    struct silence before = silence_of(verdict);
    if (verdict->tenant != NULL)
        count(judgement, verdict, SIZE_MAX);
    verdict_make(verdict, tenant, moment);
    count(judgement, verdict, 1);
    follow_silence(judgement, before, silence_of(verdict));
    verdict->round = judgement->round;
    list_add(&judgement->judged, verdict);
    hold_no_longer(judgement, verdict->holds);
}

static void drop(struct judgement *judgement, struct tenant_verdict *verdict)
{
    count(judgement, verdict, SIZE_MAX);
    end_silence(judgement, silence_of(verdict));
    judgement->outdated -= verdict->outdated;
    verdict->tenant = NULL;
    verdict->round = judgement->round;
    list_add(&judgement->dropped, verdict);
}

/* Takes those that are gone off the line. */
static void forget_dropped(struct verdict_list *waiting, size_t *served)
{
    size_t left = 0;

    for (size_t i = *served; i < waiting->count; i++) {
        if (waiting->verdicts[i]->tenant != NULL)
            waiting->verdicts[left++] = waiting->verdicts[i];
    }
    waiting->count = left;
    *served = 0;
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
    forget_dropped(&judgement->waiting, &judgement->served);
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

static void wait_for_turn(struct judgement *judgement, struct tenant_verdict *verdict)
{
    if (verdict->waits)
        return;
    verdict->waits = true;
    list_add(&judgement->waiting, verdict);
}

static size_t effort_of(const struct tenant *tenant)
{
    return EFFORT_LEAST + tenant->recent.count;
}

/* Takes those in that are new, the first time in the order of the fleet. */
static void judge_discovered(struct judgement *judgement, const struct judge_moment *moment,
                             size_t effort)
{
    const struct fleet *fleet = judgement->fleet;
    size_t made = 0;

    for (size_t i = judgement->all.count; i < fleet->count && made < effort; i++) {
        struct tenant_verdict *verdict = mem_zalloc(1, sizeof(*verdict));
        list_add(&judgement->all, verdict);
        judge(judgement, verdict, fleet->tenants[i], moment);
        made += effort_of(fleet->tenants[i]);
    }
}

/* Finds those that have changed; of those that are not taken in yet nobody has to know. */
static void find_changed(struct judgement *judgement)
{
    const struct change *change = judgement->fleet->changes.newest;

    for (; change != NULL && change->revision > judgement->revision; change = change->older) {
        struct tenant_verdict *verdict = find(judgement, change->tenant->number);
        if (verdict != NULL && verdict->round != judgement->round)
            wait_for_turn(judgement, verdict);
    }
    judgement->revision = judgement->fleet->changes.revision;
}

static void find_expired(struct judgement *judgement, const struct judge_moment *moment)
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
            wait_for_turn(judgement, verdict);
    }
}

static void judge_waiting(struct judgement *judgement, const struct judge_moment *moment,
                          size_t effort)
{
    struct verdict_list *waiting = &judgement->waiting;
    size_t made = 0;

    while (judgement->served < waiting->count && made < effort) {
        struct tenant_verdict *verdict = waiting->verdicts[judgement->served++];
        verdict->waits = false;
        made += effort_of(verdict->tenant);
        judge(judgement, verdict, verdict->tenant, moment);
    }
    if (judgement->served < waiting->count)
        return;
    waiting->count = 0;
    judgement->served = 0;
}

static void look_at_silence(struct judgement *judgement)
{
    judgement->silence.first_ms = INT64_MAX;
    judgement->silence.last_ms = INT64_MIN;
    judgement->silence.after_ms = 0;
    judgement->silence.known = true;
    for (size_t i = 0; i < judgement->all.count; i++)
        add_silence(judgement, silence_of(judgement->all.verdicts[i]));
}

/* Finds whether the whole fleet fell silent at once: at least three, half of those that count, and
 * their last entries lie within the longest of their limits. */
static void find_stop(struct judgement *judgement)
{
    judgement->stopped = false;
    if (judgement->silent < STOPPED_TENANTS || 2 * judgement->silent < judgement->counted)
        return;
    if (!judgement->silence.known)
        look_at_silence(judgement);
    judgement->stopped =
        judgement->silence.last_ms - judgement->silence.first_ms <= judgement->silence.after_ms;
    judgement->stopped_ms = judgement->silence.last_ms;
}

/* Another moment in the past, or another way to count, makes all anew. */
static void follow_moment(struct judgement *judgement, const struct judge_moment *moment)
{
    bool by_alert = moment->rules != NULL && moment->rules->by_alert;

    if (moment->until_ms != judgement->until_ms || by_alert != judgement->by_alert)
        judgement_void(judgement);
    judgement->until_ms = moment->until_ms;
    if (by_alert == judgement->by_alert)
        return;
    for (size_t i = 0; i < judgement->all.count; i++)
        count(judgement, judgement->all.verdicts[i], SIZE_MAX);
    judgement->by_alert = by_alert;
    for (size_t i = 0; i < judgement->all.count; i++)
        count(judgement, judgement->all.verdicts[i], 1);
}

/* Whoever goes by names has to know at once who has another one. */
static size_t effort_at_once(struct judgement *judgement)
{
    bool renamed = judgement->renamed != judgement->fleet->renamed;

    judgement->renamed = judgement->fleet->renamed;
    return renamed || judgement->at_once == 0 ? SIZE_MAX : judgement->at_once;
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
    follow_moment(judgement, moment);
    size_t at_once = effort_at_once(judgement);
    judge_discovered(judgement, moment, at_once);
    find_changed(judgement);
    find_expired(judgement, moment);
    judge_waiting(judgement, moment, at_once);
    find_stop(judgement);
}

bool judgement_is_behind(const struct judgement *judgement)
{
    return judgement->served < judgement->waiting.count ||
           (judgement->fleet != NULL && judgement->all.count < judgement->fleet->count);
}

size_t judgement_unjudged(const struct judgement *judgement)
{
    size_t unjudged = judgement->by_state[STATE_UNJUDGED];

    return unjudged > judgement->outdated ? unjudged : judgement->outdated;
}

void judgement_void(struct judgement *judgement)
{
    judgement->holds = NEVER;
    judgement->outdated = judgement->all.count;
    for (size_t i = 0; i < judgement->all.count; i++) {
        judgement->all.verdicts[i]->holds = NEVER;
        judgement->all.verdicts[i]->outdated = true;
        judgement->all.verdicts[i]->oldest = STREAM_ID_MIN;
    }
}

void judgement_free(struct judgement *judgement)
{
    free_verdicts(&judgement->dropped);
    free_verdicts(&judgement->all);
    free(judgement->dropped.verdicts);
    free(judgement->all.verdicts);
    free(judgement->judged.verdicts);
    free(judgement->waiting.verdicts);
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
    int status = judgement->counted > 0 || judgement->forgotten > 0 ? 0 : 3;

    for (int each = 0; each < EXIT_STATUSES; each++) {
        if (judgement->by_status[each] > 0)
            status = exit_status_worst(status, each);
    }
    return status;
}
