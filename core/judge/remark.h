/* Remark: the one short reason why a tenant has less to show than others. */
#ifndef JUDGE_REMARK_H
#define JUDGE_REMARK_H

#include "base/timestamp.h"
#include "drift/tenant.h"

#define REMARK_SIZE 48

/* Writes "no permission", "wrong type", "cannot be read", "gone since 15:01" or "clock ahead by
 * 2m"; returns false, and writes "", when there is nothing to remark. */
bool tenant_remark(const struct tenant *tenant, enum time_zone zone, char out[static REMARK_SIZE]);

#endif
