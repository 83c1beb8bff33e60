/* Patience: how long a headless command waits for its source. It ends when for --timeout nothing
 * brought the source further, however much the server says meanwhile: that it is there again, or
 * one more step of a search that has no end, is no advance. */
#ifndef HEADLESS_PATIENCE_H
#define HEADLESS_PATIENCE_H

#include "base/error.h"
#include "source/status.h"

#include <uv.h>

struct patience {
    uv_timer_t timer;
    int64_t timeout_ms;
    uint64_t advances;   /* of the source, when it was seen last */
    struct error reason; /* why it was away since then; class ERROR_NONE: it was not */
    void (*ended)(void *context);
    void *context;
};

/* Begins; `ended` is called from the loop. */
void patience_begin(struct patience *patience, uv_loop_t *loop, int64_t timeout_ms,
                    void (*ended)(void *context), void *context);

/* Looks at how far the source is: begins anew where it came further. While nothing is wanted of it,
 * it may take as long as it likes. */
void patience_see(struct patience *patience, const struct source_status *status, bool wanted);

/* Says why it ended, and the way round: why the source was away, or else what `error`
 * says of what was waited for (class ERROR_NONE: nothing in particular). */
void patience_explain(const struct patience *patience, struct error *error);

void patience_close(struct patience *patience);

#endif
