#include "config.h"

#include "drift/severity.h"

static const char *const severity_names[] = {
    [SEVERITY_ABSENT] = "",           [SEVERITY_OK] = "ok",
    [SEVERITY_NO_DATA] = "no_data",   [SEVERITY_WARN] = "warn",
    [SEVERITY_DEGRADED] = "degraded",
};

enum severity severity_parse(struct slice word, bool *known)
{
    static const enum severity words[] = {SEVERITY_OK, SEVERITY_WARN, SEVERITY_DEGRADED};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (slice_is_nocase(word, severity_names[words[i]])) {
            if (known != NULL)
                *known = true;
            return words[i];
        }
    }
    if (known != NULL)
        *known = false;
    return SEVERITY_WARN;
}

const char *severity_name(enum severity severity)
{
    return severity_names[severity];
}
