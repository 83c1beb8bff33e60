#include "config.h"

#include "judge/alert.h"

#include "judge/level.h"

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
        int64_t start_ms = recent_start(recent, i);
        if (start_ms != INT64_MIN && start_ms == recent_start(recent, i - 1))
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
        int64_t start_ms = recent_start(recent, i);
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
        int64_t start_ms = recent_start(recent, i);
        size_t known = 0;
        while (known < count && windows[known] != start_ms)
            known++;
        if (known == count && start_ms != INT64_MIN)
            windows[count++] = start_ms;
    }
    return count == WINDOWS_ENOUGH && may_share_windows(sequence);
}

static int64_t time_of(const struct level_readings *readings, size_t index)
{
    return stream_id_time(level_id(readings, index));
}

static enum severity newest_of(const struct level_readings *readings)
{
    return (enum severity)readings->severities[readings->count - 1];
}

static int64_t bad_run_since(const struct level_readings *readings)
{
    size_t begin = readings->count;

    while (begin > 0 && level_is_bad_at(readings, begin - 1, SEVERITY_WARN))
        begin--;
    return time_of(readings, begin);
}

static void count_bad(struct alert *alert, const struct level_readings *readings, size_t first,
                      enum severity severity, const struct rule *rule)
{
    uint32_t of = 0;

    alert->bad = (uint16_t)level_bad(readings, first, severity, rule, &of);
    alert->of = (uint16_t)of;
}

static struct alert alert_open(const struct level_readings *readings, const struct level *level,
                               enum severity severity, const struct rule *rule)
{
    struct alert alert = {.state =
                              newest_of(readings) >= severity ? ALERT_FIRING : ALERT_RECOVERING,
                          .severity = severity,
                          .since_ms = time_of(readings, level->opened)};

    count_bad(&alert, readings, level->first, severity, rule);
    return alert;
}

static struct alert alert_closed(const struct level_readings *readings, const struct level *warn,
                                 const struct level *degraded, const struct rules *rules)
{
    enum severity newest = newest_of(readings);
    struct alert alert = ALERT_NONE;

    if (severity_is_bad(newest))
        alert = (struct alert){
            .state = ALERT_PENDING, .severity = newest, .since_ms = bad_run_since(readings)};
    if (newest == SEVERITY_DEGRADED)
        count_bad(&alert, readings, degraded->first, SEVERITY_DEGRADED, &rules->degraded);
    else
        count_bad(&alert, readings, warn->first, SEVERITY_WARN, &rules->warn);
    return alert;
}

struct alert alert_find(const struct account *account, const struct rules *rules, bool by_window)
{
    struct level_readings readings;

    if (!account->known.any_bad)
        return ALERT_NONE;
    level_readings_make(&readings, account, by_window);
    if (readings.count == 0)
        return ALERT_NONE;
    struct level degraded = level_run(&readings, SEVERITY_DEGRADED, &rules->degraded);
    if (degraded.open)
        return alert_open(&readings, &degraded, SEVERITY_DEGRADED, &rules->degraded);
    struct level warn = level_run(&readings, SEVERITY_WARN, &rules->warn);
    if (warn.open)
        return alert_open(&readings, &warn, SEVERITY_WARN, &rules->warn);
    return alert_closed(&readings, &warn, &degraded, rules);
}
