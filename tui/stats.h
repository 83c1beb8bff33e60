/* Stats: what the dashboard costs, for whoever has to pay for it: bytes on the line, drawing, polls
 * of the source, memory. Pure sums; who measures hands them in. */
#ifndef TUI_STATS_H
#define TUI_STATS_H

#include "base/buffer.h"
#include "frame.h"

#include <stdint.h>

/* Begin with `since_ms`, by the steady clock, and zero. */
struct stats {
    int64_t since_ms;
    uint64_t frames;     /* drawn */
    uint64_t bytes;      /* to the terminal, by all of them */
    uint64_t last_bytes; /* by the last one */
    uint64_t most_bytes; /* by any but the first, which paints all */
    int64_t drawing_us;  /* all of them together */
    int64_t longest_us;
};

/* What others count. */
struct stats_beside {
    int64_t now_ms; /* by the steady clock */
    uint64_t polls; /* of the source */
    uint64_t peak_kib;
};

/* Counts a frame that took a while to draw and that made so many bytes. */
void stats_frame(struct stats *stats, int64_t drawing_us, uint64_t bytes);

/* Returns the most memory that was resident so far, in KiB; 0: not known. */
uint64_t stats_peak_kib(void);

/* Appends all of it, in a sentence: for the end. */
void stats_tell(const struct stats *stats, const struct stats_beside *beside, struct buffer *out);

/* Writes the same, shorter, into a row. */
void stats_draw(struct frame *frame, int row, const struct stats *stats,
                const struct stats_beside *beside);

#endif
