#include "config.h"

#include "view/event_rows.h"

#include "base/memory.h"
#include "screen/screen.h"
#include "view/event_alike.h"
#include "view/view.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FEW_TENANTS 2000 /* more are not asked one by one what is known of them */

/* What such a screen is about is only the tenant that is selected in it. */
static bool lists_tenants(const struct screen *screen)
{
    return screen->deeper != NULL && strcmp(screen->deeper, "tenant") == 0;
}

/* Finds whom a place is about: a tenant where one is open below it, else the fleet. */
static void find_subject(struct event_rows *rows, const struct view *view,
                         const struct place *place)
{
    const struct stack *stack = &view->state->stack;

    rows->tenant = NULL;
    rows->gone = false;
    for (size_t i = (size_t)(place - stack->places); i-- > 1;) {
        const struct place *below = &stack->places[i];
        if (below->screen->subject == NULL || lists_tenants(below->screen))
            continue;
        rows->tenant = below->screen->subject(view, below);
        rows->gone = rows->tenant == NULL;
        return;
    }
}

static void renew_chronicle(struct event_rows *rows, const struct view *view)
{
    const struct range *range = &view->state->range;
    const struct chronicle_choice choice = {
        .until_ms = range->back ? view->window.end_ms : view->listing->judgement->until_ms,
        .back = range->back,
        .each = view->state->choices.events.each,
    };

    if (rows->gone)
        rows->chronicle.count = 0;
    else if (rows->tenant != NULL)
        chronicle_renew_tenant(&rows->chronicle, rows->tenant, &choice);
    else
        chronicle_renew(&rows->chronicle, view->listing->judgement, &choice);
}

static struct episode episode_of(const struct outage *outage, int64_t until_ms)
{
    bool lasts = outage->end_ms == INT64_MAX;

    return (struct episode){
        .number = UINT64_MAX,
        .event = {.kind = EVENT_AWAY,
                  .start_ms = outage->start_ms,
                  .end_ms = lasts ? until_ms : outage->end_ms,
                  .ongoing = lasts,
                  .z = NAN,
                  .reason = outage->reason},
        .time_ms = outage->start_ms,
    };
}

/* What made somebody bad is as bad as that; all else is so in its own way. */
static enum state state_of(const struct episode *episode)
{
    const struct event *event = &episode->event;

    switch (event->kind) {
    case EVENT_CHANGE:
    case EVENT_FLAPPING:
        return severity_state(episode->worst.severity);
    case EVENT_NOT_BACK:
        return STATE_WARN;
    case EVENT_GONE:
        return STATE_STALE;
    case EVENT_SILENCE:
    case EVENT_AWAY:
        return STATE_SILENT;
    default:
        return STATE_OK;
    }
}

static bool is_listed(const struct event_rows *rows, const struct view *view,
                      const struct filter *filter, const struct episode *episode)
{
    const struct tenant_verdict *verdict = episode->verdict;
    const struct tenant *tenant = verdict != NULL ? verdict->tenant : NULL;
    const char *dimension = NULL;

    if (tenant != NULL && !event_is_whole(&episode->event))
        dimension = tenant->dimensions[episode->event.dimension].name;
    if (view->state->choices.events.degraded && state_of(episode) != STATE_DEGRADED)
        return false;
    if (!filter_passes_one(filter, tenant != NULL ? tenant->name : "", dimension,
                           state_of(episode)))
        return false;
    if (tenant == NULL || rows->tenant != NULL)
        return true;
    return !choices_hide_some(&view->state->choices) ||
           listing_find(view->listing, tenant->name) < view->listing->count;
}

static void count(struct event_rows *rows, const struct episode *episode)
{
    bool bad = episode->worst.severity >= SEVERITY_WARN;

    rows->changes += episode->changes;
    rows->bad += episode->changes > 0 && bad ? 1 : 0;
    rows->lasting += episode->changes > 0 && episode->event.to.severity >= SEVERITY_WARN &&
                             episode->event.ongoing
                         ? 1
                         : 0;
    rows->flapping += episode->event.kind == EVENT_FLAPPING ? 1 : 0;
}

/* Returns the row of that moment that tells the same; NULL: none does. */
static size_t *find_alike(struct event_rows *rows, const struct episode *episode)
{
    for (size_t i = rows->count; i > 0 && rows->rows[i - 1]->time_ms == episode->time_ms; i--) {
        if (episodes_are_alike(rows->rows[i - 1], episode))
            return &rows->dimensions[i - 1];
    }
    return NULL;
}

