/* Silence: how long without a report is too long, and whether a pause is the usual one. */
#ifndef JUDGE_SILENCE_H
#define JUDGE_SILENCE_H

#include "base/duration.h"
#include "drift/tenant.h"
#include "judge/rule.h"

#define SILENT_AFTER_MIN_MS (3 * MS_PER_MINUTE)
#define SILENT_AFTER_UNKNOWN_MS MS_PER_HOUR /* where no usual interval is known */
#define SILENT_AFTER_EXTRA_MS (6 * MS_PER_HOUR)
#define PAUSE_DAYS 2

/* Returns how long after its newest entry somebody counts as silent who usually reports every
 * `usual_ms`, 0 where that is unknown: three of them, at most six hours more than one. */
int64_t silence_after(int64_t usual_ms);

/* The same for a tenant with what is known of it now. */
int64_t tenant_silent_after(const struct tenant *tenant);

/* Returns after how long it is by the rules, where these say so, else silence_after(). */
int64_t silence_by_rules(const struct tenant *tenant, const struct rule_book *rules,
                         int64_t usual_ms);

/* Whoever pauses every night is not silent: a pause is usual when it was as quiet at the same time
 * on the two days before, and something came within the day after each. Of that the recent entries
 * tell, or the tenant's `pauses`. Returns true when a tenant would be silent at `now_ms` and
 * neither of them tells: then a source looks for the entries around each of `at_ms`. */
bool pause_is_asked(const struct tenant *tenant, const struct rule_book *rules, int64_t now_ms,
                    int64_t at_ms[PAUSE_DAYS]);

/* Returns whether a silence of more than `after_ms` is the usual pause, of which the recent entries
 * before `end` are known; `*until_ms` is the next moment at which that may be otherwise. */
bool pause_is_usual(const struct tenant *tenant, size_t end, int64_t after_ms, int64_t now_ms,
                    int64_t *until_ms);

#endif
