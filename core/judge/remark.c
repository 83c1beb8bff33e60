#include "config.h"

#include "judge/remark.h"

#include "base/duration.h"

#include <stdio.h>
#include <string.h>

/* Returns the reason of a failure in two words; the whole of it stands in `trouble`. */
static const char *failure(const struct tenant *tenant)
{
    if (strstr(tenant_trouble(tenant), "NOPERM") != NULL)
        return "no permission";
    if (strstr(tenant_trouble(tenant), "WRONGTYPE") != NULL ||
        strstr(tenant_trouble(tenant), "holds no stream") != NULL)
        return "wrong type";
    return "cannot be read";
}

bool tenant_remark(const struct tenant *tenant, enum time_zone zone, char out[static REMARK_SIZE])
{
    char moment[16];
    char length[8];

    out[0] = '\0';
    if (tenant->failed) {
        snprintf(out, REMARK_SIZE, "%s", failure(tenant));
    } else if (tenant->gone_ms != 0) {
        timestamp_format_minute(tenant->gone_ms, zone, moment);
        snprintf(out, REMARK_SIZE, "gone since %s", moment);
    } else if (tenant->ahead_ms > 0) {
        duration_format_short(tenant->ahead_ms, length);
        snprintf(out, REMARK_SIZE, "clock ahead by %s", length);
    }
    return out[0] != '\0';
}
