#include "config.h"

#include "source/file/tenants.h"

#include "base/memory.h"
#include "source/file/name.h"

#include <stdlib.h>

void file_tenants_init(struct file_tenants *tenants, const char *path,
                       const struct source_options *options)
{
    struct slice unnamed = file_name_tenant(path);

    *tenants = (struct file_tenants){.unnamed = mem_strndup(unnamed.data, unnamed.size)};
    selection_copy(&tenants->selection, options);
}

void file_tenants_free(struct file_tenants *tenants)
{
    selection_free(&tenants->selection);
    free(tenants->unnamed);
    buffer_free(&tenants->name);
}

struct slice file_tenants_name(struct file_tenants *tenants, const struct report *report)
{
    struct buffer *name = &tenants->name;

    buffer_clear(name);
    if (report->tenant.size > 0)
        buffer_append(name, report->tenant.data, report->tenant.size);
    else
        buffer_string(name, tenants->unnamed);
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
