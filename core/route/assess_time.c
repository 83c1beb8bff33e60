#include "config.h"

#include "base/duration.h"
#include "judge/silence.h"
#include "route/assess_private.h"

#define KEPT_BACK_MS MS_PER_MINUTE /* what is muted is looked at again after this */

/* A moment at one stream. */
struct moment {
    const struct assessment *assessment;
    int64_t now_ms;
    int64_t next_ms; /* when there may be something more */
    bool silent;
    struct message_list *messages;
};

static void no_later(struct moment *moment, int64_t next_ms)
{
    if (next_ms < moment->next_ms)
        moment->next_ms = next_ms;
}

static int64_t time_after(int64_t start_ms, int64_t length_ms)
{
    int64_t end_ms;

    return __builtin_add_overflow(start_ms, length_ms, &end_ms) ? INT64_MAX : end_ms;
}

static struct stream_id newest_id(const struct tenant *tenant)
{
    const struct recent *recent = &tenant->recent;

    return recent->count > 0 ? recent_newest_id(recent) : STREAM_ID_MIN;
}

/* --- what is told of an alert that no entry changes --- */

/* Returns the dimension's reading in the newest report, or none. */
static struct recent_reading find_reading(const struct tenant *tenant, const char *dimension)
{
    size_t newest = recent_newest_report(&tenant->recent);

    if (newest == RECENT_NO_ENTRY || dimension == NULL)
        return RECENT_READING_NONE;
    struct recent_row row = recent_row(&tenant->recent, newest);
    return recent_row_find(&row, tenant_find_dimension(tenant, slice_of(dimension)));
}

static struct rule rule_of(const struct assessment *assessment, const struct told_alert *alert)
{
    if (alert->kind != KIND_THRESHOLD && alert->kind != KIND_NO_DATA)
        return (struct rule){0};
    struct rules rules =
        rule_book_find(&assessment->destination->rules, assessment->tenant->name, alert->dimension);
    return alert->level == SEVERITY_DEGRADED ? rules.degraded : rules.warn;
}

static struct turn turn_of(const struct assessment *assessment, const struct told_alert *alert,
                           enum edge edge, int64_t at_ms)
{
    return (struct turn){.kind = alert->kind,
                         .dimension = alert->dimension,
                         .edge = edge,
                         .level = alert->level,
                         .at_id = newest_id(assessment->tenant),
                         .at_ms = at_ms,
                         .reading = find_reading(assessment->tenant, alert->dimension),
                         .rule = rule_of(assessment, alert)};
}

/* --- flapping --- */

/* Ends it where it has been quiet for long enough, as of that very moment. */
static void end_flapping(struct moment *moment, const struct told_alert *alert)
{
    int64_t ends_ms = turn_flapping_ends(moment->assessment, alert);

    if (ends_ms > moment->now_ms) {
        no_later(moment, ends_ms);
        return;
    }
    struct turn turn = turn_of(moment->assessment, alert, EDGE_STILL, ends_ms);
    int64_t again_ms = moment->assessment->destination->repeat_ms;
    if (!turn_end_flapping(moment->assessment, &turn, moment->messages))
        no_later(moment, moment->now_ms + KEPT_BACK_MS);
    else if (again_ms > 0)
        no_later(moment, time_after(moment->now_ms, again_ms));
}

void assess_flapping(const struct assessment *assessment, int64_t now_ms,
                     struct message_list *messages)
{
    struct moment moment = {
        .assessment = assessment, .now_ms = now_ms, .next_ms = INT64_MAX, .messages = messages};

    for (size_t i = assessment->told->count; i-- > 0;) {
        if (assessment->told->alerts[i].flapping)
            end_flapping(&moment, &assessment->told->alerts[i]);
    }
}

/* --- silence --- */

/* A stream whose IDs are ahead of the clock has a clock of its own. */
static void judge_silence(struct moment *moment)
{
    const struct tenant *tenant = moment->assessment->tenant;
    const struct rule_book *rules = &moment->assessment->destination->rules;
    int64_t known_ms = tenant_known_clock(tenant, moment->now_ms);
    int64_t newest_ms = stream_id_time(newest_id(tenant));
    int64_t after_ms = silence_by_rules(tenant, rules, tenant_interval(tenant));
    int64_t ends_ms = time_after(time_after(newest_ms, after_ms), 1);

    if (known_ms < ends_ms) {
        no_later(moment, ends_ms - tenant->ahead_ms);
        return;
    }
    moment->silent = !pause_is_usual(tenant, tenant->recent.count, after_ms, known_ms, &ends_ms);
    no_later(moment, ends_ms == INT64_MAX ? ends_ms : ends_ms - tenant->ahead_ms);
}

/* What fell silent before anybody remembers is of no interest. */
static bool is_forgotten(const struct moment *moment)
{
    const struct tenant *tenant = moment->assessment->tenant;

    return tenant_known_clock(tenant, moment->now_ms) >
           time_after(stream_id_time(newest_id(tenant)),
                      moment->assessment->destination->rules.forget_ms);
}

