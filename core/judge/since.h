/* Since: since when something is as it is. */
#ifndef JUDGE_SINCE_H
#define JUDGE_SINCE_H

#include "judge/account.h"

struct since {
    int64_t time_ms; /* INT64_MIN: it is not */
    bool before;     /* it began before what is known, of which that is the oldest: in JSON it is
                        null, on a screen "before 18:40" */
};

#define SINCE_NONE ((struct since){.time_ms = INT64_MIN})

/* Returns since when a dimension's readings are of this very severity; since when they are warn or
 * worse. Where there is no data, no word of it at all, or silence, is no break. */
struct since since_severity(const struct account *account, enum severity severity);
struct since since_bad(const struct account *account);

/* Returns since when there is no data: the first report that says so after the last known reading.
 */
struct since since_no_data(const struct account *account);

/* Returns since when a dimension does not come: the first report that does not name it after the
 * last one that does. */
struct since since_gone(const struct account *account);

/* The same of a tenant: the run of reports, backwards, at which the worst of what stood was of that
 * severity; was warn or worse. A reading stands until a known one follows, or a bad alternative
 * comes instead. `accounts` are those of all its dimensions. */
struct tenant_since {
    struct since state;
    struct since bad;
};

struct tenant_since since_of_tenant(const struct account *accounts, size_t count,
                                    enum severity severity);

#endif
