#include "config.h"

#include "judge/verdict.h"

#include "base/memory.h"
#include "judge/dimension_verdict.h"
#include "judge/far.h"
#include "judge/question.h"
#include "judge/silence.h"

#include <math.h>
#include <stdlib.h>

#define LOOK_AGAIN_MS 1000

/* What a tenant is judged by. */
struct look {
    const struct tenant *tenant;
    int64_t now_ms;
    const struct rule_book *rules;
    size_t end; /* of its recent entries that are seen */
};

static struct look look_at(const struct tenant *tenant, const struct judge_moment *moment)
{
    static const struct rule_book standard = {
        .standard = {.warn = {2, 3, 2}, .degraded = {1, 1, 2}}, .forget_ms = FORGET_AFTER_MS};

    return (struct look){
        .tenant = tenant,
        .now_ms = moment->now_ms,
        .rules = moment->rules != NULL ? moment->rules : &standard,
        .end = sequence_entries(tenant, moment->until_ms),
    };
}

static int64_t time_between(int64_t start_ms, int64_t end_ms)
{
    int64_t between;

    if (end_ms <= start_ms)
        return 0;
    return __builtin_sub_overflow(end_ms, start_ms, &between) ? INT64_MAX : between;
}

static int64_t time_after(int64_t start_ms, int64_t length_ms)
{
    int64_t end_ms;

    return __builtin_add_overflow(start_ms, length_ms, &end_ms) ? INT64_MAX : end_ms;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* --- silence --- */

/* Who may be silent by a moment that moves on unseen is looked at again soon. */
static int64_t look_again(const struct look *look, int64_t end_ms)
{
    int64_t soon_ms = time_after(look->now_ms, LOOK_AGAIN_MS);

    return look->tenant->known_moves && end_ms < soon_ms ? soon_ms : end_ms;
}

/* Judges silence, and until when what is said of it holds. Nobody is silent for a time of which
 * nothing is known: while the source is away. */
static void judge_silence(const struct look *look, struct tenant_verdict *verdict)
{
    int64_t known_ms = sooner(look->now_ms, look->tenant->known_until_ms);
    int64_t age_ms = time_between(verdict->newest_ms, known_ms);
    int64_t after_ms = verdict->silent_after_ms;
    int64_t pause_ms = INT64_MAX;

    if (age_ms <= after_ms) {
        int64_t silent_ms = time_after(time_after(verdict->newest_ms, after_ms), 1);
        if (look->tenant->known_until_ms >= silent_ms || look->tenant->known_moves)
            verdict->holds.end_ms = look_again(look, silent_ms);
        return;
    }
    verdict->silent = !pause_is_usual(look->tenant, look->end, after_ms, known_ms, &pause_ms);
    verdict->forgotten = verdict->silent && age_ms > look->rules->forget_ms;
    verdict->holds.start_ms = look->now_ms;
    verdict->holds.end_ms = pause_ms;
    if (verdict->silent && !verdict->forgotten)
        verdict->holds.end_ms =
            sooner(pause_ms, time_after(time_after(verdict->newest_ms, look->rules->forget_ms), 1));
    verdict->holds.end_ms = look_again(look, verdict->holds.end_ms);
}

static void find_newest(const struct look *look, struct tenant_verdict *verdict)
{
    const struct recent *recent = &look->tenant->recent;

    verdict->usual_ms = interval_usual(recent, look->end);
    verdict->silent_after_ms = silence_by_rules(look->tenant, look->rules, verdict->usual_ms);
    verdict->holds = (struct time_range){INT64_MIN, INT64_MAX};
    if (look->end == 0)
        return;
    verdict->newest_id = recent_id(recent, look->end - 1);
    verdict->newest_ms = stream_id_time(verdict->newest_id);
}

/* --- dimensions --- */

/* A tenant's dimensions by a number of its newest entries. */
struct dimensions {
    struct sequence sequence;
    struct account *accounts; /* of the dimensions that the newest RECENT_STATE entries name */
    size_t count;
};

static void make_near(struct dimensions *near, const struct look *look)
{
    sequence_make(&near->sequence, look->tenant, look->end, RECENT_STATE);
    near->accounts = mem_resize(NULL, look->tenant->dimension_count, sizeof(*near->accounts));
    near->count = 0;
    for (size_t i = 0; i < look->tenant->dimension_count; i++) {
        if (sequence_knows(&near->sequence, i))
            account_make(&near->accounts[near->count++], &near->sequence, &near->sequence, i);
    }
}

static void make_far(struct dimensions *far, const struct dimensions *near, const struct look *look)
{
    sequence_make(&far->sequence, look->tenant, look->end, RECENT_MAX);
    far->accounts = mem_resize(NULL, near->count, sizeof(*far->accounts));
    far->count = near->count;
    for (size_t i = 0; i < near->count; i++)
        account_make(&far->accounts[i], &far->sequence, &near->sequence,
                     near->accounts[i].dimension);
}

static void free_dimensions(struct dimensions *dimensions)
{
    sequence_free(&dimensions->sequence);
    free(dimensions->accounts);
}

static struct dimension_state *find_states(const struct dimensions *near,
                                           const struct dimensions *far)
{
    struct dimension_state *states = mem_zalloc(near->count, sizeof(*states));

    for (size_t i = 0; i < near->count; i++)
        states[i] = dimension_state_find(&near->accounts[i], &far->accounts[i]);
    return states;
}

static struct rank rank_of(const struct tenant *tenant, const struct dimension_verdict *verdict)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];

    return (struct rank){{.rank = verdict->rank, .far = verdict->far},
                         {dimension->name, dimension->name_size}};
}

