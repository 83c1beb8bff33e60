#include "config.h"

#include "route/assess.h"

#include "judge/alert.h"
#include "judge/dimension_state.h"
#include "judge/level.h"
#include "route/assess_private.h"

#include <stdlib.h>
#include <string.h>

/* --- what is looked at --- */

/* The newest entries of a stream. */
struct look {
    const struct assessment *assessment;
    struct stream_id id; /* of the newest one */
    int64_t at_ms;
    struct sequence near;       /* by the newest RECENT_STATE of them */
    struct sequence further;    /* by RECENT_MAX, */
    const struct sequence *far; /* where these are asked: else the same */
    bool repeat;                /* windows are told again and again: rules look at `far`, */
    bool by_window;             /* and readings of one window are one */
    struct message_list *messages;
};

static bool windows_repeat(const struct tenant *tenant)
{
    size_t count = tenant->recent.count;
    struct sequence newest;

    newest.tenant = tenant;
    newest.first = count > RECENT_STATE ? count - RECENT_STATE : 0;
    newest.end = count;
    return alert_windows_repeat(&newest);
}

/* Returns the ID of the newest report but so many, or that of the oldest of the newest entries. */
static struct stream_id report_before(const struct recent *recent, size_t oldest, size_t reports)
{
    size_t i = recent->count - 1;

    for (; i > oldest; i--) {
        if (recent_is_readable(recent, i) && reports-- == 0)
            break;
    }
    return recent_id(recent, i);
}

/* Returns true when one of the newest entries names a dimension that the newest reports do not. */
static bool misses_one(const struct tenant *tenant)
{
    const struct recent *recent = &tenant->recent;
    size_t oldest = recent->count > RECENT_STATE ? recent->count - RECENT_STATE : 0;
    struct stream_id first = recent_id(recent, oldest);
    struct stream_id late = report_before(recent, oldest, STALE_AFTER_GAPS - 1);

    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct stream_id last = tenant->dimensions[i].last;
        if (stream_id_compare(last, late) < 0 && stream_id_compare(last, first) >= 0)
            return true;
    }
    return false;
}

bool assess_wants_more(const struct tenant *tenant)
{
    const struct recent *recent = &tenant->recent;

    return recent->count > 0 && recent->asked < RECENT_MAX && !recent->whole &&
           (windows_repeat(tenant) || misses_one(tenant));
}

static struct look look_at(const struct assessment *assessment, struct message_list *messages)
{
    struct stream_id id = recent_newest_id(&assessment->tenant->recent);

    return (struct look){
        .assessment = assessment, .id = id, .at_ms = stream_id_time(id), .messages = messages};
}

/* Takes the newest entries apart. Returns false when the newest one is no report. */
static bool look_begin(struct look *look)
{
    const struct tenant *tenant = look->assessment->tenant;
    size_t count = tenant->recent.count;

    sequence_make(&look->near, tenant, count, RECENT_STATE);
    if (look->near.count == 0 ||
        stream_id_compare(look->near.reports[look->near.count - 1].id, look->id) != 0) {
        sequence_free(&look->near);
        return false;
    }
    look->far = &look->near;
    look->repeat = alert_windows_repeat(&look->near);
    if (look->near.first > 0 && (look->repeat || misses_one(tenant))) {
        sequence_make(&look->further, tenant, count, RECENT_MAX);
        look->far = &look->further;
    }
    look->by_window = alert_by_window(look->far);
    return true;
}

static void look_end(struct look *look)
{
    if (look->far != &look->near)
        sequence_free(&look->further);
    sequence_free(&look->near);
}

/* What they say of one dimension. */
struct evidence {
    const struct look *look;
    const char *name;
    struct account near;
    struct account further;
    const struct account *far;
    struct rules rules;
};

static struct recent_reading newest_reading(const struct evidence *evidence)
{
    const struct sequence *near = &evidence->look->near;

    return sequence_reading(near, evidence->near.dimension, near->count - 1);
}

static enum severity newest_severity(const struct evidence *evidence)
{
    const struct sequence *near = &evidence->look->near;

    return sequence_severity(near, evidence->near.dimension, near->count - 1);
}

static enum mention newest_mention(const struct evidence *evidence)
{
    return (enum mention)evidence->near.list[evidence->look->near.count - 1];
}

