#include "config.h"

#include "drift/fleet.h"

#include "base/memory.h"

#include <stdlib.h>

void fleet_free(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->count; i++)
        tenant_free(fleet->tenants[i]);
    free(fleet->tenants);
    name_table_clear(&fleet->names);
    *fleet = (struct fleet){0};
}

struct tenant *fleet_find(const struct fleet *fleet, struct slice name)
{
    size_t position = name_table_find(&fleet->names, name);

    return position == NAME_UNKNOWN ? NULL : fleet->tenants[position];
}

static void add_name(struct fleet *fleet, size_t position)
{
    name_table_add(&fleet->names, tenant_name(fleet->tenants[position]), position);
}

struct tenant *fleet_tenant(struct fleet *fleet, struct slice name)
{
    struct tenant *tenant = fleet_find(fleet, name);

    if (tenant != NULL)
        return tenant;
    fleet->tenants =
        mem_grow(fleet->tenants, &fleet->capacity, fleet->count + 1, sizeof(struct tenant *));
    tenant = tenant_create(name);
    fleet->tenants[fleet->count] = tenant;
    add_name(fleet, fleet->count);
    fleet->count++;
    tenant->number = fleet->discovered++;
    change_join(&fleet->changes, &tenant->change, tenant);
    return tenant;
}

void fleet_rename(struct fleet *fleet, size_t position, struct slice name)
{
    struct tenant *tenant = fleet->tenants[position];

    name_table_remove(&fleet->names, tenant_name(tenant));
    free(tenant->name);
    tenant->name = mem_strndup(name.data, name.size);
    tenant->name_size = name.size;
    add_name(fleet, position);
    fleet->renamed++;
    tenant_changed(tenant);
}

static bool is_called(const struct tenant *tenant, struct slice name)
{
    struct slice bare = tenant_name(tenant);

    bare.data += tenant->qualifier_size;
    bare.size -= tenant->qualifier_size;
    return tenant->qualifier_size > 0 && slice_equals(bare, name);
}

bool fleet_knows(const struct fleet *fleet, struct slice name)
{
    bool knows = fleet_find(fleet, name) != NULL;

    for (size_t i = 0; i < fleet->count && !knows; i++)
        knows = is_called(fleet->tenants[i], name);
    return knows;
}

void fleet_remove(struct fleet *fleet, struct slice name)
{
    size_t position = name_table_find(&fleet->names, name);

    if (position != NAME_UNKNOWN)
        fleet_remove_at(fleet, &position, 1);
}

static void forget(struct fleet *fleet, struct tenant *tenant)
{
    name_table_remove(&fleet->names, tenant_name(tenant));
    change_leave(&tenant->change);
    tenant_free(tenant);
    fleet->removed++;
}

void fleet_remove_at(struct fleet *fleet, const size_t *positions, size_t count)
{
    size_t gone = 0;
    size_t left = 0;

    for (size_t i = 0; i < fleet->count; i++) {
        if (gone == count || positions[gone] != i) {
            fleet->tenants[left++] = fleet->tenants[i];
            continue;
        }
        forget(fleet, fleet->tenants[i]);
        gone++;
    }
    fleet->count = left;
    name_table_close_gaps(&fleet->names, positions, count);
}
