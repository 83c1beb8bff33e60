#include "config.h"

#include "judge/trouble.h"

struct trouble trouble_start(struct stream_id newest)
{
    return (struct trouble){.newest = newest, .time_ms = INT64_MIN};
}

bool trouble_take(struct trouble *trouble, int64_t time_ms, enum severity severity)
{
    if (severity == SEVERITY_OK)
        trouble->begun = true;
    else if (severity >= SEVERITY_WARN)
        trouble->time_ms = time_ms;
    return !trouble->begun;
}

void trouble_resume(struct trouble *trouble, const struct trouble *told)
{
    if (told->time_ms != INT64_MIN)
        trouble->time_ms = told->time_ms;
    trouble->begun = told->begun;
}
