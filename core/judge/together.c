#include "config.h"

#include "judge/together.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Whether a tenant is among those that turned: it was judged again since, too. */
enum { ABSENT, TURNED, STALE };

int64_t tenant_turned(const struct tenant_verdict *verdict)
{
    if (!verdict_counts(verdict))
        return INT64_MIN;
    if (verdict->state >= STATE_WARN)
        return verdict->bad_since.before ? INT64_MIN : verdict->bad_since.time_ms;
    return verdict->silent ? verdict->newest_ms : INT64_MIN;
}

/* Those of one moment stand in the order in which they were found. */
static int compare_turns(const void *a, const void *b)
{
    const struct turned_tenant *left = a;
    const struct turned_tenant *right = b;

    if (left->time_ms != right->time_ms)
        return left->time_ms < right->time_ms ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

/* Returns where it is noted whether the tenant turned. */
static uint8_t *membership(struct together *together, const struct tenant_verdict *verdict)
{
    size_t before = together->turned_capacity;
    size_t number = verdict->number;

    together->turned = mem_grow(together->turned, &together->turned_capacity, number + 1, 1);
    memset(together->turned + before, ABSENT, together->turned_capacity - before);
    return &together->turned[number];
}

/* Marks those of them that turned, and returns whether there are some. */
static bool mark_stale(struct together *together, const struct verdict_list *verdicts)
{
    bool some = false;

    for (size_t i = 0; i < verdicts->count; i++) {
        uint8_t *member = membership(together, verdicts->verdicts[i]);
        some |= *member == TURNED;
        *member = *member == TURNED ? STALE : ABSENT;
    }
    return some;
}

/* Takes out those that were judged again, or are gone. Returns true where there were some. */
static bool take_out(struct together *together)
{
    bool judged = mark_stale(together, &together->judgement->judged);
    bool gone = mark_stale(together, &together->judgement->dropped);
    size_t left = 0;

    if (!judged && !gone)
        return false;
    for (size_t i = 0; i < together->count; i++) {
        if (together->turned[together->turns[i].number] != STALE)
            together->turns[left++] = together->turns[i];
    }
    together->count = left;
    return true;
}

/* Adds those that turned, behind the others. */
static void append(struct together *together, const struct verdict_list *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct tenant_verdict *verdict = verdicts->verdicts[i];
        int64_t time_ms = tenant_turned(verdict);
        *membership(together, verdict) = time_ms != INT64_MIN ? TURNED : ABSENT;
        if (time_ms == INT64_MIN)
            continue;
        together->turns = mem_grow(together->turns, &together->capacity, together->count + 1,
                                   sizeof(*together->turns));
        together->turns[together->count++] = (struct turned_tenant){
            time_ms, verdict, (uint32_t)verdict->number, verdict->state >= STATE_WARN};
    }
}

/* Merges what was added behind the first `sorted` with these. */
static void merge(struct together *together, size_t sorted)
{
    size_t added = together->count - sorted;
    struct turned_tenant *turns = together->turns;

    if (added == 0)
        return;
    qsort(turns + sorted, added, sizeof(*turns), compare_turns);
    struct turned_tenant *late = mem_alloc(added * sizeof(*turns));
    memcpy(late, turns + sorted, added * sizeof(*turns));
    for (size_t place = together->count; added > 0; place--) {
        bool from_late = sorted == 0 || compare_turns(&late[added - 1], &turns[sorted - 1]) > 0;
        turns[place - 1] = from_late ? late[--added] : turns[--sorted];
    }
    free(late);
}

/* Returns false where nothing is another than it was. */
static bool follow(struct together *together)
{
    const struct judgement *judgement = together->judgement;

    if (judgement->judged.count == 0 && judgement->dropped.count == 0)
        return false;
    bool changed = take_out(together);
    size_t sorted = together->count;
    append(together, &judgement->judged);
    merge(together, sorted);
    return changed || together->count > sorted;
}

static void find_members(struct together *together)
{
    const struct turned_tenant *turns = together->turns;
    size_t first = 0;

    together->members = 0;
    for (size_t last = 0; last < together->count; last++) {
        while (turns[last].time_ms - turns[first].time_ms > TOGETHER_WITHIN)
            first++;
        if (last - first + 1 < TOGETHER_LEAST || last - first + 1 < together->members)
            continue;
        together->first = first;
        together->members = last - first + 1;
        together->range = (struct time_range){turns[first].time_ms, turns[last].time_ms + 1};
    }
}

static bool is_bad(const struct dimension_verdict *verdict)
{
    return verdict->counts >= STATE_WARN;
}

static struct slice name_of(const struct tenant_verdict *verdict, size_t index)
{
    const struct dimension *dimension =
        &verdict->tenant->dimensions[verdict->dimensions[index].dimension];

    return (struct slice){dimension->name, dimension->name_size};
}

/* Returns what a name begins with up to its first dot, and that; empty where there is none. */
static struct slice family_of(struct slice name)
{
    const char *dot = memchr(name.data, '.', name.size);

    return (struct slice){name.data, dot != NULL ? (size_t)(dot - name.data) + 1 : 0};
}

/* Returns whether a name is `common`, or begins so where that is a family. */
static bool has(struct slice name, struct slice common, bool family)
{
    return (family ? name.size > common.size : name.size == common.size) &&
           memcmp(name.data, common.data, common.size) == 0;
}

static bool is_in(const struct tenant_verdict *verdict, struct slice common, bool family)
{
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        if (is_bad(&verdict->dimensions[i]) && has(name_of(verdict, i), common, family))
            return true;
    }
    return false;
}

static bool is_in_all(const struct together *together, struct slice common, bool family)
{
    for (size_t i = 0; i < together->members; i++) {
        if (!is_in(together->turns[together->first + i].verdict, common, family))
            return false;
    }
    return true;
}

/* Finds what all have in common among what is bad in the first of them, its worst first. */
static struct slice find_common(const struct together *together, bool family)
{
    const struct tenant_verdict *first = together->turns[together->first].verdict;

    for (size_t i = 0; i < first->dimension_count; i++) {
        struct slice name = name_of(first, i);
        struct slice common = family ? family_of(name) : name;
        if (is_bad(&first->dimensions[i]) && common.size > 0 && is_in_all(together, common, family))
            return common;
    }
    return (struct slice){0};
}

static void find_what(struct together *together)
{
    together->common = (struct slice){0};
    together->silent = together->members > 0;
    for (size_t i = 0; i < together->members; i++)
        together->silent = together->silent && !together->turns[together->first + i].bad;
    if (together->members > 0)
        together->common = find_common(together, false);
    if (together->members > 0 && together->common.size == 0)
        together->common = find_common(together, true);
}

void together_renew(struct together *together, const struct judgement *judgement)
{
    bool same = together->judgement == judgement && judgement->round <= together->round + 1;
    bool changed = !same;

    together->judgement = judgement;
    if (!same) {
        together->count = 0;
        if (together->turned_capacity > 0)
            memset(together->turned, ABSENT, together->turned_capacity);
        append(together, &judgement->all);
        merge(together, 0);
    } else if (judgement->round == together->round + 1) {
        changed = follow(together);
    }
    together->round = judgement->round;
    if (!changed)
        return;
    find_members(together);
    find_what(together);
}

void together_free(struct together *together)
{
    free(together->turns);
    free(together->turned);
    *together = (struct together){0};
}
