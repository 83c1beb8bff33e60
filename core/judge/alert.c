#include "config.h"

#include "judge/alert.h"

#define WINDOWS_ENOUGH 3 /* with fewer of them it is one that never rolls */

const char *alert_state_name(enum alert_state state)
{
    static const char *const names[ALERT_STATE_COUNT] = {
        [ALERT_NORMAL] = "normal",
        [ALERT_PENDING] = "pending",
        [ALERT_RECOVERING] = "recovering",
        [ALERT_FIRING] = "firing",
    };

    return names[state];
}

bool alert_is_open(const struct alert *alert)
{
    return alert->state >= ALERT_RECOVERING;
}

int alert_compare(const struct alert *a, const struct alert *b)
{
    int left = alert_is_open(a) ? (int)a->severity : 0;
    int right = alert_is_open(b) ? (int)b->severity : 0;

    return left != right ? left - right : (int)a->state - (int)b->state;
}

bool alert_windows_repeat(const struct sequence *sequence)
{
    const struct recent *recent = &sequence->tenant->recent;

    for (size_t i = sequence->first + 1; i < sequence->end; i++) {
        int64_t start_ms = recent_entry(recent, i)->start_ms;
        if (start_ms != INT64_MIN && start_ms == recent_entry(recent, i - 1)->start_ms)
            return true;
    }
    return false;
}

/* Returns false when each window begins later than the one before, as usual: then all of them
 * differ.
 */
static bool may_share_windows(const struct sequence *sequence)
{
    const struct recent *recent = &sequence->tenant->recent;
    int64_t last_ms = INT64_MIN;
    bool rising = true;

    for (size_t i = sequence->first; i < sequence->end; i++) {
        int64_t start_ms = recent_entry(recent, i)->start_ms;
        if (start_ms == INT64_MIN)
            continue;
        rising = rising && start_ms > last_ms;
        last_ms = start_ms;
    }
    return !rising;
}

bool alert_by_window(const struct sequence *sequence)
{
    const struct recent *recent = &sequence->tenant->recent;
    int64_t windows[WINDOWS_ENOUGH];
    size_t count = 0;

    for (size_t i = sequence->first; i < sequence->end && count < WINDOWS_ENOUGH; i++) {
        int64_t start_ms = recent_entry(recent, i)->start_ms;
        size_t known = 0;
        while (known < count && windows[known] != start_ms)
            known++;
        if (known == count && start_ms != INT64_MIN)
            windows[count++] = start_ms;
    }
    return count == WINDOWS_ENOUGH && may_share_windows(sequence);
}

/* Readings as a rule looks at them, oldest first. */
struct series {
    size_t count;
    int64_t times[RECENT_MAX];
    uint8_t severities[RECENT_MAX];
};

/* Returns true when a newer reading is of the window of reading `index`. */
static bool is_told_again(const struct account *account, size_t index)
{
    const struct known_readings *known = &account->known;
    int64_t start_ms = account->sequence->reports[known->reports[index]]->start_ms;

    for (size_t i = index + 1; i < known->count && start_ms != INT64_MIN; i++) {
        if (account->sequence->reports[known->reports[i]]->start_ms == start_ms)
            return true;
    }
    return false;
}

static void find_series(struct series *series, const struct account *account, bool by_window)
{
    const struct known_readings *known = &account->known;

    series->count = 0;
    for (size_t i = 0; i < known->count; i++) {
        if (by_window && is_told_again(account, i))
            continue;
        series->times[series->count] = sequence_time(account->sequence, known->reports[i]);
        series->severities[series->count++] = known->severities[i];
    }
}

static bool is_bad_at(const struct series *series, size_t index, enum severity level)
{
    return series->severities[index] >= level;
}

/* Counts the bad readings among the last `n` up to `index`, of those from `first` on. */
static uint32_t count_bad(const struct series *series, size_t first, size_t index, uint32_t n,
                          enum severity level, uint32_t *of)
{
    uint32_t bad = 0;

    *of = 0;
    for (size_t i = index + 1; i > first && *of < n; i--, (*of)++)
        bad += is_bad_at(series, i - 1, level);
    return bad;
}

/* One level of an alert, after all its readings. */
struct level {
    bool open;
    size_t opened; /* the reading that opened it */
    size_t first;  /* the first one since the last closing */
};

static struct level run_level(const struct series *series, enum severity level,
                              const struct rule *rule)
{
    struct level run = {0};
    uint32_t good = 0;
    uint32_t of;

    for (size_t i = 0; i < series->count; i++) {
        bool bad = is_bad_at(series, i, level);
        good = bad ? 0 : good + 1;
        if (!run.open && bad && count_bad(series, run.first, i, rule->n, level, &of) >= rule->k) {
            run.open = true;
            run.opened = i;
        } else if (run.open && good >= rule->m) {
            run.open = false;
            run.first = i + 1;
        }
    }
    return run;
}

static int64_t bad_run_since(const struct series *series)
{
    size_t begin = series->count;

    while (begin > 0 && is_bad_at(series, begin - 1, SEVERITY_WARN))
        begin--;
    return series->times[begin];
}

/* Tells of one level what it counts. */
static void count_level(struct alert *alert, const struct series *series, const struct level *level,
                        enum severity severity, const struct rule *rule)
{
    alert->bad = count_bad(series, level->first, series->count - 1, rule->n, severity, &alert->of);
}

static struct alert alert_open(const struct series *series, const struct level *level,
                               enum severity severity, const struct rule *rule)
{
    bool bad = is_bad_at(series, series->count - 1, severity);
    struct alert alert = {.state = bad ? ALERT_FIRING : ALERT_RECOVERING,
                          .severity = severity,
                          .since_ms = series->times[level->opened]};

    count_level(&alert, series, level, severity, rule);
    return alert;
}

static struct alert alert_closed(const struct series *series, const struct level *warn,
                                 const struct level *degraded, const struct rules *rules)
{
    enum severity newest = (enum severity)series->severities[series->count - 1];
    struct alert alert = ALERT_NONE;

    if (severity_is_bad(newest))
        alert = (struct alert){
            .state = ALERT_PENDING, .severity = newest, .since_ms = bad_run_since(series)};
    if (newest == SEVERITY_DEGRADED)
        count_level(&alert, series, degraded, SEVERITY_DEGRADED, &rules->degraded);
    else
        count_level(&alert, series, warn, SEVERITY_WARN, &rules->warn);
    return alert;
}

struct alert alert_find(const struct account *account, const struct rules *rules, bool by_window)
{
    struct series series;

    if (!account->known.any_bad)
        return ALERT_NONE;
    find_series(&series, account, by_window);
    if (series.count == 0)
        return ALERT_NONE;
    struct level degraded = run_level(&series, SEVERITY_DEGRADED, &rules->degraded);
    if (degraded.open)
        return alert_open(&series, &degraded, SEVERITY_DEGRADED, &rules->degraded);
    struct level warn = run_level(&series, SEVERITY_WARN, &rules->warn);
    if (warn.open)
        return alert_open(&series, &warn, SEVERITY_WARN, &rules->warn);
    return alert_closed(&series, &warn, &degraded, rules);
}
