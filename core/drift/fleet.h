/* Fleet: all tenants of a source. Sources write it, views read it. */
#ifndef DRIFT_FLEET_H
#define DRIFT_FLEET_H

#include "drift/tenant.h"

#include <stdbool.h>
#include <stdint.h>

/* Zero-initialised is empty and ready. Tenants stay where they are in memory until the fleet is
 * freed or they are removed; `tenants` is in order of discovery. */
struct fleet {
    struct tenant **tenants;
    size_t count;
    size_t capacity;
    struct name_table names; /* positions in `tenants` */
    struct changes changes;  /* of its tenants */
    uint64_t discovered;     /* tenants, ever */
    uint64_t removed;        /* of those */
    uint64_t renamed;        /* how often one got another name */
    int64_t clock_offset_ms; /* the source's clock minus ours; ages are told by the source's */
};

void fleet_free(struct fleet *fleet);

/* Returns the tenant of that name, or NULL. */
struct tenant *fleet_find(const struct fleet *fleet, struct slice name);

/* Returns the tenant of that name, and makes it if need be. */
struct tenant *fleet_tenant(struct fleet *fleet, struct slice name);

/* Gives the tenant at a position another name, which no tenant has. */
void fleet_rename(struct fleet *fleet, size_t position, struct slice name);

/* Returns true when a tenant has that name, with or without its qualifier. */
bool fleet_knows(const struct fleet *fleet, struct slice name);

/* Forgets a tenant. */
void fleet_remove(struct fleet *fleet, struct slice name);

/* Forgets those at some positions, which are given in ascending order; the others stay in theirs. */
void fleet_remove_at(struct fleet *fleet, const size_t *positions, size_t count);

#endif
