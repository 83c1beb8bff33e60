#include "config.h"

#include "source/file/recording.h"

/* Clocks of two machines differ by so much without anybody's fault. */
#define AHEAD_MS (2 * MS_PER_SECOND)

bool recording_see(struct recording *recording, int64_t time_ms, int64_t now_ms)
{
    if (time_ms > now_ms + AHEAD_MS)
        return false;
    if (time_ms > recording->newest_ms)
        recording->newest_ms = time_ms;
    return true;
}

void recording_decide(struct recording *recording, bool input_ended, int64_t now_ms)
{
    bool is_old = input_ended || now_ms - recording->newest_ms > RECORDING_AGE_MS;

    if (recording->newest_ms == 0)
        return;
    if (!recording->is_decided || input_ended || !is_old)
        recording->is_recording = is_old;
    recording->is_decided = true;
}

int64_t recording_end(const struct recording *recording)
{
    return recording->is_recording ? recording->newest_ms + 1 : 0;
}
