#include "config.h"

#include "judge/verdict.h"

#include "base/memory.h"
#include "judge/presence.h"
#include "judge/silence.h"
#include "judge/walk.h"

#include <math.h>
#include <stdlib.h>

/* What is judged, and what is the same for all of its dimensions. */
struct look {
    const struct tenant *tenant;
    const struct span *span; /* in which the moment lies; NULL: it is not loaded */
    int64_t moment_ms;
    struct stream_id reports[STALE_AFTER_REPORTS]; /* the newest, newest first */
    size_t report_count;
    int64_t silent_after_ms;           /* the newest report */
    bool whole;                        /* nothing lies before what is known */
    const struct tenant_verdict *told; /* before, over the same past; NULL: over another one */
};

/* Returns the ID of the reading, or of the report, that a walk has come to. */
static struct stream_id reading_id(const struct walk *walk)
{
    const struct tenant *tenant = walk->tenant;

    if (walk->row != SPAN_NO_ROW)
        return span_id(walk->span, walk->row);
    return walk->dimension == SPAN_ANY_COLUMN ? recent_newest_report(&tenant->recent)->id
                                              : tenant->dimensions[walk->dimension].last;
}

static void find_reports(struct look *look)
{
    const struct tenant *tenant = look->tenant;
    struct walk walk = walk_from(tenant, SPAN_ANY_COLUMN, look->moment_ms);

    while (look->report_count < STALE_AFTER_REPORTS && walk_older(&walk))
        look->reports[look->report_count++] = reading_id(&walk);
    if (look->report_count == 0 || walk.row != SPAN_NO_ROW)
        return;
    /* Without history there is more to be told of when reports came than the walk can. */
    look->report_count = 0;
    for (size_t i = tenant->recent.count; i-- > 0 && look->report_count < STALE_AFTER_REPORTS;) {
        const struct recent_entry *entry = recent_entry(&tenant->recent, i);
        if (entry->readable)
            look->reports[look->report_count++] = entry->id;
    }
}

/* Returns true when all that the stream holds is known, so that nothing can lie before it. */
static bool whole_stream_is_known(const struct tenant *tenant, const struct span *span)
{
    size_t known = span != NULL && span->rows > 0 ? span->rows : 1;

    return tenant->entries > 0 && known >= tenant->entries;
}

static struct stream_id oldest_known(const struct span *span)
{
    return span != NULL && span->rows > 0 ? span_id(span, 0) : STREAM_ID_MIN;
}

static struct look look_at(const struct tenant *tenant, int64_t moment_ms,
                           const struct tenant_verdict *before)
{
    int64_t interval_ms = tenant_interval(tenant);
    const struct span *span = history_at(&tenant->history, tenant_clock(tenant, moment_ms));
    struct look look = {.tenant = tenant,
                        .span = span,
                        .moment_ms = moment_ms,
                        .silent_after_ms = silence_after(interval_ms),
                        .whole = whole_stream_is_known(tenant, span)};

    if (before->tenant == tenant && before->cleared == tenant->forgotten &&
        stream_id_compare(before->oldest, oldest_known(span)) == 0)
        look.told = before;
    find_reports(&look);
    return look;
}

/* Goes back to where trouble began. */
static struct trouble find_since(struct walk walk, const struct trouble *told)
{
    struct trouble trouble = trouble_start(reading_id(&walk));

    do {
        if (told != NULL && stream_id_compare(reading_id(&walk), told->newest) == 0) {
            trouble_resume(&trouble, told);
            break;
        }
    } while (trouble_take(&trouble, walk.time_ms, walk.severity) && walk_older(&walk));
    return trouble;
}

static void judge_since(const struct look *look, const struct walk *newest,
                        struct dimension_verdict *verdict)
{
    const struct dimension_verdict *before = NULL;

