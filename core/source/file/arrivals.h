/* Arrivals: when reports of a tenant came in the last days, in stretches of time, so that it can be
 * told how quiet it was at the same time of the days before. */
#ifndef SOURCE_FILE_ARRIVALS_H
#define SOURCE_FILE_ARRIVALS_H

#include "base/duration.h"
#include "drift/tenant.h"

#define ARRIVALS_KEPT_MS (3 * MS_PER_DAY)
#define ARRIVALS_GAP_MS (2 * MS_PER_MINUTE) /* shorter than every silence */

/* With no longer gap than that between two reports. */
struct stretch {
    int64_t first_ms;
    int64_t last_ms;
};

/* Zero-initialised is empty. */
struct arrivals {
    struct stretch *stretches; /* oldest first */
    size_t count;
    size_t capacity;
};

/* Those of all tenants. Zero-initialised is empty. */
struct arrivals_table {
    struct name_table names; /* positions in `tenants` */
    struct arrivals_of {
        char *name;
        struct arrivals arrivals;
    } * tenants;
    size_t count;
    size_t capacity;
};

/* Returns the arrivals of a tenant, and makes them if need be; valid until the next call. */
struct arrivals *arrivals_find(struct arrivals_table *table, struct slice name);
void arrivals_table_free(struct arrivals_table *table);

/* Adds a report; they may come in any order. What is older than ARRIVALS_KEPT_MS is forgotten. */
void arrivals_add(struct arrivals *arrivals, int64_t time_ms);

/* Returns the reports around a moment: both are the moment itself where a stretch holds it. */
struct quiet arrivals_around(const struct arrivals *arrivals, int64_t at_ms);

/* Frees what one holds. */
void arrivals_free(struct arrivals *arrivals);

#endif
