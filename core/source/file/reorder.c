#include "config.h"

#include "source/file/reorder.h"

#include "base/memory.h"

#include <stdlib.h>

static bool is_older(const struct reorder_slot *a, const struct reorder_slot *b)
{
    int order = stream_id_compare(a->report.id, b->report.id);

    return order != 0 ? order < 0 : a->arrival < b->arrival;
}

static void swap(struct reorder *reorder, size_t a, size_t b)
{
    struct reorder_slot *slot = reorder->slots[a];

    reorder->slots[a] = reorder->slots[b];
    reorder->slots[b] = slot;
}

struct report *reorder_next(struct reorder *reorder)
{
    struct reorder_slot **slot = &reorder->slots[reorder->count];

    if (*slot == NULL)
        *slot = mem_zalloc(1, sizeof(**slot));
    return &(*slot)->report;
}

void reorder_put(struct reorder *reorder, uint64_t line)
{
    size_t at = reorder->count++;

    reorder->slots[at]->line = line;
    reorder->slots[at]->arrival = reorder->arrivals++;
    while (at > 0 && is_older(reorder->slots[at], reorder->slots[(at - 1) / 2])) {
        swap(reorder, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

bool reorder_is_full(const struct reorder *reorder)
{
    return reorder->count > REORDER_REPORTS;
}

static void sift_down(struct reorder *reorder)
{
    for (size_t at = 0;;) {
        size_t oldest = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < reorder->count; child++) {
            if (is_older(reorder->slots[child], reorder->slots[oldest]))
                oldest = child;
        }
        if (oldest == at)
            return;
        swap(reorder, at, oldest);
        at = oldest;
    }
}

/* The report that is taken stands behind the heap, where the next one will be filled in. */
struct report *reorder_take(struct reorder *reorder, uint64_t *line)
{
    if (reorder->count == 0)
        return NULL;
    reorder->count--;
    swap(reorder, 0, reorder->count);
    sift_down(reorder);
    *line = reorder->slots[reorder->count]->line;
    return &reorder->slots[reorder->count]->report;
}

bool reorder_holds(const struct reorder *reorder, uint64_t arrivals)
{
    for (size_t i = 0; i < reorder->count; i++) {
        if (reorder->slots[i]->arrival < arrivals)
            return true;
    }
    return false;
}

void reorder_reset(struct reorder *reorder)
{
    reorder->count = 0;
}

void reorder_free(struct reorder *reorder)
{
    for (size_t i = 0; i <= REORDER_REPORTS; i++) {
        if (reorder->slots[i] != NULL)
            report_free(&reorder->slots[i]->report);
        free(reorder->slots[i]);
    }
    *reorder = (struct reorder){0};
}
