#include "config.h"

#include "headless/export.h"

#include "base/duration.h"
#include "headless/complain.h"
#include "headless/output.h"
#include "headless/progress.h"
#include "source/feed.h"
#include "source/selection.h"
#include "wire/ndjson.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#define STATUS_FAILED 1
#define STATUS_USAGE 2
#define STATUS_SIGNAL 128 /* and the signal's number */
#define PROGRESS_MS 250
#define COMPLAINTS_MAX 20   /* of one kind; the rest is counted */
#define LOSSES_IN_VAIN_MAX 3

struct export {
    const struct options *options;
    uv_loop_t loop;
    uv_timer_t patience; /* runs while the source is away */
    uv_timer_t clock;    /* for the progress */
    uv_signal_t interrupt;
    uv_signal_t terminate;
    struct feed *feed;
    struct output output;
    struct progress progress;
    struct time_range window;
    struct error error; /* class ERROR_NONE: it went well */
    uint64_t records;
    uint64_t unreadable;
    uint64_t lost;
    int64_t newest_ms;      /* of the record that was written last */
    enum source_phase phase;
    unsigned losses_in_vain; /* of the connection, without a record in between */
    bool begun;
    bool ended; /* nothing more is read */
    bool closed;
    int signal; /* that ended it; 0: none */
};

/* Closes what keeps the loop alive, once everything has been written. */
static void close_when_done(struct export *export)
{
    if (!export->ended || export->closed || !output_is_done(&export->output))
        return;
    export->closed = true;
    uv_close((uv_handle_t *)&export->patience, NULL);
    uv_close((uv_handle_t *)&export->clock, NULL);
    uv_close((uv_handle_t *)&export->interrupt, NULL);
    uv_close((uv_handle_t *)&export->terminate, NULL);
    feed_close(export->feed, NULL, NULL);
}

/* Ends the reading; what was read still leaves. */
static void end(struct export *export)
{
    if (export->ended)
        return;
    export->ended = true;
    feed_pause(export->feed);
    output_flush(&export->output);
    close_when_done(export);
}

static void fail(struct export *export, const struct error *error)
{
    if (export->ended)
        return;
    export->error = *error;
    end(export);
}
