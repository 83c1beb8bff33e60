#include "config.h"

#include "judge/silence.h"

#define NEVER_MS (INT64_MAX / 4) /* what a hostile ID makes of an interval, and can be added to */

int64_t silence_after(int64_t usual_ms)
{
    if (usual_ms <= 0)
        return SILENT_AFTER_UNKNOWN_MS;
    int64_t extra_ms = usual_ms < SILENT_AFTER_EXTRA_MS / 2 ? 2 * usual_ms : SILENT_AFTER_EXTRA_MS;
    int64_t after_ms = (usual_ms < NEVER_MS ? usual_ms : NEVER_MS) + extra_ms;
    return after_ms > SILENT_AFTER_MIN_MS ? after_ms : SILENT_AFTER_MIN_MS;
}

int64_t tenant_silent_after(const struct tenant *tenant)
{
    return silence_after(tenant_interval(tenant));
}

int64_t silence_by_rules(const struct tenant *tenant, const struct rule_book *rules,
                         int64_t usual_ms)
{
    int64_t after_ms = rule_book_silent_after(rules, tenant->name);

    return after_ms > 0 ? after_ms : silence_after(usual_ms);
}

static int64_t time_of(const struct recent *recent, size_t index)
{
    return stream_id_time(recent_id(recent, index));
}

/* Finds the entries around a moment among the recent ones before `end`; false where these do not
 * reach back to it. */
static bool find_in_recent(const struct recent *recent, size_t end, int64_t at_ms,
                           struct quiet *quiet)
{
    size_t behind = end;

    while (behind > 0 && time_of(recent, behind - 1) > at_ms)
        behind--;
    if (behind == 0 && !recent->whole)
        return false;
    quiet->before_ms = behind > 0 ? time_of(recent, behind - 1) : INT64_MIN;
    quiet->after_ms = behind < end ? time_of(recent, behind) : INT64_MAX;
    return true;
}

static int64_t moment_of(int64_t now_ms, int day)
{
    return now_ms - (day + 1) * MS_PER_DAY;
}

/* Finds the entries around the moment a day before, or two; false where they are not known. */
static bool find_quiet(const struct tenant *tenant, size_t end, int64_t now_ms, int day,
                       struct quiet *quiet)
{
    int64_t at_ms = moment_of(now_ms, day);

    if (find_in_recent(&tenant->recent, end, at_ms, quiet))
        return true;
    *quiet = tenant->pauses.days[day];
    return tenant->pauses.known && quiet->before_ms <= at_ms && at_ms <= quiet->after_ms;
}

bool pause_is_asked(const struct tenant *tenant, const struct rule_book *rules, int64_t now_ms,
                    int64_t at_ms[PAUSE_DAYS])
{
    const struct recent *recent = &tenant->recent;
    struct quiet quiet;
    bool known = true;

    if (recent->count == 0)
        return false;
    int64_t age_ms = now_ms - time_of(recent, recent->count - 1);
    if (age_ms <= 0 || age_ms > MS_PER_DAY ||
        age_ms <= silence_by_rules(tenant, rules, tenant_interval(tenant)))
        return false;
    for (int day = 0; day < PAUSE_DAYS; day++) {
        at_ms[day] = moment_of(now_ms, day);
        known = find_quiet(tenant, recent->count, now_ms, day, &quiet) && known;
    }
    return !known;
}

/* Makes `*until_ms` a moment behind now that is earlier. */
static void no_later(int64_t *until_ms, int64_t now_ms, int64_t moment_ms)
{
    if (moment_ms > now_ms && moment_ms < *until_ms)
        *until_ms = moment_ms;
}

/* Returns whether it was quiet at a moment, and came again within a day, and when that changes if
 * both move on with the clock. */
static bool was_pause(const struct quiet *quiet, int64_t after_ms, int64_t at_ms, int64_t *until_ms)
{
    bool knows_after = quiet->after_ms != INT64_MAX;

    if (knows_after) {
        no_later(until_ms, at_ms, quiet->after_ms);
        no_later(until_ms, at_ms, quiet->after_ms - MS_PER_DAY);
    }
    if (quiet->before_ms == INT64_MIN)
        return false;
    no_later(until_ms, at_ms, quiet->before_ms + after_ms + 1);
    return at_ms - quiet->before_ms > after_ms && knows_after &&
           quiet->after_ms - MS_PER_DAY <= at_ms;
}

bool pause_is_usual(const struct tenant *tenant, size_t end, int64_t after_ms, int64_t now_ms,
                    int64_t *until_ms)
{
    bool usual = true;

    *until_ms = INT64_MAX;
    if (end == 0 || now_ms - time_of(&tenant->recent, end - 1) > MS_PER_DAY)
        return false;
    for (int day = 0; day < PAUSE_DAYS; day++) {
        struct quiet quiet;
        int64_t changes_ms = INT64_MAX - 3 * MS_PER_DAY;
        if (!find_quiet(tenant, end, now_ms, day, &quiet))
            return false;
        usual = was_pause(&quiet, after_ms, moment_of(now_ms, day), &changes_ms) && usual;
        no_later(until_ms, now_ms, changes_ms + (day + 1) * MS_PER_DAY);
    }
    return usual;
}