static struct turn turn_of(const struct evidence *evidence, enum alert_kind kind)
{
    return (struct turn){.kind = kind,
                         .dimension = evidence->name,
                         .at_id = evidence->look->id,
                         .at_ms = evidence->look->at_ms,
                         .reading = newest_reading(evidence)};
}

static const struct told_alert *told_of(const struct evidence *evidence, enum alert_kind kind)
{
    return told_find(evidence->look->assessment->told, kind, evidence->name);
}

static enum severity level_of(const struct told_alert *alert)
{
    return alert != NULL ? alert->level : SEVERITY_ABSENT;
}

static bool may_open(const struct evidence *evidence, enum severity level)
{
    return turn_may_open(evidence->look->assessment, evidence->name, level);
}

static void turn_it(const struct evidence *evidence, const struct turn *turn)
{
    turn_alert(evidence->look->assessment, turn, evidence->look->messages);
}

/* --- thresholds --- */

/* The highest level that is open. */
struct standing {
    enum severity severity; /* SEVERITY_ABSENT: none is */
    struct level level;
};

/* Looks at the levels from `least` on; `told` is the one that was told to be open. */
static struct standing find_standing(const struct level_readings *readings,
                                     const struct rules *rules, enum severity told,
                                     enum severity least)
{
    const struct {
        enum severity severity;
        const struct rule *rule;
    } levels[] = {{SEVERITY_DEGRADED, &rules->degraded}, {SEVERITY_WARN, &rules->warn}};

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        enum severity severity = levels[i].severity;
        if (severity < least)
            break;
        struct level level = level_run(readings, severity, levels[i].rule);
        if (level.open || (told >= severity && !level_is_good(readings, severity, levels[i].rule)))
            return (struct standing){severity, level};
    }
    return (struct standing){.severity = SEVERITY_ABSENT};
}

static enum edge threshold_edge(enum severity before, enum severity after)
{
    if (before == SEVERITY_ABSENT)
        return EDGE_FIRING;
    if (after == SEVERITY_ABSENT)
        return EDGE_RESOLVED;
    return after > before ? EDGE_WORSE : EDGE_EASED;
}

/* Tells the rule of the level that is open, or was, and what it counts. */
static void put_evidence(struct turn *turn, const struct evidence *evidence,
                         const struct level_readings *readings, const struct standing *now,
                         enum severity before)
{
    enum severity severity = now->severity != SEVERITY_ABSENT ? now->severity : before;

    turn->rule = severity == SEVERITY_DEGRADED ? evidence->rules.degraded : evidence->rules.warn;
    turn->bad = level_bad(readings, now->level.first, severity, &turn->rule, &turn->of);
}

/* A level that is not told of any more may still be open there. */
static enum severity least_level(const struct evidence *evidence, enum severity before)
{
    enum severity least = evidence->look->assessment->destination->severity;

    return before != SEVERITY_ABSENT && before < least ? before : least;
}

static void assess_threshold(const struct evidence *evidence)
{
    const struct account *account = evidence->look->repeat ? evidence->far : &evidence->near;
    enum severity before = level_of(told_of(evidence, KIND_THRESHOLD));
    struct level_readings readings;

    if (before == SEVERITY_ABSENT && !account->known.any_bad)
        return;
    level_readings_make(&readings, account, evidence->look->by_window);
    struct standing now =
        find_standing(&readings, &evidence->rules, before, least_level(evidence, before));
    if (now.severity == before || (now.severity > before && !may_open(evidence, now.severity)))
        return;
    struct turn turn = turn_of(evidence, KIND_THRESHOLD);
    turn.edge = threshold_edge(before, now.severity);
    turn.level = now.severity;
    if (turn.edge == EDGE_FIRING) {
        turn.opened = level_id(&readings, now.level.opened);
        turn.since = level_id(&readings, now.level.since);
    }
    put_evidence(&turn, evidence, &readings, &now, before);
    turn_it(evidence, &turn);
}

/* --- no data --- */