/* Returns how many alerts of a stream, which the destination knows, stay open when nothing comes.
 */
static unsigned count_open(const struct told *told)
{
    unsigned count = 0;

    for (size_t i = 0; i < told->count; i++)
        count += told->alerts[i].kind != KIND_SILENT && !told->alerts[i].missed &&
                 told->alerts[i].level != SEVERITY_ABSENT;
    return count;
}

static void tell_silence(struct moment *moment, bool may_be_silent)
{
    const struct assessment *assessment = moment->assessment;
    const struct told_alert *alert = told_find(assessment->told, KIND_SILENT, NULL);

    if (!moment->silent || is_forgotten(moment) ||
        (alert != NULL && alert->level != SEVERITY_ABSENT))
        return;
    if (!may_be_silent || !turn_may_open(assessment, NULL, SEVERITY_WARN)) {
        no_later(moment, moment->now_ms + KEPT_BACK_MS);
        return;
    }
    struct stream_id id = newest_id(assessment->tenant);
    const struct turn turn = {.kind = KIND_SILENT,
                              .edge = EDGE_SILENT,
                              .level = SEVERITY_WARN,
                              .opened = id,
                              .since = id,
                              .at_id = id,
                              .at_ms = moment->now_ms,
                              .open = count_open(assessment->told)};
    turn_alert(assessment, &turn, moment->messages);
}

/* --- still --- */

/* One that closes by itself what it is not told again would call a mute an end. */
static bool is_kept_back(const struct assessment *assessment, const struct told_alert *alert)
{
    return !destination_traits[assessment->destination->kind].resends &&
           !turn_may_open(assessment, alert->dimension, alert->level);
}

static void tell_still(struct moment *moment, const struct told_alert *alert)
{
    const struct assessment *assessment = moment->assessment;
    int64_t repeat_ms = assessment->destination->repeat_ms;

    if (repeat_ms == 0 || alert->level == SEVERITY_ABSENT)
        return;
    int64_t due_ms = time_after(alert->told_ms, repeat_ms);
    if (due_ms > moment->now_ms) {
        no_later(moment, due_ms);
        return;
    }
    if (is_kept_back(assessment, alert)) {
        no_later(moment, moment->now_ms + KEPT_BACK_MS);
        return;
    }
    struct turn turn = turn_of(assessment, alert, EDGE_STILL, moment->now_ms);
    turn.unknown = moment->silent && alert->kind != KIND_SILENT;
    turn.open = alert->kind == KIND_SILENT ? count_open(assessment->told) : 0;
    turn_still(assessment, &turn, moment->now_ms, moment->messages);
    no_later(moment, time_after(moment->now_ms, repeat_ms));
}

/* A closed alert is kept as long as its edges could be some of too many. */
static void forget_edges(struct moment *moment, struct told_alert *alert)
{
    int64_t flap_ms = moment->assessment->destination->flap_ms;

    if (alert->edge_count == 0)
        return;
    int64_t until_ms = time_after(alert->edges[alert->edge_count - 1], flap_ms);
    if (until_ms > moment->now_ms)
        no_later(moment, until_ms);
    else
        turn_forget_edges(moment->assessment, alert, INT64_MAX, moment->messages);
}

int64_t assess_time(const struct assessment *assessment, int64_t now_ms, bool may_be_silent,
                    struct message_list *messages)
{
    struct moment moment = {
        .assessment = assessment, .now_ms = now_ms, .next_ms = INT64_MAX, .messages = messages};
    size_t first = messages->count;

    if (assessment->tenant->recent.count > 0) {
        judge_silence(&moment);
        tell_silence(&moment, may_be_silent);
    }
    for (size_t i = assessment->told->count; i-- > 0;) {
        struct told_alert *alert = &assessment->told->alerts[i];
        if (alert->flapping)
            end_flapping(&moment, alert);
        else if (told_is_open(alert))
            tell_still(&moment, alert);
        else
            forget_edges(&moment, alert);
    }
    turn_sort(messages, first);
    return moment.next_ms;
}

/* --- what happens to the stream --- */

void assess_lost(const struct assessment *assessment, uint64_t lost, struct stream_id before,
                 int64_t now_ms, struct message_list *messages)
{
    const struct turn turn = {
        .kind = KIND_LOST, .edge = EDGE_LOST, .opened = before, .at_id = before, .at_ms = now_ms};

    if (turn_may_open(assessment, NULL, SEVERITY_WARN))
        turn_tell(assessment, &turn, messages)->lost = lost;
}

void assess_gone(const struct assessment *assessment, int64_t since_ms, int64_t now_ms,
                 struct message_list *messages)
{
    size_t first = messages->count;

    for (size_t i = assessment->told->count; i-- > 0;) {
        const struct told_alert *alert = &assessment->told->alerts[i];
        struct turn turn = turn_of(assessment, alert, EDGE_GONE, now_ms);
        turn_gone(assessment, &turn, since_ms, messages);
    }
    turn_sort(messages, first);
}
