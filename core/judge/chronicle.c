#include "config.h"

#include "judge/chronicle.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define EVER(end_ms_) ((struct time_range){INT64_MIN, (end_ms_)})

/* Returns the span of the history that tells of what came before a moment, where it tells more than
 * the recent entries do; NULL: it does not. One that is still being read would be told anew with
 * every page of it. */
static const struct span *span_to_tell(const struct tenant *tenant, int64_t until_ms)
{
    const struct span *span = history_at(&tenant->history, tenant_clock(tenant, until_ms));
    const struct recent *recent = &tenant->recent;

    if (span == NULL || span->loading)
        return NULL;
    bool tells_more =
        recent->count == 0 || span->known.start_ms < stream_id_time(recent_oldest_id(recent));
    return tells_more ? span : NULL;
}

int64_t chronicle_known_since(const struct tenant *tenant, int64_t until_ms)
{
    const struct span *span = span_to_tell(tenant, until_ms);
    const struct recent *recent = &tenant->recent;

    if (span != NULL)
        return span->known.start_ms;
    if (recent->whole)
        return INT64_MIN;
    bool known = recent->count > 0 && recent->asked > 0;
    return known ? stream_id_time(recent_oldest_id(recent)) : INT64_MAX;
}

/* A silence is one only where the verdict says so, which knows of rules and usual pauses. */
static bool is_told(const struct event *event, const struct tenant_verdict *verdict, bool back)
{
    return event->kind != EVENT_SILENCE || !event->ongoing || back || verdict->silent;
}

/* Collects what happened to a tenant, and returns how many events that is. */
static size_t collect(struct chronicle *chronicle, const struct tenant_verdict *verdict)
{
    const struct chronicle_choice *choice = &chronicle->choice;
    const struct tenant *tenant = verdict->tenant;
    struct past *past = &chronicle->pasts[tenant->number % CHRONICLE_PASTS];
    size_t told = 0;

    if (span_to_tell(tenant, choice->until_ms) != NULL)
        past_renew(past, tenant, choice->until_ms);
    else
        past_of_recent(past, tenant);
    if (chronicle->events == NULL)
        chronicle->events = mem_zalloc(CHRONICLE_EVENTS, sizeof(*chronicle->events));
    size_t count = events_of(past, tenant, choice->back ? NULL : verdict, EVER(choice->until_ms),
                             chronicle->events, CHRONICLE_EVENTS, NULL);
    for (size_t i = 0; i < count; i++) {
        if (is_told(&chronicle->events[i], verdict, choice->back))
            chronicle->events[told++] = chronicle->events[i];
    }
    return told;
}

/* What is older than the oldest that is kept stays left out. */
static size_t without_older(const struct chronicle *chronicle, const struct episode *episodes,
                            size_t count)
{
    while (chronicle->cut && count > 0 &&
           episode_compare(&episodes[count - 1], &chronicle->last) > 0)
        count--;
    return count;
}

/* Adds what happened to a tenant behind all rows. */
static void add_tenant(struct chronicle *chronicle, const struct tenant_verdict *verdict)
{
    if (verdict->state == STATE_UNJUDGED)
        return;
    size_t events = collect(chronicle, verdict);
    chronicle->rows = mem_grow(chronicle->rows, &chronicle->capacity, chronicle->count + events,
                               sizeof(*chronicle->rows));
    struct episode *added = chronicle->rows + chronicle->count;
    size_t count = episodes_fold(verdict, chronicle->events, events, chronicle->choice.each, added);
    chronicle->count += without_older(chronicle, added, count);
}

static int compare_any(const void *a, const void *b)
{
    return episode_compare(a, b);
}

/* Puts the rows from `first` on, which came anew, into their places among those before. */
static void merge(struct chronicle *chronicle, size_t first)
{
    size_t size = sizeof(*chronicle->rows);
    size_t count = chronicle->count - first;
    size_t at = chronicle->count;

    if (count == 0)
        return;
    qsort(chronicle->rows + first, count, size, compare_any);
    struct episode *added = mem_alloc(count * size);
    memcpy(added, chronicle->rows + first, count * size);
    while (count > 0) {
        bool old = first > 0 && episode_compare(&chronicle->rows[first - 1], &added[count - 1]) > 0;
        chronicle->rows[--at] = old ? chronicle->rows[--first] : added[--count];
    }
    free(added);
}

