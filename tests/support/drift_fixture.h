/* Drift fixture: tenants and their reports in one line each. */
#ifndef SUPPORT_DRIFT_FIXTURE_H
#define SUPPORT_DRIFT_FIXTURE_H

#include "base/duration.h"
#include "drift/tenant.h"

/* A midnight in UTC; reports of the fixture are told by the minutes behind it. */
#define MIDNIGHT INT64_C(1699920000000)
#define AT(minute) (MIDNIGHT + (int64_t)(minute)*MS_PER_MINUTE)
#define BETWEEN(first, end) ((struct time_range){AT(first), AT(end)})

/* Says that all of a stream's newest entries are here, unless somebody said so. The functions that
 * add reports do. */
void fixture_asked(struct tenant *tenant);

/* Returns a tenant that the source has looked at. */
struct tenant *fixture_tenant(void);

/* Adds a report at `time_ms` with the readings "NAME=LETTER[Z] …", where the letter is one of O, W,
 * D and N and a missing Z is unknown: "faithfulness=D-4.2 relevance=O". Each has value 0.5,
 * baseline 0.75 and 10 samples; with N all is unknown. */
enum tenant_added fixture_add(struct tenant *tenant, int64_t time_ms, const char *readings);

/* The same without history, and with a fingerprint. */
enum tenant_added fixture_add_newest(struct tenant *tenant, int64_t time_ms, const char *readings);
enum tenant_added fixture_add_marked(struct tenant *tenant, int64_t time_ms, const char *readings,
                                     uint64_t fingerprint);

/* The same to the recent entries alone, as the first look does it: newest first. */
void fixture_add_recent(struct tenant *tenant, int64_t time_ms, const char *readings);

/* The same to the span of the history that is read up to `end_ms`. */
enum tenant_added fixture_add_to(struct tenant *tenant, int64_t end_ms, int64_t time_ms,
                                 const char *readings);

/* Adds one report a minute from `first` to before `end`, all alike. */
void fixture_fill(struct tenant *tenant, int first, int end, const char *readings);

#endif
