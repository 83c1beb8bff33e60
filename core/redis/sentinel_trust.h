/* Trust: whether the server that is connected to may be taken for the master, by what the sentinels
 * said and when. Times are monotonic milliseconds and come in as arguments; `pause_ms` is the time
 * between two questions to sentinels. */
#ifndef REDIS_SENTINEL_TRUST_H
#define REDIS_SENTINEL_TRUST_H

#include <stdbool.h>
#include <stdint.h>

/* Only sentinel_trust.c writes these. */
struct sentinel_trust {
    bool given;
    int64_t away_since_ms; /* since when it is not; 0: it is */
    int64_t
        doubted_since_ms; /* since when the sentinels are about to replace it; 0: they are not */
    int64_t listened_ms;  /* when it was known last what they say, also if nothing */
};

void sentinel_trust_begin(struct sentinel_trust *trust, int64_t now_ms);

/* Gives it, and takes it back. */
void sentinel_trust_give(struct sentinel_trust *trust, int64_t now_ms);
void sentinel_trust_take(struct sentinel_trust *trust, int64_t now_ms);

/* The sentinels were listened to. */
void sentinel_trust_listened(struct sentinel_trust *trust, int64_t now_ms);

/* Notes whether they are about to replace it. Returns true while that is to be heeded: a failover
 * that is not over after five times the pause has failed. */
bool sentinel_trust_doubts(struct sentinel_trust *trust, bool replaced, int64_t pause_ms,
                           int64_t now_ms);

/* Returns true when it is given, and they were not listened to for more than three times the pause:
 * the program was stopped, or let its loop stand. */
bool sentinel_trust_is_old(const struct sentinel_trust *trust, int64_t pause_ms, int64_t now_ms);

#endif
