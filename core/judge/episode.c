#include "config.h"

#include "judge/episode.h"

#include <stdlib.h>

static bool is_bad(struct spoken spoken)
{
    return spoken.severity >= SEVERITY_WARN;
}

/* A flapping is told by its last change: that is what is new of it. */
static struct episode episode_of(const struct tenant_verdict *verdict, const struct event *event)
{
    return (struct episode){
        .verdict = verdict,
        .number = verdict->number,
        .event = *event,
        .worst = event->to.severity >= event->from.severity ? event->to : event->from,
        .changes = event->kind == EVENT_CHANGE ? 1 : 0,
        .time_ms = event->kind == EVENT_FLAPPING ? event->end_ms : event->start_ms,
    };
}

/* Returns the oldest episode so far that tells how the severity of a dimension went; NULL: none. */
static struct episode *find_later(struct episode *episodes, size_t count, size_t dimension)
{
    while (count-- > 0) {
        const struct event *event = &episodes[count].event;
        bool tells = event->kind == EVENT_CHANGE || event->kind == EVENT_FLAPPING;
        if (tells && event->dimension == dimension)
            return &episodes[count];
    }
    return NULL;
}

/* Returns whether a change is the one before those of a later episode. */
static bool leads_to(const struct event *event, const struct episode *later)
{
    return event->kind == EVENT_CHANGE && later->event.kind == EVENT_CHANGE && is_bad(event->to) &&
           later->event.from.severity == event->to.severity;
}

static void put_before(struct episode *episode, const struct event *event)
{
    struct episode first = episode_of(episode->verdict, event);

    episode->event.from = event->from;
    episode->event.start_ms = event->start_ms;
    episode->changes++;
    if (first.worst.severity > episode->worst.severity)
        episode->worst = first.worst;
    if (is_bad(episode->event.to))
        return;
    episode->event.end_ms = episode->time_ms;
    episode->event.ongoing = false;
}

int episode_compare(const struct episode *a, const struct episode *b)
{
    if (a->time_ms != b->time_ms)
        return a->time_ms > b->time_ms ? -1 : 1;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->event.kind != b->event.kind)
        return a->event.kind > b->event.kind ? -1 : 1;
    if (a->event.dimension != b->event.dimension)
        return a->event.dimension < b->event.dimension ? -1 : 1;
    return (a->event.start_ms < b->event.start_ms) - (a->event.start_ms > b->event.start_ms);
}

static int compare_any(const void *a, const void *b)
{
    return episode_compare(a, b);
}

size_t episodes_fold(const struct tenant_verdict *verdict, const struct event *events, size_t count,
                     bool each, struct episode *episodes)
{
    size_t folded = 0;

    for (size_t i = 0; i < count; i++) {
        struct episode *later = each ? NULL : find_later(episodes, folded, events[i].dimension);
        if (later != NULL && leads_to(&events[i], later))
            put_before(later, &events[i]);
        else
            episodes[folded++] = episode_of(verdict, &events[i]);
    }
    if (folded > 1)
        qsort(episodes, folded, sizeof(*episodes), compare_any);
    return folded;
}
