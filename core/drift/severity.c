#include "config.h"

#include "drift/severity.h"

static const char *const severity_names[] = {
    [SEVERITY_ABSENT] = "",           [SEVERITY_OK] = "ok",
    [SEVERITY_NO_DATA] = "no_data",   [SEVERITY_WARN] = "warn",
    [SEVERITY_DEGRADED] = "degraded",
};

const char *severity_name(enum severity severity)
{
    return severity_names[severity];
}