static int compare_dimensions(const void *a, const void *b, void *tenant)
{
    return order_worst_first(rank_of(tenant, a), rank_of(tenant, b));
}

static void judge_dimensions(const struct look *look, const struct dimensions *near,
                             const struct dimensions *far, const struct dimension_state *states,
                             struct tenant_verdict *verdict)
{
    struct tenant *context =
        (struct tenant *)(uintptr_t)look->tenant; /* qsort_r() knows no const */
    bool repeat = alert_windows_repeat(&near->sequence);
    bool by_window = alert_by_window(&far->sequence);

    verdict->dimensions = mem_zalloc(near->count, sizeof(*verdict->dimensions));
    verdict->dimension_count = near->count;
    for (size_t i = 0; i < near->count; i++) {
        const struct dimension_evidence evidence = {
            .near = &near->accounts[i],
            .far = &far->accounts[i],
            .state = &states[i],
            .for_rules = repeat ? &far->accounts[i] : &near->accounts[i],
            .by_window = by_window,
        };
        verdict->dimensions[i] = dimension_verdict_make(&evidence, look->rules);
        verdict->by_state[verdict->dimensions[i].state]++;
    }
    if (near->count > 1)
        qsort_r(verdict->dimensions, near->count, sizeof(*verdict->dimensions), compare_dimensions,
                context);
}

/* --- the tenant --- */

/* Returns since when the worst of the dimensions in that state is so. */
static struct since since_of_worst(const struct tenant_verdict *verdict)
{
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        if (verdict->dimensions[i].counts == verdict->state)
            return verdict->dimensions[i].since;
    }
    return SINCE_NONE;
}

static enum severity severity_of_state(enum state state)
{
    if (state == STATE_DEGRADED)
        return SEVERITY_DEGRADED;
    return state == STATE_WARN ? SEVERITY_WARN : SEVERITY_OK;
}

static void judge_since(struct tenant_verdict *verdict, const struct dimensions *far)
{
    bool bad = verdict->state >= STATE_WARN;

    if (verdict->state == STATE_SILENT) {
        verdict->since = (struct since){.time_ms = verdict->newest_ms};
        return;
    }
    if (!bad && verdict->state != STATE_OK) {
        verdict->since = since_of_worst(verdict);
        return;
    }
    struct tenant_since since =
        since_of_tenant(far->accounts, far->count, severity_of_state(verdict->state));
    verdict->since = since.state;
    if (bad)
        verdict->bad_since = since.bad;
}

static bool is_more_urgent(enum state a, enum state b)
{
    return state_urgency(a) > state_urgency(b);
}

/* What is silent ranks at least as that. */
static void follow_silence(struct tenant_verdict *verdict)
{
    if (!verdict->silent)
        return;
    if (verdict->state < STATE_SILENT)
        verdict->state = STATE_SILENT;
    if (is_more_urgent(STATE_SILENT, verdict->rank))
        verdict->rank = STATE_SILENT;
}

static void follow_dimensions(struct tenant_verdict *verdict)
{
    verdict->state = verdict->dimension_count > 0 ? STATE_OK : STATE_NO_DATA;
    verdict->rank = verdict->state;
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        const struct dimension_verdict *dimension = &verdict->dimensions[i];
        if (dimension->counts > verdict->state)
            verdict->state = dimension->counts;
        if (is_more_urgent(dimension->rank, verdict->rank))
            verdict->rank = dimension->rank;
        if (alert_compare(&dimension->alert, &verdict->alert) > 0)
            verdict->alert = dimension->alert;
    }
    if (verdict->dimension_count > 0)
        verdict->far = verdict->dimensions[0].far;
    follow_silence(verdict);
}

static bool asked_all(const struct recent *recent)
{
    return recent->asked == RECENT_MAX || recent->whole;
}

