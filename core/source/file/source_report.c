/* The file source: from what the readers bring to the fleet. */
#include "config.h"

#include "source/file/source_private.h"

#include <stdio.h>

static void find(struct file_finding *finding, const struct file_member *member, uint64_t line)
{
    finding->count++;
    file_name_line(member->path, line, finding->where);
}

/* Adds a report wherever its place is. What another file says of an earlier time is no disorder. */
static void place(struct file_source *file, struct file_member *member, struct tenant *tenant,
                  struct report *report, uint64_t line)
{
    int64_t time_ms = stream_id_time(report->id);
    struct tenant_place how = {
        .keep = time_ms >= file->since_ms,
        .judge = time_ms < file->until_ms,
    };
    bool is_late = time_ms < member->newest_ms;

    tenant->entries++;
    tenant_place(tenant, report, &how);
    if (stream_id_compare(tenant->oldest_id, STREAM_ID_MIN) == 0 ||
        stream_id_compare(report->id, tenant->oldest_id) < 0)
        tenant->oldest_id = report->id;
    if (how.repeated)
        find(&file->findings.repeated, member, line);
    if (how.between && is_late)
        find(&file->findings.out_of_order, member, line);
    if (how.repeated)
        tenant->entries--;
    if (!is_late)
        member->newest_ms = time_ms;
}

void file_source_on_report(void *context, struct report *report, uint64_t line)
{
    struct file_member *member = context;
    struct file_source *file = member->set->owner;
    struct slice name = file_tenants_name(&file->tenants, member->path, report);
    int64_t now_ms = file->base.frozen_now_ms != 0 ? file->base.frozen_now_ms : timestamp_now();

    if (name.data == NULL || !file_source_in_turn(file, member))
        return;
    if (!recording_see(&file->recording, stream_id_time(report->id), now_ms))
        find(&file->findings.ahead, member, line);
    else
        arrivals_add(arrivals_find(&file->arrivals, name), stream_id_time(report->id));
    struct tenant *tenant = fleet_tenant(file_source_fleet(file), name);
    tenant->looked_at = true;
    place(file, member, tenant, report, line);
    file->base.status.reports_loaded++;
}

void file_source_on_unreadable(void *context, const struct report *report, uint64_t line,
                               const char *reason)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;
    struct file_findings *findings = &file->findings;
    struct slice name = file_tenants_name(&file->tenants, member->path, report);

    if (!file_source_in_turn(file, member))
        return;
    find(&findings->unreadable, member, line);
    snprintf(findings->reason, sizeof(findings->reason), "%s", reason);
    if (name.data == NULL)
        return;
    struct fleet *fleet = file_source_fleet(file);
    bool is_named = report->tenant.data != NULL;
    struct tenant *tenant = is_named ? fleet_tenant(fleet, name) : fleet_find(fleet, name);
    if (tenant == NULL)
        return;
    tenant->looked_at = true;
    tenant->skipped++;
    char trouble[TENANT_TROUBLE_MAX + 1];
    snprintf(trouble, sizeof(trouble), "%s: %s", findings->unreadable.where, reason);
    tenant_set_trouble(tenant, trouble);
    tenant_changed(tenant);
}

void file_source_on_cut(void *context, uint64_t line, const char *reason)
{
    const struct file_member *member = context;
    struct file_source *file = member->set->owner;
    struct file_findings *findings = &file->findings;

    if (!file_source_in_turn(file, member))
        return;
    find(&findings->cut, member, line);
    snprintf(findings->cut_reason, sizeof(findings->cut_reason), "%s", reason);
}
