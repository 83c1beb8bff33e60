#include "config.h"

#include "headless/snapshot_check.h"

#include "base/text.h"
#include "headless/status.h"
#include "judge/newest.h"
#include "present/fleet_words.h"
#include "present/number.h"
#include "present/state_words.h"

#include <inttypes.h>
#include <math.h>

/* Appends text that may hold anything: it neither ends the line nor begins the figures. */
static void append_safe(struct buffer *out, struct slice text)
{
    size_t begin = out->size;

    text_safe(out, text, false);
    for (size_t i = begin; i < out->size; i++) {
        if (out->data[i] == '|')
            out->data[i] = '/';
    }
}

static void append_head(struct buffer *out, int status)
{
    static const char *const words[] = {"OK", "WARN", "DEGRADED", "UNKNOWN"};

    buffer_printf(out, "DRIFT %s - ", words[status]);
}

/* How far off it is: by z where that says something, else by what it changed. */
static void append_distance(struct buffer *out, const struct dimension_verdict *dimension)
{
    double change = dimension_change(dimension);
    char figure[NUMBER_SIZE];

    if (fabs(dimension->newest.z) >= 1 || (isnan(change) && !isnan(dimension->newest.z))) {
        number_signed(dimension->newest.z, figure);
        buffer_printf(out, " z %s", figure);
    } else if (!isnan(change)) {
        number_change(change, figure);
        buffer_printf(out, " %s", figure);
    }
}

static void append_for(struct buffer *out, const char *words, struct since since,
                       struct telling telling)
{
    char length[SINCE_LENGTH_SIZE];

    if (since.time_ms == INT64_MIN)
        return;
    since_length(since.time_ms, since.before, telling.now_ms, length);
    buffer_printf(out, "%s for %s", words, length);
}

static void append_dimension(struct buffer *out, const struct tenant *tenant,
                             const struct dimension_verdict *dimension, struct telling telling)
{
    const struct dimension *column = &tenant->dimensions[dimension->dimension];
    bool is_bad = dimension->state == STATE_WARN || dimension->state == STATE_DEGRADED;

    buffer_char(out, ' ');
    append_safe(out, (struct slice){column->name, column->name_size});
    if (is_bad)
        append_distance(out, dimension);
    else
        buffer_printf(out, " %s", dimension_word(dimension));
    append_for(out, "", dimension->since, telling);
}

/* The worst tenant; nothing where all is well. */
static void append_worst(struct buffer *out, const struct tenant_verdict *verdict,
                         struct telling telling)
{
    const struct dimension_verdict *dimension = verdict_worst(verdict);
    const struct since newest = {.time_ms = verdict->newest_ms};
    bool is_named = dimension != NULL && dimension->rank != STATE_OK;

    append_safe(out, tenant_title(verdict->tenant));
    if (is_named)
        append_dimension(out, verdict->tenant, dimension, telling);
    else if (!verdict->silent)
        buffer_printf(out, " %s", state_word(verdict->state));
    if (verdict->silent)
        append_for(out, is_named ? ", silent" : " silent", newest, telling);
    buffer_string(out, "; ");
}

static void append_figures(struct buffer *out, const struct judgement *judgement)
{
    static const enum state counted[] = {STATE_DEGRADED, STATE_WARN,  STATE_SILENT, STATE_NO_DATA,
                                         STATE_STALE,    STATE_EMPTY, STATE_OK};

    buffer_string(out, " |");
    for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
        buffer_printf(out, " %s=%zu", state_name(counted[i]), judgement->by_state[counted[i]]);
    buffer_printf(out, " total=%zu\n", fleet_total(judgement));
}

static void append_counts(struct buffer *out, const struct judgement *judgement)
{
    fleet_counts_describe(judgement, out);
    if (judgement->forgotten > 0)
        buffer_printf(out, "%s%zu forgotten",
                      judgement->forgotten < fleet_total(judgement) ? ", " : "",
                      judgement->forgotten);
    buffer_printf(out, " of %zu", fleet_total(judgement));
}

void check_line(struct buffer *out, const struct listing *tenants, int status, const char *reason,
                struct telling telling)
{
    const struct judgement *judgement = tenants->judgement;
    size_t total = fleet_total(judgement);

    append_head(out, status);
    if (reason != NULL) {
        append_safe(out, slice_of(reason));
        buffer_string(out, total > 0 ? "; " : "");
    }
    if (status != STATUS_DONE && tenants->count > 0 && tenants->rows[0]->rank != STATE_OK)
        append_worst(out, tenants->rows[0], telling);
    if (total > 0)
        append_counts(out, judgement);
    append_figures(out, judgement);
}

void check_line_down(struct buffer *out, const char *reason)
{
    append_head(out, STATUS_UNKNOWN);
    append_safe(out, slice_of(reason));
    buffer_char(out, '\n');
}