static void judge_reports(const struct look *look, struct tenant_verdict *verdict)
{
    struct dimensions near;
    struct dimensions further;
    struct dimensions *far = &near;

    judge_silence(look, verdict);
    make_near(&near, look);
    struct dimension_state *states = find_states(&near, &near);
    bool asked = question_is_asked(near.accounts, states, near.count, verdict->silent);
    if (asked && near.sequence.first > 0 && asked_all(&look->tenant->recent)) {
        far = &further;
        make_far(far, &near, look);
        free(states);
        states = find_states(&near, far);
    }
    verdict->question = asked && !asked_all(&look->tenant->recent);
    judge_dimensions(look, &near, far, states, verdict);
    follow_dimensions(verdict);
    judge_since(verdict, far);
    verdict->oldest = recent_id(&look->tenant->recent, far->sequence.first);
    if (far != &near)
        free_dimensions(far);
    free_dimensions(&near);
    free(states);
}

static bool has_report(const struct look *look)
{
    size_t oldest = look->end > RECENT_STATE ? look->end - RECENT_STATE : 0;

    for (size_t i = look->end; i-- > oldest;) {
        if (recent_is_readable(&look->tenant->recent, i))
            return true;
    }
    return false;
}

/* Returns the state of a tenant of which there is nothing to judge. */
static enum state state_without_entries(const struct look *look)
{
    const struct tenant *tenant = look->tenant;

    if (tenant->failed)
        return STATE_NO_DATA;
    bool known = tenant->recent.whole || (tenant->looked_at && !tenant->has_report);
    return known ? STATE_EMPTY : STATE_UNJUDGED;
}

static bool is_unjudged(const struct look *look)
{
    const struct recent *recent = &look->tenant->recent;

    return recent->asked < RECENT_STATE && !recent->whole && !look->tenant->failed;
}

static void judge_without_reports(const struct look *look, struct tenant_verdict *verdict)
{
    verdict->unreadable = look->end > 0;
    verdict->gone = look->end == 0 && look->tenant->gone_ms != 0;
    verdict->state = look->end > 0 ? STATE_NO_DATA : state_without_entries(look);
    verdict->rank = verdict->state;
}

void verdict_make(struct tenant_verdict *verdict, const struct tenant *tenant,
                  const struct judge_moment *moment)
{
    struct look look = look_at(tenant, moment);
    uint64_t round = verdict->round;

    verdict_free(verdict);
    *verdict = (struct tenant_verdict){
        .tenant = tenant,
        .since = SINCE_NONE,
        .bad_since = SINCE_NONE,
        .alert = ALERT_NONE,
        .newest_ms = INT64_MIN,
        .number = tenant->number,
        .round = round,
    };
    find_newest(&look, verdict);
    if (look.end > 0 && is_unjudged(&look))
        verdict->state = verdict->rank = STATE_UNJUDGED;
    else if (has_report(&look))
        judge_reports(&look, verdict);
    else
        judge_without_reports(&look, verdict);
}

void verdict_free(struct tenant_verdict *verdict)
{
    for (size_t i = 0; i < verdict->dimension_count; i++)
        free(verdict->dimensions[i].rare);
    free(verdict->dimensions);
    *verdict = (struct tenant_verdict){0};
}

const struct dimension_verdict *verdict_worst(const struct tenant_verdict *verdict)
{
    return verdict->dimension_count > 0 ? &verdict->dimensions[0] : NULL;
}

double verdict_z(const struct tenant_verdict *verdict)
{
    return verdict->dimension_count > 0 ? verdict->dimensions[0].newest.z : NAN;
}

const struct dimension_verdict *verdict_of(const struct tenant_verdict *verdict, size_t dimension)
{
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        if (verdict->dimensions[i].dimension == dimension)
            return &verdict->dimensions[i];
    }
    return NULL;
}

const struct dimension_rare *dimension_rare(const struct dimension_verdict *verdict)
{
    static const struct dimension_rare none = {.not_back = {.since_ms = INT64_MIN}};

    return verdict->rare != NULL ? verdict->rare : &none;
}

int64_t verdict_age(const struct tenant_verdict *verdict, int64_t moment_ms)
{
    return verdict->newest_ms != INT64_MIN ? time_between(verdict->newest_ms, moment_ms) : -1;
}

struct urgency verdict_urgency(const struct tenant_verdict *verdict)
{
    return (struct urgency){verdict->forgotten, verdict->rank, verdict->far};
}

bool verdict_counts(const struct tenant_verdict *verdict)
{
    return !verdict->forgotten && !verdict->unreadable && !verdict->gone;
}

int verdict_exit_status(const struct tenant_verdict *verdict, bool by_alert)
{
    if (!by_alert)
        return state_exit_status(verdict->state);
    if (alert_is_open(&verdict->alert))
        return state_exit_status(severity_state(verdict->alert.severity));
    return state_exit_status(verdict->rank);
}
