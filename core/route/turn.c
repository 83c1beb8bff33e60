#include "config.h"

#include "route/turn.h"

#include "base/memory.h"
#include "base/spelling.h"

#include <stdlib.h>
#include <string.h>

/* --- lists --- */

void message_list_add(struct message_list *list, struct message *message)
{
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = message;
}

/* A field is to be saved once: as what it is last. */
static void drop_quiet(struct message_list *list, const char *field)
{
    for (size_t i = list->quiet_count; i-- > 0;) {
        if (strcmp(list->quiet[i].field, field) != 0)
            continue;
        told_change_free(&list->quiet[i]);
        list->quiet[i] = list->quiet[--list->quiet_count];
    }
}

static void add_quiet(struct message_list *list, const struct told_alert *alert)
{
    struct told_change change = told_change_of(alert);

    drop_quiet(list, change.field);
    list->quiet =
        mem_grow(list->quiet, &list->quiet_capacity, list->quiet_count + 1, sizeof(*list->quiet));
    list->quiet[list->quiet_count++] = change;
}

void message_list_free(struct message_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        message_free(list->items[i]);
    for (size_t i = 0; i < list->quiet_count; i++)
        told_change_free(&list->quiet[i]);
    free(list->items);
    free(list->quiet);
    *list = (struct message_list){0};
}

/* What is about the stream comes first, then by dimension and kind. */
static int compare(const struct message *a, const struct message *b)
{
    if (a->dimension == NULL || b->dimension == NULL)
        return (a->dimension != NULL) - (b->dimension != NULL);
    int order = strcmp(a->dimension, b->dimension);
    return order != 0 ? order : (int)a->kind - (int)b->kind;
}

/* There are few of them, and those of one alert keep their order. */
void turn_sort(struct message_list *messages, size_t first)
{
    for (size_t i = first + 1; i < messages->count; i++) {
        struct message *message = messages->items[i];
        size_t place = i;
        for (; place > first && compare(messages->items[place - 1], message) > 0; place--)
            messages->items[place] = messages->items[place - 1];
        messages->items[place] = message;
    }
}

/* --- messages --- */

char *turn_name(struct slice name)
{
    struct buffer out = {0};

    if (name.size == 0 || memchr(name.data, '\0', name.size) == NULL)
        return mem_strndup(name.data, name.size);
    spelling_append(&out, name, false);
    return out.data;
}

static void put_figures(struct message *message, const struct recent_reading *reading)
{
    if (reading->severity == SEVERITY_ABSENT)
        return;
    message->value = reading->value;
    message->baseline = reading->baseline;
    message->z_score = reading->z;
    if (reading->sample_count != SPAN_COUNT_UNKNOWN)
        message->sample_count = reading->sample_count;
}

static void put_subject(struct message *message, const struct assessment *assessment,
                        const char *dimension)
{
    message->tenant = turn_name(tenant_name(assessment->tenant));
    message->stream = mem_strndup(assessment->stream.data, assessment->stream.size);
    message->stream_size = assessment->stream.size;
    message->dimension = dimension != NULL ? mem_strdup(dimension) : NULL;
}

/* Makes a message of all but what was told before. */
struct message *turn_tell(const struct assessment *assessment, const struct turn *turn,
                          struct message_list *messages)
{
    struct message *message = message_create(assessment->destination, turn->edge, turn->kind);

    put_subject(message, assessment, turn->dimension);
    put_figures(message, &turn->reading);
    message->rule = turn->rule;
    message->since_id = turn->since;
    message->since_ms = stream_id_time(turn->since);
    message->at_id = turn->at_id;
    message->at_ms = turn->at_ms;
    message->bad = turn->bad;
    message->of = turn->of;
    message->unknown = turn->unknown;
    message->open = turn->open;
    message_identify(message, turn->opened);
    message_list_add(messages, message);
    return message;
}

/* Returns the level that the destination takes an alert to have. */
static enum severity seen_level(const struct told_alert *alert)
{
    if (alert->missed)
        return SEVERITY_ABSENT;
    return alert->flapping ? alert->notice : alert->level;
}

static void put_change(struct message *message, const struct told_alert *alert)
{
    message->changes = mem_zalloc(1, sizeof(*message->changes));
    message->changes[0] = told_change_of(alert);
    message->change_count = 1;
}

/* Makes the message of an alert that was changed already, and had the level `before`: one that is
 * missed is opened by whatever is told of it. */
static struct message *tell_alert(const struct assessment *assessment, const struct turn *turn,
                                  struct told_alert *alert, enum severity before,
                                  struct message_list *messages)
{
    struct turn whole = *turn;

    whole.opened = alert->opened;
    whole.since = alert->since;
    alert->missed = false;
    struct message *message = turn_tell(assessment, &whole, messages);
    message->before = before;
    message->after = seen_level(alert);
    if (turn->kind == KIND_THRESHOLD)
        message->severity = alert->level != SEVERITY_ABSENT ? alert->level
                            : before != SEVERITY_ABSENT     ? before
                                                            : message->after;
    if (before == SEVERITY_ABSENT)
        message_opens(message);
    put_change(message, alert);
    drop_quiet(messages, message->changes[0].field);
    return message;
}

/* --- turns --- */

bool turn_may_open(const struct assessment *assessment, const char *dimension, enum severity level)
{
    const struct destination *destination = assessment->destination;

    return level >= destination->severity &&
           (dimension == NULL || destination_has_dimension(destination, dimension)) &&
           (assessment->muted == NULL ||
            !assessment->muted(assessment->context, assessment->tenant->name, dimension));
}

static bool is_watched(const struct destination *destination)
{
    return destination->flap_edges > 0 && destination->flap_ms > 0;
}