static void cut(struct chronicle *chronicle)
{
    if (chronicle->count <= CHRONICLE_MAX)
        return;
    chronicle->count = CHRONICLE_MAX;
    chronicle->cut = true;
    chronicle->last = chronicle->rows[CHRONICLE_MAX - 1];
}

/* Takes out the rows of those that were judged again, or are gone. */
static void take_out(struct chronicle *chronicle)
{
    size_t left = 0;

    for (size_t row = 0; row < chronicle->count; row++) {
        if (chronicle->rows[row].verdict->round != chronicle->judgement->round)
            chronicle->rows[left++] = chronicle->rows[row];
    }
    chronicle->count = left;
}

/* Tells anew of those that were judged again; of those that are still to be taken in, later. */
static void follow(struct chronicle *chronicle)
{
    const struct judgement *judgement = chronicle->judgement;

    if (judgement->judged.count == 0 && judgement->dropped.count == 0)
        return;
    take_out(chronicle);
    size_t first = chronicle->count;
    for (size_t i = 0; i < judgement->judged.count; i++) {
        if (judgement->judged.verdicts[i]->number < chronicle->next)
            add_tenant(chronicle, judgement->judged.verdicts[i]);
    }
    merge(chronicle, first);
    cut(chronicle);
}

/* Returns the first tenant of all that is not taken in yet. */
static size_t find_next(const struct chronicle *chronicle)
{
    const struct verdict_list *all = &chronicle->judgement->all;
    size_t first = 0;
    size_t end = all->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (all->verdicts[middle]->number < chronicle->next)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static void go_on(struct chronicle *chronicle)
{
    const struct verdict_list *all = &chronicle->judgement->all;
    size_t at = find_next(chronicle);
    size_t end = all->count - at > CHRONICLE_STEP ? at + CHRONICLE_STEP : all->count;
    size_t first = chronicle->count;

    for (; at < end; at++) {
        add_tenant(chronicle, all->verdicts[at]);
        chronicle->next = all->verdicts[at]->number + 1;
    }
    chronicle->complete = at == all->count;
    merge(chronicle, first);
    cut(chronicle);
}

static bool is_same(const struct chronicle_choice *a, const struct chronicle_choice *b)
{
    return a->until_ms == b->until_ms && a->back == b->back && a->each == b->each;
}

static void begin(struct chronicle *chronicle, const struct chronicle_choice *choice)
{
    chronicle->choice = *choice;
    chronicle->count = 0;
    chronicle->cut = false;
    chronicle->next = 0;
    chronicle->complete = false;
}

void chronicle_renew(struct chronicle *chronicle, const struct judgement *judgement,
                     const struct chronicle_choice *choice)
{
    bool same = chronicle->judgement == judgement && is_same(&chronicle->choice, choice) &&
                judgement->round <= chronicle->round + 1;

    chronicle->judgement = judgement;
    if (!same)
        begin(chronicle, choice);
    else if (judgement->round == chronicle->round + 1)
        follow(chronicle);
    chronicle->round = judgement->round;
    go_on(chronicle);
}

void chronicle_renew_tenant(struct chronicle *chronicle, const struct tenant_verdict *verdict,
                            const struct chronicle_choice *choice)
{
    begin(chronicle, choice);
    chronicle->judgement = NULL;
    add_tenant(chronicle, verdict);
    chronicle->complete = true;
}

void chronicle_free(struct chronicle *chronicle)
{
    for (size_t i = 0; i < CHRONICLE_PASTS; i++)
        past_free(&chronicle->pasts[i]);
    free(chronicle->events);
    free(chronicle->rows);
    *chronicle = (struct chronicle){0};
}
