#include "config.h"

#include "stats.h"

#include "base/duration.h"
#include "view/pen.h"

#include <inttypes.h>
#include <sys/resource.h>

#define US_PER_MS 1e3
#define KIB_PER_MIB 1024.0

void stats_frame(struct stats *stats, int64_t drawing_us, uint64_t bytes)
{
    stats->frames++;
    stats->bytes += bytes;
    stats->last_bytes = bytes;
    if (stats->frames > 1 && bytes > stats->most_bytes)
        stats->most_bytes = bytes;
    stats->drawing_us += drawing_us;
    if (drawing_us > stats->longest_us)
        stats->longest_us = drawing_us;
}

uint64_t stats_peak_kib(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss : 0;
}

/* A dashboard that was opened a moment ago has run for a second. */
static uint64_t per_second(const struct stats *stats, int64_t now_ms)
{
    int64_t seconds = (now_ms - stats->since_ms) / MS_PER_SECOND;

    return stats->bytes / (uint64_t)(seconds > 0 ? seconds : 1);
}

static double mean_ms(const struct stats *stats)
{
    return stats->frames > 0 ? (double)stats->drawing_us / US_PER_MS / (double)stats->frames : 0;
}

static void write_length(const struct stats *stats, int64_t now_ms, char out[static 32])
{
    int64_t length_ms = now_ms - stats->since_ms;

    duration_format(length_ms - length_ms % MS_PER_SECOND, out);
}

void stats_tell(const struct stats *stats, const struct stats_beside *beside, struct buffer *out)
{
    char length[32];

    write_length(stats, beside->now_ms, length);
    buffer_printf(out,
                  "%" PRIu64 " frames in %s: %" PRIu64 " bytes, %" PRIu64 " a second, %" PRIu64
                  " at most in one behind the first; drawn in %.2f ms each, %.2f at most; %" PRIu64
                  " polls; %.1f MiB of memory at most",
                  stats->frames, length, stats->bytes, per_second(stats, beside->now_ms),
                  stats->most_bytes, mean_ms(stats), (double)stats->longest_us / US_PER_MS,
                  beside->polls, (double)beside->peak_kib / KIB_PER_MIB);
}

void stats_draw(struct frame *frame, int row, const struct stats *stats,
                const struct stats_beside *beside)
{
    struct pen pen = pen_at(frame, row, 1, frame->columns - 1);
    char length[32];

    write_length(stats, beside->now_ms, length);
    pen_printf(&pen, ROLE_MUTED,
               "%" PRIu64 " frames  %" PRIu64 " B  last %" PRIu64 "  %" PRIu64
               " B/s  draw %.2f ms  max %.1f  %" PRIu64 " polls  %.1f MiB  %s",
               stats->frames, stats->bytes, stats->last_bytes, per_second(stats, beside->now_ms),
               mean_ms(stats), (double)stats->longest_us / US_PER_MS, beside->polls,
               (double)beside->peak_kib / KIB_PER_MIB, length);
}
