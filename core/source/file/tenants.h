/* File tenants: whose a line of a file is, and which tenants were asked for. */
#ifndef SOURCE_FILE_TENANTS_H
#define SOURCE_FILE_TENANTS_H

#include "base/buffer.h"
#include "drift/tenant.h"
#include "source/selection.h"
#include "source/source.h"

struct file_tenants {
    char *unnamed; /* the tenant of lines that do not name one */
    struct selection selection;
    struct buffer name;
};

void file_tenants_init(struct file_tenants *tenants, const char *path,
                       const struct source_options *options);
void file_tenants_free(struct file_tenants *tenants);

/* Returns the name of a report's tenant, "TENANT" or "TENANT/ENV", valid until the next call; no
 * data when it was not asked for. */
struct slice file_tenants_name(struct file_tenants *tenants, const struct report *report);

/* Gives a report of the same millisecond as the tenant's newest one the ID behind that. */
void file_tenants_number(const struct tenant *tenant, struct report *report);

#endif
