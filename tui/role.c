#include "config.h"

#include "role.h"

const char *role_name(enum role role)
{
#define ROLE_NAME(id, name, purpose) [ROLE_##id] = name,
    static const char *const names[ROLE_COUNT] = {ROLES(ROLE_NAME)};
#undef ROLE_NAME

    return names[role];
}

bool role_is_severity(enum role role)
{
    return role >= ROLE_OK && role <= ROLE_DEGRADED;
}

void role_manual(FILE *out)
{
#define ROLE_LINE(id, name, purpose) ".It " name "\n" purpose "\n"
    static const char lines[] = ROLES(ROLE_LINE);
#undef ROLE_LINE

    fprintf(out, ".Bl -tag -width bar-strong -compact\n%s.El\n", lines);
}

enum role role_of_state(enum state state)
{
    static const enum role roles[STATE_COUNT] = {
        [STATE_OK] = ROLE_OK,       [STATE_SUPERSEDED] = ROLE_OK, [STATE_UNJUDGED] = ROLE_EMPTY,
        [STATE_EMPTY] = ROLE_EMPTY, [STATE_STALE] = ROLE_STALE,   [STATE_NO_DATA] = ROLE_NO_DATA,
        [STATE_WARN] = ROLE_WARN,   [STATE_SILENT] = ROLE_SILENT, [STATE_DEGRADED] = ROLE_DEGRADED,
    };

    return roles[state];
}

enum role role_of_severity(enum severity severity)
{
    static const enum role roles[] = {
        [SEVERITY_ABSENT] = ROLE_GAP,        [SEVERITY_OK] = ROLE_CALM,
        [SEVERITY_NO_DATA] = ROLE_NO_DATA,   [SEVERITY_WARN] = ROLE_WARN,
        [SEVERITY_DEGRADED] = ROLE_DEGRADED,
    };

    return roles[severity];
}
