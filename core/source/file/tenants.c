#include "config.h"

#include "source/file/tenants.h"

#include "source/file/name.h"

void file_tenants_init(struct file_tenants *tenants, const struct source_options *options)
{
    *tenants = (struct file_tenants){0};
    selection_copy(&tenants->selection, options);
}

void file_tenants_free(struct file_tenants *tenants)
{
    selection_free(&tenants->selection);
    buffer_free(&tenants->name);
}

struct slice file_tenants_name(struct file_tenants *tenants, const char *path,
                               const struct report *report)
{
    bool is_named = report->tenant.data != NULL;
    struct slice tenant = is_named ? report->tenant : file_name_tenant(path);
    struct buffer *name = &tenants->name;

    buffer_clear(name);
    buffer_append(name, tenant.data, tenant.size);
    if (report->environment.size > 0) {
        buffer_char(name, '/');
        buffer_append(name, report->environment.data, report->environment.size);
    }
    struct slice found = {name->data, name->size};
    return selection_has(&tenants->selection, found) ? found : (struct slice){0};
}

void file_tenants_number(const struct tenant *tenant, struct report *report)
{
    if (tenant->has_report && report->id.ms == tenant->newest_id.ms &&
        stream_id_compare(report->id, tenant->newest_id) <= 0)
        report->id = stream_id_next(tenant->newest_id);
}
