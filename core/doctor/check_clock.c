/* Clocks that are apart. */
#include "config.h"

#include "base/duration.h"
#include "doctor/server_view.h"

#include <stdlib.h>

static void write_apart(int64_t apart_ms, struct buffer *out)
{
    char text[32];

    if (apart_ms < 100 * MS_PER_SECOND) {
        buffer_printf(out, "%.1f s", (double)apart_ms / (double)MS_PER_SECOND);
        return;
    }
    duration_format(apart_ms - apart_ms % MS_PER_SECOND, text);
    buffer_string(out, text);
}

/* What may be the way of the answer is no skew. */
static void judge_clock_skew(const struct server_view *view)
{
    const struct examined_node *node = view->node;
    int64_t apart_ms = llabs(node->skew_ms);
    int64_t sure_ms = apart_ms - node->skew_max_ms;

    if (!node->skew_known || sure_ms <= (int64_t)view->settings->clock_warn_ms)
        return;
    bool is_error = sure_ms > (int64_t)view->settings->clock_error_ms;
    struct finding *finding = server_finding(view, is_error ? FINDING_ERROR : FINDING_WARNING);
    buffer_string(&finding->evidence, "the clock of the server is ");
    write_apart(apart_ms, &finding->evidence);
    buffer_printf(&finding->evidence, " %s that of this machine",
                  node->skew_ms > 0 ? "ahead of" : "behind");
    finding->weight = (double)apart_ms;
    buffer_string(&finding->note, "Ages and silence are wrong by that. Let both be set by chrony: "
                                  "chronyc tracking says which one is wrong");
}

SERVER_CHECK(clock_skew, judge_clock_skew)
