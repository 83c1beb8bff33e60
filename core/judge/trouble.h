/* Trouble: since when a dimension is warn or worse, where an unknown reading and a hole are no
 * break.
 *
 * Its readings are handed in one by one, newest first, wherever they come from, for as long as more
 * of them are asked for. What was told before is gone on with: a dimension that has been in trouble
 * for a thousand reports is not read back to the first of them with each new one. */
#ifndef JUDGE_TROUBLE_H
#define JUDGE_TROUBLE_H

#include "base/stream_id.h"
#include "drift/severity.h"

struct trouble {
    struct stream_id newest; /* the first reading that was handed in */
    int64_t time_ms;         /* of the oldest bad reading in one go with it; INT64_MIN: none */
    bool begun;              /* before that it was ok; false: nothing of it is known */
};

/* Begins, before the newest reading. */
struct trouble trouble_start(struct stream_id newest);

/* Takes the next older reading, and returns whether another one is needed. */
bool trouble_take(struct trouble *trouble, int64_t time_ms, enum severity severity);

/* Goes on with what was told when the next older reading was the newest, over the same past: then
 * no other one is needed. */
void trouble_resume(struct trouble *trouble, const struct trouble *told);

#endif