/* Notes an edge. Returns true when it is one too many: the alert flaps from now on. */
static bool flaps_now(const struct assessment *assessment, struct told_alert *alert,
                      const struct turn *turn)
{
    const struct destination *destination = assessment->destination;
    unsigned most =
        destination->flap_edges < TOLD_EDGES_MAX ? destination->flap_edges : TOLD_EDGES_MAX - 1;

    if (!is_watched(destination))
        return false;
    told_forget_edges(alert, turn->at_ms - destination->flap_ms);
    told_add_edge(alert, turn->at_ms);
    bool kept_back = edge_closes(turn->edge) &&
                     !turn_may_open(assessment, turn->dimension, destination->severity);
    return alert->edge_count > most && !kept_back;
}

static int64_t told_at_ms(const struct assessment *assessment, const struct turn *turn)
{
    return assessment->now_ms > turn->at_ms ? assessment->now_ms : turn->at_ms;
}

/* The destination never knew of it. */
static void end_missed(const struct assessment *assessment, const struct told_alert *alert,
                       struct message_list *messages)
{
    add_quiet(messages, alert);
    told_drop(assessment->told, alert->kind, alert->dimension);
}

void turn_alert(const struct assessment *assessment, const struct turn *turn,
                struct message_list *messages)
{
    struct told_alert *alert = told_at(assessment->told, turn->kind, turn->dimension);
    enum severity before = seen_level(alert);
    struct turn told = *turn;

    if (!told_is_open(alert)) {
        alert->opened = turn->opened;
        alert->since = turn->since;
        alert->missed = false;
    }
    bool flaps = flaps_now(assessment, alert, turn);
    alert->level = turn->level;
    if (alert->flapping) {
        add_quiet(messages, alert);
        return;
    }
    if (alert->missed && alert->level == SEVERITY_ABSENT && !flaps) {
        end_missed(assessment, alert, messages);
        return;
    }
    if (flaps)
        told.edge = EDGE_FLAPPING;
    alert->flapping = flaps;
    alert->notice = alert->level != SEVERITY_ABSENT ? alert->level
                    : before != SEVERITY_ABSENT     ? before
                                                    : SEVERITY_WARN;
    alert->told_ms = told_at_ms(assessment, turn);
    tell_alert(assessment, &told, alert, before, messages);
    told_drop(assessment->told, turn->kind, turn->dimension);
}

int64_t turn_flapping_ends(const struct assessment *assessment, const struct told_alert *alert)
{
    int64_t last_ms = alert->edge_count > 0 ? alert->edges[alert->edge_count - 1] : alert->told_ms;
    int64_t ends_ms;

    return __builtin_add_overflow(last_ms, assessment->destination->flap_ms, &ends_ms) ? INT64_MAX
                                                                                       : ends_ms;
}

/* How what is true differs from what the notice said. */
static enum edge calm_edge(const struct told_alert *alert)
{
    if (alert->level == SEVERITY_ABSENT)
        return alert->kind == KIND_THRESHOLD ? EDGE_RESOLVED : EDGE_BACK;
    if (alert->level == alert->notice)
        return EDGE_STILL;
    return alert->level > alert->notice ? EDGE_WORSE : EDGE_EASED;
}

bool turn_end_flapping(const struct assessment *assessment, const struct turn *turn,
                       struct message_list *messages)
{
    struct told_alert *alert = told_find(assessment->told, turn->kind, turn->dimension);
    enum severity before = seen_level(alert);
    struct turn told = *turn;
    bool is_unknown = alert->missed && alert->level == SEVERITY_ABSENT;

    if (!is_unknown && alert->level >= before &&
        !turn_may_open(assessment, turn->dimension, alert->level))
        return false;
    told.edge = calm_edge(alert);
    alert->flapping = false;
    alert->told_ms = told_at_ms(assessment, turn);
    told_forget_edges(alert, INT64_MAX);
    if (is_unknown)
        add_quiet(messages, alert);
    else
        tell_alert(assessment, &told, alert, before, messages);
    told_drop(assessment->told, turn->kind, turn->dimension);
    return true;
}

void turn_gone(const struct assessment *assessment, const struct turn *turn, int64_t gone_ms,
               struct message_list *messages)
{
    struct told_alert *alert = told_find(assessment->told, turn->kind, turn->dimension);
    enum severity before = seen_level(alert);

    alert->level = SEVERITY_ABSENT;
    alert->flapping = false;
    told_forget_edges(alert, INT64_MAX);
    if (before != SEVERITY_ABSENT)
        tell_alert(assessment, turn, alert, before, messages)->gone_ms = gone_ms;
    else
        add_quiet(messages, alert);
    told_drop(assessment->told, turn->kind, turn->dimension);
}

void turn_still(const struct assessment *assessment, const struct turn *turn, int64_t now_ms,
                struct message_list *messages)
{
    struct told_alert *alert = told_find(assessment->told, turn->kind, turn->dimension);

    enum severity before = seen_level(alert);

    alert->told_ms = now_ms;
    struct message *message = tell_alert(assessment, turn, alert, before, messages);
    if (before == SEVERITY_ABSENT || !destination_traits[assessment->destination->kind].resends)
        return;
    told_change_free(&message->changes[0]);
    message->change_count = 0;
}

void turn_forget_edges(const struct assessment *assessment, struct told_alert *alert,
                       int64_t until_ms, struct message_list *messages)
{
    size_t count = alert->edge_count;

    told_forget_edges(alert, until_ms);
    if (alert->edge_count == count || alert->edge_count > 0)
        return;
    add_quiet(messages, alert);
    told_drop(assessment->told, alert->kind, alert->dimension);
}
