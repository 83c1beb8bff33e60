#include "config.h"

#include "headless/patience.h"

#include "base/duration.h"

#include <string.h>

static void on_timer(uv_timer_t *timer)
{
    struct patience *patience = timer->data;

    patience->ended(patience->context);
}

static void begin(struct patience *patience)
{
    uv_timer_start(&patience->timer, on_timer, (uint64_t)patience->timeout_ms, 0);
}

/* None of these calls can fail: the handle is fresh. */
void patience_begin(struct patience *patience, uv_loop_t *loop, int64_t timeout_ms,
                    void (*ended)(void *context), void *context)
{
    *patience = (struct patience){.timeout_ms = timeout_ms, .ended = ended, .context = context};
    uv_timer_init(loop, &patience->timer);
    patience->timer.data = patience;
    begin(patience);
}

void patience_see(struct patience *patience, const struct source_status *status, bool wanted)
{
    bool runs = uv_is_active((uv_handle_t *)&patience->timer) != 0;
    bool came_further = status->advances != patience->advances;

    if (!wanted)
        uv_timer_stop(&patience->timer);
    else if (!runs || came_further)
        begin(patience);
    if (came_further || status->error.class != ERROR_NONE)
        patience->reason = status->error;
    patience->advances = status->advances;
}

/* Who names the tenants needs no search. */
static const char *way_round(const char *text)
{
    return strstr(text, "SCAN") != NULL ? "; -t NAME needs no SCAN, and --timeout waits for longer"
                                        : "; --timeout waits for longer";
}

void patience_explain(const struct patience *patience, struct error *error)
{
    char limit[32];
    struct error reason = patience->reason.class != ERROR_NONE ? patience->reason : *error;

    duration_format(patience->timeout_ms, limit);
    if (reason.class == ERROR_NONE)
        error_set(&reason, ERROR_RETRY, "nothing came of reading in %s", limit);
    error_set(error, ERROR_RETRY, "%s%s", reason.text, way_round(reason.text));
}

void patience_close(struct patience *patience)
{
    uv_close((uv_handle_t *)&patience->timer, NULL);
}