    if (look->told != NULL && newest->severity != SEVERITY_OK)
        before = verdict_of(look->told, verdict->dimension);
    verdict->told = find_since(*newest, before != NULL ? &before->told : NULL);
    verdict->since.time_ms = verdict->told.time_ms;
    verdict->since.before =
        verdict->since.time_ms != INT64_MIN && !verdict->told.begun && !look->whole;
    verdict->bad_since = verdict->since;
    if (verdict->state == STATE_STALE)
        verdict->since = (struct since){.time_ms = verdict->newest_ms};
}

/* Returns false when the dimension does not exist at that moment. */
static bool judge_dimension(const struct look *look, size_t dimension,
                            struct dimension_verdict *verdict)
{
    struct walk newest = walk_from(look->tenant, dimension, look->moment_ms);

    if (!walk_older(&newest))
        return false;
    bool stale = presence_is_stale(look->reports, look->report_count, reading_id(&newest));
    *verdict = (struct dimension_verdict){
        .dimension = dimension,
        .state = stale ? STATE_STALE : severity_state(newest.severity),
        .severity = newest.severity,
        .newest = walk_sample(&newest),
        .newest_ms = newest.time_ms,
        .alert = ALERT_NONE,
        .not_back = NOT_BACK_NONE,
        .other = DIMENSION_NONE,
    };
    verdict->counts = verdict->state;
    verdict->rank = verdict->state;
    judge_since(look, &newest, verdict);
    return true;
}

static struct rank rank_of(const struct tenant *tenant, const struct dimension_verdict *verdict)
{
    const struct dimension *dimension = &tenant->dimensions[verdict->dimension];

    return (struct rank){{verdict->state, verdict->newest.z},
                         {dimension->name, dimension->name_size}};
}

static int compare_dimensions(const void *a, const void *b, void *tenant)
{
    return order_worst_first(rank_of(tenant, a), rank_of(tenant, b));
}

static void judge_dimensions(const struct look *look, struct tenant_verdict *verdict)
{
    const struct tenant *tenant = look->tenant;
    struct tenant *context = (struct tenant *)(uintptr_t)tenant; /* qsort_r() knows no const */

    verdict->dimensions = mem_zalloc(tenant->dimension_count, sizeof(*verdict->dimensions));
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct dimension_verdict *dimension = &verdict->dimensions[verdict->dimension_count];
        if (!judge_dimension(look, i, dimension))
            continue;
        verdict->dimension_count++;
        verdict->by_state[dimension->state]++;
    }
    if (verdict->dimension_count > 1)
        qsort_r(verdict->dimensions, verdict->dimension_count, sizeof(*verdict->dimensions),
                compare_dimensions, context);
}

static enum state state_without_readings(const struct tenant *tenant)
{
    bool empty = tenant->looked_at && !tenant->has_report && !tenant->failed;

    return empty ? STATE_EMPTY : STATE_NO_DATA;
}

static void follow_worst(struct tenant_verdict *verdict)
{
    const struct dimension_verdict *worst = verdict_worst(verdict);

    verdict->since = SINCE_NONE;
    verdict->bad_since = SINCE_NONE;
    if (worst == NULL) {
        verdict->state = state_without_readings(verdict->tenant);
        return;
    }
    verdict->state = worst->state;
    verdict->since = worst->since;
    verdict->bad_since = worst->bad_since;
}

static int64_t time_between(int64_t start_ms, int64_t end_ms)
{
    return end_ms > start_ms ? end_ms - start_ms : 0;
}

