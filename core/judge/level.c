#include "config.h"

#include "judge/level.h"

/* --- the readings --- */

/* Returns true when a newer known reading is of the window of reading `index`. */
static bool is_told_again(const struct account *account, size_t index)
{
    const struct known_readings *known = &account->known;
    int64_t start_ms = account->sequence->reports[known->reports[index]].start_ms;

    for (size_t i = index + 1; i < known->count && start_ms != INT64_MIN; i++) {
        if (account->sequence->reports[known->reports[i]].start_ms == start_ms)
            return true;
    }
    return false;
}

static void add_reading(struct level_readings *readings, size_t report, enum severity severity)
{
    readings->reports[readings->count] = (uint16_t)report;
    readings->severities[readings->count++] = (uint8_t)severity;
}

void level_readings_make(struct level_readings *readings, const struct account *account,
                         bool by_window)
{
    const struct known_readings *known = &account->known;

    readings->sequence = account->sequence;
    readings->count = 0;
    for (size_t i = 0; i < known->count; i++) {
        if (!by_window || !is_told_again(account, i))
            add_reading(readings, known->reports[i], (enum severity)known->severities[i]);
    }
}

void level_readings_no_data(struct level_readings *readings, const struct account *account)
{
    readings->sequence = account->sequence;
    readings->count = 0;
    for (size_t i = 0; i < account->sequence->count; i++) {
        if (account->list[i] == MENTION_OWN)
            add_reading(readings, i, account_no_data(account, i) ? SEVERITY_WARN : SEVERITY_OK);
    }
}

/* --- the machine --- */

/* Counts the bad ones among the last `n` from `first` up to `index`, and finds the first of them.
 */
static uint32_t count_bad(const struct level_readings *readings, size_t first, size_t index,
                          enum severity severity, uint32_t n, uint32_t *of, size_t *since)
{
    uint32_t bad = 0;

    *of = 0;
    for (size_t i = index + 1; i > first && *of < n; i--, (*of)++) {
        if (!level_is_bad_at(readings, i - 1, severity))
            continue;
        *since = i - 1;
        bad++;
    }
    return bad;
}

/* Opens it with a bad reading if it makes enough of them. */
static void try_to_open(struct level *level, const struct level_readings *readings, size_t index,
                        enum severity severity, const struct rule *rule)
{
    size_t since = index;
    uint32_t of;

    if (count_bad(readings, level->first, index, severity, rule->n, &of, &since) < rule->k)
        return;
    level->open = true;
    level->opened = index;
    level->since = since;
}

struct level level_run(const struct level_readings *readings, enum severity severity,
                       const struct rule *rule)
{
    struct level level = {0};
    uint32_t good = 0;

    for (size_t i = 0; i < readings->count; i++) {
        bool bad = level_is_bad_at(readings, i, severity);
        good = bad ? 0 : good + 1;
        if (!level.open && bad) {
            try_to_open(&level, readings, i, severity, rule);
        } else if (level.open && good >= rule->m) {
            level.open = false;
            level.first = i + 1;
        }
    }
    return level;
}

uint32_t level_bad(const struct level_readings *readings, size_t first, enum severity severity,
                   const struct rule *rule, uint32_t *of)
{
    size_t since;

    *of = 0;
    if (readings->count == 0)
        return 0;
    return count_bad(readings, first, readings->count - 1, severity, rule->n, of, &since);
}

bool level_is_good(const struct level_readings *readings, enum severity severity,
                   const struct rule *rule)
{
    if (readings->count < rule->m)
        return false;
    for (uint32_t i = 1; i <= rule->m; i++) {
        if (level_is_bad_at(readings, readings->count - i, severity))
            return false;
    }
    return true;
}
