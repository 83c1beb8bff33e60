#include "config.h"

#include "judge/event.h"

#include "judge/silence.h"

#include <math.h>
#include <string.h>

/* Of one dimension's metadata that are told; all are counted. */
#define METADATA_EVENTS 64

/* The newest events so far, in order. */
struct event_list {
    struct event *events;
    size_t capacity;
    size_t count;
    size_t total;
};

bool event_is_whole(const struct event *event)
{
    return event->kind == EVENT_SILENCE || event->kind == EVENT_NOTICE || event->kind == EVENT_AWAY;
}

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

/* Returns the oldest flap that ends at or behind a moment, by its index; the count where none does.
 */
static size_t find_flap(const struct flaps *flaps, int64_t time_ms)
{
    size_t i = flaps->count;

    while (i > 0 && flaps->list[i - 1].last_ms >= time_ms)
        i--;
    return i;
}

/* Returns whether a change belongs to a flap. Changes are asked for the newest first; `*flaps_left`
 * goes down with them from the number of flaps. */
static bool is_part_of_flap(const struct flaps *flaps, size_t *flaps_left, int64_t time_ms)
{
    while (*flaps_left > 0 && flaps->list[*flaps_left - 1].first_ms > time_ms)
        (*flaps_left)--;
    return *flaps_left > 0 && flaps->list[*flaps_left - 1].last_ms >= time_ms;
}

static void add_changes(struct event_list *list, const struct tenant *tenant, size_t dimension,
                        const struct stretches *stretches, struct time_range window)
{
    int64_t last_ms = tenant_clock(tenant, window.end_ms);
    int64_t end_ms = last_ms;
    size_t flaps_left = stretches->flaps.count;

    for (size_t i = stretches->count; i-- > 1;) {
        const struct stretch *newer = &stretches->list[i];
        const struct stretch *older = &stretches->list[i - 1];
        if (newer->first_ms < window.start_ms)
            break;
        if (newer->first_ms >= last_ms || newer->severity == older->severity || !older->read)
            continue;
        if (!is_part_of_flap(&stretches->flaps, &flaps_left, newer->first_ms))
            list_add(list, &(struct event){
                               .kind = EVENT_CHANGE,
                               .dimension = dimension,
                               .from = {older->severity, older->word},
                               .to = {newer->severity, newer->word},
                               .start_ms = newer->first_ms,
                               .end_ms = end_ms,
                               .ongoing = end_ms == last_ms,
                               .z = newer->z,
                           });
        end_ms = newer->first_ms;
    }
}

static struct flapping flapping_of(const struct flaps *flaps, const struct flap *flap)
{
    return (struct flapping){
        .is = true,
        .current = flap_is_current(flaps, flap),
        .changes = (uint32_t)flap->changes,
        .bad = (uint32_t)flap->bad,
        .readings = (uint32_t)(flap->last - flap->first + 2),
        .since_ms = flap->first_ms,
        .last_ms = flap->last_ms,
        .mildest = flap->mildest.severity,
        .worst = flap->worst.severity,
    };
}

static void add_flaps(struct event_list *list, const struct tenant *tenant, size_t dimension,
                      const struct flaps *flaps, struct time_range window)
{
    int64_t last_ms = tenant_clock(tenant, window.end_ms);

    for (size_t i = find_flap(flaps, window.start_ms); i < flaps->count; i++) {
        const struct flap *flap = &flaps->list[i];
        if (flap->first_ms >= last_ms)
            break;
        list_add(list, &(struct event){
                           .kind = EVENT_FLAPPING,
                           .dimension = dimension,
                           .from = flap->mildest,
                           .to = flap->worst,
                           .start_ms = flap->first_ms,
                           .end_ms = flap->last_ms,
                           .ongoing = flap_is_current(flaps, flap),
                           .z = NAN,
                           .flapping = flapping_of(flaps, flap),
                       });
    }
}

static void add_absence(struct event_list *list, const struct absence *absence,
                        struct time_range window, int64_t last_ms)
{
    bool ongoing = absence->end_ms >= last_ms;

