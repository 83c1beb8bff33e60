#include "config.h"

#include "judge/event.h"

#include "judge/silence.h"

#include <math.h>
#include <string.h>

/* The newest events so far, in order. */
struct event_list {
    struct event *events;
    size_t capacity;
    size_t count;
    size_t total;
};

/* The newest first; of one moment, what happened to the stream before what its reports say. What
 * compares equal stays in the order of its coming. */
static int compare(const struct event *a, const struct event *b)
{
    if (a->start_ms != b->start_ms)
        return a->start_ms > b->start_ms ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind > b->kind ? -1 : 1;
    return (a->dimension > b->dimension) - (a->dimension < b->dimension);
}

static void list_add(struct event_list *list, const struct event *event)
{
    size_t at = list->count;

    list->total++;
    while (at > 0 && compare(&list->events[at - 1], event) > 0)
        at--;
    if (at == list->capacity)
        return;
    if (list->count < list->capacity)
        list->count++;
    memmove(&list->events[at + 1], &list->events[at],
            (list->count - at - 1) * sizeof(list->events[0]));
    list->events[at] = *event;
}

static bool contains(struct time_range window, int64_t time_ms)
{
    return time_ms >= window.start_ms && time_ms < window.end_ms;
}

static void add_notices(struct event_list *list, const struct tenant *tenant,
                        struct time_range window)
{
    size_t held = tenant->notice_count < TENANT_NOTICES ? tenant->notice_count : TENANT_NOTICES;

    for (size_t i = 1; i <= held; i++) {
        const struct notice *notice = &tenant->notices[(tenant->notice_count - i) % TENANT_NOTICES];
        if (!contains(window, notice->time_ms))
            continue;
        list_add(list, &(struct event){
                           .kind = EVENT_NOTICE,
                           .start_ms = notice->time_ms,
                           .end_ms = notice->time_ms,
                           .z = NAN,
                           .notice = notice,
                       });
    }
}

/* A silence begins with the last report before it; a duplicate breaks it. */
static void add_silences(struct event_list *list, const struct tenant *tenant,
                         const struct stretches *reports, struct time_range window)
{
    int64_t silent_after_ms = tenant_silent_after(tenant);
    int64_t last_ms = tenant_clock(tenant, window.end_ms);
    int64_t known_ms = tenant_known_clock(tenant, window.end_ms);
    int64_t end_ms = known_ms;

    for (size_t i = reports->count; i-- > 0;) {
        const struct stretch *stretch = &reports->list[i];
        if (stretch->first_ms >= last_ms)
            continue;
        if (stretch->last_ms < window.start_ms)
            break;
        if (stretch->last_ms < last_ms && end_ms - stretch->last_ms > silent_after_ms) {
            list_add(list, &(struct event){
                               .kind = EVENT_SILENCE,
                               .start_ms = stretch->last_ms,
                               .end_ms = end_ms,
                               .ongoing = end_ms == known_ms,
                               .z = NAN,
                           });
        }
        end_ms = stretch->first_ms;
    }
}

static void add_changes(struct event_list *list, const struct tenant *tenant, size_t dimension,
                        const struct stretches *stretches, struct time_range window)
{
    int64_t last_ms = tenant_clock(tenant, window.end_ms);
    int64_t end_ms = last_ms;

    for (size_t i = stretches->count; i-- > 1;) {
        const struct stretch *newer = &stretches->list[i];
        const struct stretch *older = &stretches->list[i - 1];
        if (newer->first_ms < window.start_ms)
            break;
        if (newer->first_ms >= last_ms || newer->severity == older->severity || !older->read)
            continue;
        list_add(list, &(struct event){
                           .kind = EVENT_CHANGE,
                           .dimension = dimension,
                           .from = older->severity,
                           .to = newer->severity,
                           .start_ms = newer->first_ms,
                           .end_ms = end_ms,
                           .ongoing = end_ms == last_ms,
                           .z = newer->z,
                       });
        end_ms = newer->first_ms;
    }
}

size_t events_collect(struct past *past, const struct tenant *tenant, struct time_range window,
                      struct event *events, size_t capacity, size_t *total)
{
    struct event_list list = {.events = events, .capacity = capacity};

    past_renew(past, tenant, window.end_ms);
    add_notices(&list, tenant, window);
    add_silences(&list, tenant, &past->reports, window);
    for (size_t i = 0; i < past->dimension_count; i++)
        add_changes(&list, tenant, i, &past->dimensions[i], window);
    if (total != NULL)
        *total = list.total;
    return list.count;
}
