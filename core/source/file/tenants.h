/* File tenants: whose a line of a file is, and which tenants were asked for. */
#ifndef SOURCE_FILE_TENANTS_H
#define SOURCE_FILE_TENANTS_H

#include "base/buffer.h"
#include "drift/tenant.h"
#include "source/selection.h"
#include "source/source.h"

struct file_tenants {
    struct selection selection;
    struct buffer name;
};

void file_tenants_init(struct file_tenants *tenants, const struct source_options *options);
void file_tenants_free(struct file_tenants *tenants);

/* Returns the name of the tenant of a report in the file `path`, "TENANT" or "TENANT/ENV", valid
 * until the next call; no data when it was not asked for. A line that names no tenant is of the one
 * that the file is named after. */
struct slice file_tenants_name(struct file_tenants *tenants, const char *path,
                               const struct report *report);

/* Gives a report of the same millisecond as the tenant's newest one the ID behind that. */
void file_tenants_number(const struct tenant *tenant, struct report *report);

#endif