static void assess_no_data(const struct evidence *evidence)
{
    bool was_open = level_of(told_of(evidence, KIND_NO_DATA)) != SEVERITY_ABSENT;
    enum severity newest = newest_severity(evidence);
    const struct rule *rule = &evidence->rules.warn;
    struct level_readings readings;

    if (newest == SEVERITY_ABSENT || (!was_open && newest != SEVERITY_NO_DATA))
        return;
    level_readings_no_data(&readings, &evidence->near);
    struct level level = level_run(&readings, SEVERITY_WARN, rule);
    bool open = level.open || (was_open && !level_is_good(&readings, SEVERITY_WARN, rule));
    if (open == was_open || (open && !may_open(evidence, SEVERITY_WARN)))
        return;
    struct turn turn = turn_of(evidence, KIND_NO_DATA);
    turn.edge = open ? EDGE_NO_DATA : EDGE_BACK;
    turn.level = open ? SEVERITY_WARN : SEVERITY_ABSENT;
    if (open) {
        turn.opened = level_id(&readings, level.opened);
        turn.since = level_id(&readings, level.since);
    }
    turn.rule = *rule;
    turn.bad = level_bad(&readings, level.first, SEVERITY_WARN, rule, &turn.of);
    turn_it(evidence, &turn);
}

/* --- stale --- */

static void assess_stale(const struct evidence *evidence)
{
    bool was_open = level_of(told_of(evidence, KIND_STALE)) != SEVERITY_ABSENT;
    bool here = newest_mention(evidence) != MENTION_HOLE;

    if (here && !was_open)
        return;
    struct dimension_state state = dimension_state_find(&evidence->near, evidence->far);
    bool open = was_open ? !here && state.state != STATE_SUPERSEDED : state.state == STATE_STALE;
    if (open == was_open || (open && !may_open(evidence, SEVERITY_WARN)))
        return;
    struct turn turn = turn_of(evidence, KIND_STALE);
    turn.edge = open ? EDGE_STALE : EDGE_BACK;
    turn.level = open ? SEVERITY_WARN : SEVERITY_ABSENT;
    if (open) {
        turn.opened = turn.at_id;
        turn.since = evidence->look->near.reports[state.presence.newest + 1].id;
    }
    turn_it(evidence, &turn);
}

/* --- all of it --- */

static void assess_dimension(const struct look *look, size_t dimension)
{
    const struct tenant *tenant = look->assessment->tenant;
    const struct dimension *column = &tenant->dimensions[dimension];
    bool plain = strlen(column->name) == column->name_size;
    char *spelled = plain ? NULL : turn_name((struct slice){column->name, column->name_size});
    struct evidence evidence;

    evidence.look = look;
    evidence.name = plain ? column->name : spelled;
    evidence.far = &evidence.near;
    evidence.rules =
        rule_book_find(&look->assessment->destination->rules, tenant->name, evidence.name);
    account_make(&evidence.near, &look->near, &look->near, dimension);
    if (look->far != &look->near) {
        account_make(&evidence.further, look->far, &look->near, dimension);
        evidence.far = &evidence.further;
    }
    assess_threshold(&evidence);
    assess_no_data(&evidence);
    assess_stale(&evidence);
    free(spelled);
}

/* An entry that came before the stream fell silent comes again after a failover. */
static void assess_arrival(const struct look *look)
{
    const struct told_alert *alert = told_find(look->assessment->told, KIND_SILENT, NULL);

    if (level_of(alert) == SEVERITY_ABSENT || stream_id_compare(look->id, alert->opened) <= 0)
        return;
    const struct turn turn = {.kind = KIND_SILENT,
                              .edge = EDGE_BACK,
                              .level = SEVERITY_ABSENT,
                              .at_id = look->id,
                              .at_ms = look->at_ms};
    turn_alert(look->assessment, &turn, look->messages);
}

void assess_entry(const struct assessment *assessment, struct message_list *messages)
{
    size_t first = messages->count;

    if (assessment->tenant->recent.count == 0)
        return;
    struct look look = look_at(assessment, messages);
    assess_flapping(assessment, look.at_ms, messages);
    assess_arrival(&look);
    if (look_begin(&look)) {
        for (size_t i = 0; i < assessment->tenant->dimension_count; i++) {
            if (sequence_knows(&look.near, i))
                assess_dimension(&look, i);
        }
        look_end(&look);
    }
    turn_sort(messages, first);
}
