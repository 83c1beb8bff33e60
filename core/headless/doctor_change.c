#include "config.h"

#include "headless/doctor_change.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Of each finding of now, which one of before it is. */
struct pairs {
    const struct findings *before;
    const struct findings *now;
    const struct finding **partners;
    bool *taken; /* of before */
};

const char *doctor_change_name(enum doctor_change_kind kind)
{
    static const char *const names[] = {[CHANGE_NEW] = "new",
                                        [CHANGE_WORSE] = "worse",
                                        [CHANGE_BETTER] = "better",
                                        [CHANGE_GONE] = "gone"};

    return names[kind];
}

/* The worst of one subject comes first. */
static int compare(const void *first, const void *second)
{
    const struct finding *a = *(const struct finding *const *)first;
    const struct finding *b = *(const struct finding *const *)second;
    int order = finding_compare_subjects(a, b);

    return order != 0 ? order : (int)b->severity - (int)a->severity;
}

/* Returns them by subject; the caller frees the list. */
static const struct finding **sort(const struct findings *findings)
{
    const struct finding **list = mem_zalloc(findings->count + 1, sizeof(*list));

    for (size_t i = 0; i < findings->count; i++)
        list[i] = &findings->items[i];
    qsort(list, findings->count, sizeof(*list), compare);
    return list;
}

static void pair(struct pairs *pairs, const struct finding *before, const struct finding *now)
{
    pairs->taken[before - pairs->before->items] = true;
    pairs->partners[now - pairs->now->items] = before;
}

static bool is_taken(const struct pairs *pairs, const struct finding *before)
{
    return pairs->taken[before - pairs->before->items];
}

static bool has_partner(const struct pairs *pairs, const struct finding *now)
{
    return pairs->partners[now - pairs->now->items] != NULL;
}

/* Goes through both lists at once, and pairs what is the same by `order`. */
static void walk(struct pairs *pairs, const struct finding **before, const struct finding **now,
                 int (*order)(const void *first, const void *second))
{
    size_t old = 0;
    size_t fresh = 0;

    while (old < pairs->before->count && fresh < pairs->now->count) {
        if (is_taken(pairs, before[old])) {
            old++;
        } else if (has_partner(pairs, now[fresh])) {
            fresh++;
        } else {
            int which = order(&before[old], &now[fresh]);
            if (which == 0)
                pair(pairs, before[old], now[fresh]);
            old += which <= 0;
            fresh += which >= 0;
        }
    }
}

static int compare_subjects_at(const void *first, const void *second)
{
    return finding_compare_subjects(*(const struct finding *const *)first,
                                    *(const struct finding *const *)second);
}

/* There may be several about one server, as of its files: those that have not changed find each
 * other first. */
static void pair_up(struct pairs *pairs)
{
    const struct finding **before = sort(pairs->before);
    const struct finding **now = sort(pairs->now);

    walk(pairs, before, now, compare);
    walk(pairs, before, now, compare_subjects_at);
    free(before);
    free(now);
}

static bool has_changed(const struct finding *before, const struct finding *now,
                        struct doctor_change *change)
{
    if (before != NULL && before->severity == now->severity)
        return false;
    *change = (struct doctor_change){CHANGE_NEW, before, now};
    if (before != NULL)
        change->kind = now->severity > before->severity ? CHANGE_WORSE : CHANGE_BETTER;
    return true;
}

static struct doctor_change *list(const struct pairs *pairs, size_t *count)
{
    struct doctor_change *changes =
        mem_zalloc(pairs->now->count + pairs->before->count + 1, sizeof(*changes));

    *count = 0;
    for (size_t i = 0; i < pairs->now->count; i++) {
        if (has_changed(pairs->partners[i], &pairs->now->items[i], &changes[*count]))
            ++*count;
    }
    for (size_t i = 0; i < pairs->before->count; i++) {
        if (!pairs->taken[i])
            changes[(*count)++] =
                (struct doctor_change){CHANGE_GONE, &pairs->before->items[i], NULL};
    }
    return changes;
}

struct doctor_change *doctor_changes(const struct findings *before, const struct findings *now,
                                     size_t *count)
{
    struct pairs pairs = {
        .before = before,
        .now = now,
        .partners = mem_zalloc(now->count + 1, sizeof(const struct finding *)),
        .taken = mem_zalloc(before->count + 1, sizeof(bool)),
    };

    pair_up(&pairs);
    struct doctor_change *changes = list(&pairs, count);
    free(pairs.partners);
    free(pairs.taken);
    return changes;
}