static bool is_silent(const struct look *look, const struct tenant_verdict *verdict)
{
    int64_t known_ms = tenant_known_clock(look->tenant, look->moment_ms);

    return verdict->newest_ms != INT64_MIN &&
           time_between(verdict->newest_ms, known_ms) > look->silent_after_ms;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Returns from when on an entry of the stream's `time_ms` is seen; the beginning and the end of all
 * time stay. */
static int64_t seen_from(const struct tenant *tenant, int64_t time_ms)
{
    if (time_ms == INT64_MAX)
        return INT64_MAX;
    return time_ms < INT64_MIN + tenant->ahead_ms ? INT64_MIN : time_ms + 1 - tenant->ahead_ms;
}

/* Returns the moments at which all entries are seen, over the past that is seen now. */
static struct time_range all_seen(const struct look *look)
{
    const struct tenant *tenant = look->tenant;
    int64_t newest_ms = stream_id_time(tenant->newest_id);

    if (newest_ms == INT64_MAX)
        return (struct time_range){0}; /* a hostile ID, at the end of all time */
    struct time_range seen = {seen_from(tenant, newest_ms), INT64_MAX};
    if (look->span == NULL)
        return tenant->history.count == 0 ? seen : (struct time_range){0};
    seen.start_ms = later(seen.start_ms, seen_from(tenant, look->span->known.start_ms));
    seen.end_ms = seen_from(tenant, look->span->known.end_ms);
    return seen;
}

/* Returns the first moment at which a tenant counts as silent when all of it is seen. */
static int64_t silent_from(const struct look *look, const struct tenant_verdict *verdict)
{
    if (verdict->newest_ms == INT64_MIN ||
        look->silent_after_ms >= INT64_MAX - 1 - verdict->newest_ms)
        return INT64_MAX;
    return verdict->newest_ms + look->silent_after_ms + 1 - look->tenant->ahead_ms;
}

/* Returns the moments at which the verdict is the same as long as nothing comes: from when all
 * entries are seen until silence begins, or from then on. Where that is not simply told, it is said
 * of this moment alone. */
static struct time_range holding(const struct look *look, const struct tenant_verdict *verdict)
{
    struct time_range holds = all_seen(look);
    int64_t silent_ms = silent_from(look, verdict);

    if (verdict->state == STATE_SILENT)
        holds.start_ms = later(holds.start_ms, silent_ms);
    else if (look->tenant->known_until_ms >= silent_ms)
        holds.end_ms = sooner(holds.end_ms, silent_ms);
    if (look->moment_ms < holds.start_ms || look->moment_ms >= holds.end_ms)
        return (struct time_range){look->moment_ms, look->moment_ms + 1};
    return holds;
}

void verdict_make(struct tenant_verdict *verdict, const struct tenant *tenant,
                  const struct judge_moment *moment)
{
    int64_t moment_ms = moment->now_ms;
    struct tenant_verdict before = *verdict;
    struct look look = look_at(tenant, moment_ms, &before);
    struct walk newest = walk_arrivals(tenant, SPAN_ANY_COLUMN, moment_ms);
    bool arrived = walk_older(&newest);

    *verdict = (struct tenant_verdict){
        .tenant = tenant,
        .newest_ms = arrived ? newest.time_ms : INT64_MIN,
        .newest_id = arrived ? reading_id(&newest) : STREAM_ID_MIN,
        .alert = ALERT_NONE,
        .usual_ms = tenant_interval(tenant),
        .silent_after_ms = look.silent_after_ms,
        .oldest = oldest_known(look.span),
        .cleared = tenant->forgotten,
        .number = tenant->number,
        .round = before.round,
    };
    judge_dimensions(&look, verdict);
    follow_worst(verdict);
    if (is_silent(&look, verdict)) {
        verdict->state = STATE_SILENT;
        verdict->silent = true;
        verdict->since = (struct since){.time_ms = verdict->newest_ms};
    }
    verdict->rank = verdict->state;
    verdict->holds = holding(&look, verdict);
    verdict_free(&before);
}

void verdict_free(struct tenant_verdict *verdict)
{
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

int64_t verdict_age(const struct tenant_verdict *verdict, int64_t moment_ms)
{
    if (verdict->newest_ms == INT64_MIN)
        return -1;
    return time_between(verdict->newest_ms, tenant_clock(verdict->tenant, moment_ms));
}

struct urgency verdict_urgency(const struct tenant_verdict *verdict)
{
    return (struct urgency){verdict->state, verdict_z(verdict)};
}
