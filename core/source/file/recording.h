/* Recording: whether files of reports are being written, or tell of a past. In a recording *now* is
 * its newest report: windows and verdicts end there.
 *
 * Files are a recording when the newest of their reports is older than RECORDING_AGE_MS at the
 * moment when they were read to their ends for the first time, and so is standard input when it
 * ends. What grows is none any more as soon as it has a younger report; what was seen alive does
 * not become one by falling silent. */
#ifndef SOURCE_FILE_RECORDING_H
#define SOURCE_FILE_RECORDING_H

#include "base/duration.h"

#include <stdbool.h>

#define RECORDING_AGE_MS (3 * MS_PER_HOUR)

/* Zero-initialised knows nothing. */
struct recording {
    int64_t newest_ms; /* of the reports that do not lie in the future; 0: none */
    bool is_decided;
    bool is_recording;
};

/* Sees a report that came at `now_ms`; returns false for one that lies ahead of that. */
bool recording_see(struct recording *recording, int64_t time_ms, int64_t now_ms);

/* All that is there is read, and more cannot come where `input_ended`. */
void recording_decide(struct recording *recording, bool input_ended, int64_t now_ms);

/* Returns the end of the recording, behind its newest report; 0 where there is none. */
int64_t recording_end(const struct recording *recording);

#endif
