#include "config.h"

#include "judge/since.h"

struct since since_start(struct stream_id newest)
{
    return (struct since){.newest = newest, .time_ms = INT64_MIN};
}

bool since_take(struct since *since, int64_t time_ms, enum severity severity)
{
    if (severity == SEVERITY_OK)
        since->begun = true;
    else if (severity >= SEVERITY_WARN)
        since->time_ms = time_ms;
    return !since->begun;
}

void since_resume(struct since *since, const struct since *told)
{
    if (told->time_ms != INT64_MIN)
        since->time_ms = told->time_ms;
    since->begun = told->begun;
}