static void add(struct event_rows *rows, const struct episode *episode, bool each)
{
    size_t *alike = each ? NULL : find_alike(rows, episode);

    count(rows, episode);
    if (alike != NULL) {
        ++*alike;
        return;
    }
    rows->rows = mem_grow(rows->rows, &rows->capacity, rows->count + 1, sizeof(struct episode *));
    rows->dimensions = mem_grow(rows->dimensions, &rows->dimension_capacity, rows->count + 1,
                                sizeof(*rows->dimensions));
    rows->dimensions[rows->count] = 1;
    rows->rows[rows->count++] = episode;
}

static bool is_in_window(const struct view *view, const struct episode *episode)
{
    return episode->time_ms >= view->window.start_ms && episode->time_ms < view->window.end_ms;
}

/* Lists what passes, and among that when the source was away. */
static void list(struct event_rows *rows, const struct view *view)
{
    const struct chronicle *chronicle = &rows->chronicle;
    size_t away = rows->tenant == NULL && !rows->gone ? outages_count(&rows->outages) : 0;
    size_t next = 0;
    struct filter filter;
    struct error error;

    if (!filter_parse(view->state->choices.events.filter, &filter, &error))
        filter = (struct filter){0};
    for (size_t i = 0; i < away; i++)
        rows->away[i] = episode_of(outages_get(&rows->outages, i), view->window.end_ms);
    for (size_t i = 0; i < chronicle->count || next < away;) {
        bool own = i == chronicle->count ||
                   (next < away && rows->away[next].time_ms >= chronicle->rows[i].time_ms);
        const struct episode *episode = own ? &rows->away[next++] : &chronicle->rows[i++];
        if (is_in_window(view, episode) && is_listed(rows, view, &filter, episode))
            add(rows, episode, view->state->choices.events.each);
    }
}

void event_rows_make(struct event_rows *rows, const struct view *view, const struct place *place)
{
    find_subject(rows, view, place);
    renew_chronicle(rows, view);
    rows->count = 0;
    rows->changes = 0;
    rows->bad = 0;
    rows->lasting = 0;
    rows->flapping = 0;
    list(rows, view);
}

void event_rows_key(const struct episode *episode, char out[static EVENT_KEY_SIZE])
{
    snprintf(out, EVENT_KEY_SIZE, "%" PRId64 " %" PRIu64 " %zu %d", episode->event.start_ms,
             episode->number, episode->event.dimension, (int)episode->event.kind);
}

/* Returns the row of that very key, or rows->count. */
static size_t find_exactly(const struct event_rows *rows, const char *key)
{
    char each[EVENT_KEY_SIZE];

    for (size_t row = 0; row < rows->count; row++) {
        event_rows_key(rows->rows[row], each);
        if (strcmp(each, key) == 0)
            return row;
    }
    return rows->count;
}

size_t event_rows_find(const struct event_rows *rows, const char *key)
{
    size_t row = find_exactly(rows, key);
    int64_t start_ms = strtoll(key, NULL, 10);

    if (row < rows->count || rows->count == 0)
        return row;
    row = 0;
    while (row < rows->count - 1 && rows->rows[row]->time_ms > start_ms)
        row++;
    return row;
}

size_t event_rows_top(const struct event_rows *rows, const struct place *place)
{
    if (place->selected == NULL || place->top != rows->top || rows->top_key[0] == '\0')
        return place->top;
    size_t row = find_exactly(rows, rows->top_key);
    return row < rows->count ? row : place->top;
}

size_t event_rows_bad(const struct event_rows *rows, size_t row, bool older)
{
    for (size_t left = older ? rows->count - row - 1 : row; row < rows->count && left > 0; left--) {
        row = older ? row + 1 : row - 1;
        if (rows->rows[row]->worst.severity >= SEVERITY_WARN)
            return row;
    }
    return rows->count;
}

size_t event_rows_partly(const struct event_rows *rows, const struct view *view)
{
    const struct judgement *judgement = view->listing->judgement;
    int64_t until_ms = rows->chronicle.choice.until_ms;
    size_t partly = 0;

    if (rows->tenant != NULL)
        return chronicle_known_since(rows->tenant->tenant, until_ms) > view->window.start_ms;
    if (judgement->all.count > FEW_TENANTS)
        return judgement->all.count;
    for (size_t i = 0; i < judgement->all.count; i++) {
        const struct tenant_verdict *verdict = judgement->all.verdicts[i];
        partly += verdict_counts(verdict) &&
                          chronicle_known_since(verdict->tenant, until_ms) > view->window.start_ms
                      ? 1
                      : 0;
    }
    return partly;
}

void event_rows_free(struct event_rows *rows)
{
    chronicle_free(&rows->chronicle);
    free(rows->rows);
    free(rows->dimensions);
    *rows = (struct event_rows){0};
}
