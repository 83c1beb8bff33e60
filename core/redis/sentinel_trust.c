#include "config.h"

#include "redis/sentinel_trust.h"

/* In times of the pause. */
#define DOUBT_MAX 5
#define AGE_MAX 3

void sentinel_trust_begin(struct sentinel_trust *trust, int64_t now_ms)
{
    *trust = (struct sentinel_trust){.away_since_ms = now_ms};
}

void sentinel_trust_give(struct sentinel_trust *trust, int64_t now_ms)
{
    trust->given = true;
    trust->away_since_ms = 0;
    trust->listened_ms = now_ms;
}

void sentinel_trust_take(struct sentinel_trust *trust, int64_t now_ms)
{
    if (trust->given)
        trust->away_since_ms = now_ms;
    trust->given = false;
}

void sentinel_trust_listened(struct sentinel_trust *trust, int64_t now_ms)
{
    trust->listened_ms = now_ms;
}

bool sentinel_trust_doubts(struct sentinel_trust *trust, bool replaced, int64_t pause_ms,
                           int64_t now_ms)
{
    if (!replaced)
        trust->doubted_since_ms = 0;
    else if (trust->doubted_since_ms == 0)
        trust->doubted_since_ms = now_ms;
    return replaced && now_ms < trust->doubted_since_ms + DOUBT_MAX * pause_ms;
}

bool sentinel_trust_is_old(const struct sentinel_trust *trust, int64_t pause_ms, int64_t now_ms)
{
    return trust->given && now_ms - trust->listened_ms > AGE_MAX * pause_ms;
}