    if (contains(window, absence->start_ms))
        list_add(list, &(struct event){
                           .kind = EVENT_GONE,
                           .dimension = absence->dimension,
                           .start_ms = absence->start_ms,
                           .end_ms = ongoing ? last_ms : absence->end_ms,
                           .ongoing = ongoing,
                           .z = NAN,
                       });
    if (absence->returned && contains(window, absence->end_ms))
        list_add(list, &(struct event){
                           .kind = EVENT_BACK,
                           .dimension = absence->dimension,
                           .start_ms = absence->end_ms,
                           .end_ms = absence->end_ms,
                           .z = NAN,
                       });
}

static void add_absences(struct event_list *list, const struct tenant *tenant,
                         const struct attendance *attendance, struct time_range window)
{
    int64_t last_ms = tenant_clock(tenant, window.end_ms);

    for (size_t i = 0; i < attendance->absence_count; i++) {
        const struct absence *absence = &attendance->absences[i];
        if (attendance_renamed_to(attendance, absence->dimension, absence->start_ms) == SIZE_MAX)
            add_absence(list, absence, window, last_ms);
    }
}

static void add_renamed(struct event_list *list, const struct attendance *attendance,
                        struct time_range window)
{
    for (size_t i = 0; i < attendance->exchange_count; i++) {
        const struct exchange *exchange = &attendance->exchanges[i];
        for (size_t j = 0; contains(window, exchange->time_ms) && j < exchange->left; j++) {
            size_t dimension;
            size_t heir = attendance_heir(attendance, exchange, j, &dimension);
            if (heir == SIZE_MAX)
                continue;
            list_add(list, &(struct event){
                               .kind = EVENT_RENAMED,
                               .dimension = dimension,
                               .start_ms = exchange->time_ms,
                               .end_ms = exchange->time_ms,
                               .z = NAN,
                               .other = heir,
                           });
        }
    }
}

static void add_metadata(struct event_list *list, const struct tenant *tenant, size_t dimension,
                         struct time_range window)
{
    struct metadata_change changes[METADATA_EVENTS];
    size_t total;
    size_t count = metadata_changes(tenant, dimension, window, changes, METADATA_EVENTS, &total);

    for (size_t i = 0; i < count; i++) {
        int64_t time_ms = stream_id_time(changes[i].now);
        list_add(list, &(struct event){
                           .kind = EVENT_METADATA,
                           .dimension = dimension,
                           .start_ms = time_ms,
                           .end_ms = time_ms,
                           .z = NAN,
                           .metadata = changes[i],
                       });
    }
    list->total += total - count;
}

static void add_not_back(struct event_list *list, const struct tenant_verdict *verdict,
                         struct time_range window)
{
    for (size_t i = 0; verdict != NULL && i < verdict->dimension_count; i++) {
        const struct dimension_verdict *dimension = &verdict->dimensions[i];
        if (!dimension_rare(dimension)->not_back.is || !contains(window, dimension->since.time_ms))
            continue;
        list_add(list, &(struct event){
                           .kind = EVENT_NOT_BACK,
                           .dimension = dimension->dimension,
                           .start_ms = dimension->since.time_ms,
                           .end_ms = window.end_ms,
                           .ongoing = true,
                           .z = NAN,
                           .not_back = dimension_rare(dimension)->not_back,
                           .value = dimension->newest.value,
                       });
    }
}

size_t events_of(const struct past *past, const struct tenant *tenant,
                 const struct tenant_verdict *verdict, struct time_range window,
                 struct event *events, size_t capacity, size_t *total)
{
    struct event_list list = {.events = events, .capacity = capacity};

    add_notices(&list, tenant, window);
    add_silences(&list, tenant, &past->reports, window);
    add_renamed(&list, &past->attendance, window);
    add_absences(&list, tenant, &past->attendance, window);
    add_not_back(&list, verdict, window);
    for (size_t i = 0; i < past->dimension_count; i++) {
        add_changes(&list, tenant, i, &past->dimensions[i], window);
        add_flaps(&list, tenant, i, &past->dimensions[i].flaps, window);
        add_metadata(&list, tenant, i, window);
    }
    if (total != NULL)
        *total = list.total;
    return list.count;
}

size_t events_collect(struct past *past, const struct tenant *tenant,
                      const struct tenant_verdict *verdict, struct time_range window,
                      struct event *events, size_t capacity, size_t *total)
{
    past_renew(past, tenant, window.end_ms);
    return events_of(past, tenant, verdict, window, events, capacity, total);
}
