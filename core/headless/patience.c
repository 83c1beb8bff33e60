#include "config.h"

#include "headless/patience.h"

#include "base/duration.h"

#include <stdio.h>
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
    *patience =
        (struct patience){.timeout_ms = timeout_ms, .ended = ended, .context = context};
    uv_timer_init(loop, &patience->timer);
    patience->timer.data = patience;
    begin(patience);
}

void patience_see(struct patience *patience, const struct source_status *status)
{
    if (status->advances == patience->advances)
        return;
    patience->advances = status->advances;
    if (uv_is_active((uv_handle_t *)&patience->timer))
        begin(patience);
}

void patience_stop(struct patience *patience)
{
    uv_timer_stop(&patience->timer);
}

/* Who names the tenants needs no search. */
static const char *way_round(const char *text)
{
    return strstr(text, "SCAN") != NULL
               ? "; -t NAME needs no SCAN, and --timeout waits for longer"
               : "; --timeout waits for longer";
}

void patience_explain(const struct patience *patience, const struct source_status *status,
                      const char *waits_for, struct error *error)
{
    char length[32];
    char text[sizeof(error->text)];

    duration_format(patience->timeout_ms, length);
    if (status->error.class != ERROR_NONE)
        snprintf(text, sizeof(text), "%s", status->error.text);
    else
        snprintf(text, sizeof(text), "nothing came of %s in %s", waits_for, length);
    error_set(error, ERROR_RETRY, "%s%s", text, way_round(text));
}

void patience_close(struct patience *patience)
{
    uv_close((uv_handle_t *)&patience->timer, NULL);
}
