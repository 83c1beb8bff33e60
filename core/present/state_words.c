#include "config.h"

#include "present/state_words.h"

#include "base/duration.h"

#include <stdio.h>

static const struct {
    const char *word;
    const char *mark;
} words[STATE_COUNT] = {
    [STATE_OK] = {"ok", "ok"},
    [STATE_SUPERSEDED] = {"replaced", "P"},
    [STATE_UNJUDGED] = {"not judged yet", "U"},
    [STATE_EMPTY] = {"empty", "E"},
    [STATE_STALE] = {"stale", "T"},
    [STATE_NO_DATA] = {"no data", "N"},
    [STATE_WARN] = {"warn", "W"},
    [STATE_SILENT] = {"silent", "S"},
    [STATE_DEGRADED] = {"degraded", "D"},
};

const char *state_word(enum state state)
{
    return words[state].word;
}

const char *state_mark(enum state state)
{
    return words[state].mark;
}

const char *severity_word(enum severity severity)
{
    return severity == SEVERITY_ABSENT ? "absent" : state_word(severity_state(severity));
}

void since_length(int64_t since_ms, bool before, int64_t now_ms, char out[static SINCE_LENGTH_SIZE])
{
    char length[8];

    duration_format_short(now_ms > since_ms ? now_ms - since_ms : 0, length);
    snprintf(out, SINCE_LENGTH_SIZE, "%s%s", before ? ">" : "", length);
}

void since_moment(int64_t since_ms, bool before, int64_t now_ms, enum time_zone zone,
                  char out[static SINCE_MOMENT_SIZE])
{
    bool same_day = since_ms <= now_ms && now_ms - since_ms < MS_PER_DAY;
    char moment[32];

    if (same_day)
        timestamp_format_minute(since_ms, zone, moment);
    else
        timestamp_format(since_ms, zone, moment);
    snprintf(out, SINCE_MOMENT_SIZE, "%s%.16s", before ? "before " : "", moment);
}
