/* Emit: what people are told while it runs and at its end. */
#include "config.h"

#include "headless/emit_private.h"

#include "base/duration.h"
#include "headless/complain.h"
#include "headless/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PART_SIZE 64

void emit_tell_failure(struct emit *emit, const struct error *error)
{
    emit->failed = true;
    progress_clear(&emit->progress);
    complain("%s", error->text);
}

static void tell_line(struct emit *emit, struct emit_troubles *troubles, const char *reason)
{
    struct buffer where = {0};

    progress_clear(&emit->progress);
    buffer_printf(&where, "%s:%" PRIu64, emit->input.name, emit->input.line);
    emit_troubles_tell(troubles, buffer_text(&where), reason, timestamp_monotonic());
    buffer_free(&where);
}

void emit_tell_bad_line(struct emit *emit, const char *reason)
{
    tell_line(emit, &emit->troubles, reason);
}

void emit_tell_left_out(struct emit *emit)
{
    struct buffer text = {0};

    if (emit->check.left_out.size > 0)
        buffer_printf(&text, "left out, as a report has no room for it: %s",
                      buffer_text(&emit->check.left_out));
    if (emit->report.environment.size > 0 && !emit->has_environment)
        buffer_printf(&text, "%sthe environment is left out, as the key of a stream has no {env}",
                      text.size > 0 ? "; " : "");
    if (text.size > 0 && !emit->options->quiet)
        tell_line(emit, &emit->notes, buffer_text(&text));
    buffer_free(&text);
}

void emit_reject(struct emit *emit, struct slice line, bool whole)
{
    struct error error;

    if (!emit_rejects_add(&emit->rejects, line, &error) ||
        (whole && !emit_rejects_add(&emit->rejects, SLICE("\n"), &error)))
        emit_tell_failure(emit, &error);
}

/* Where a report stands that was handed in before. */
static void describe_place(const struct emit *emit, const struct sink_outcome *outcome,
                           struct buffer *where)
{
    struct emit_place place;

    if (outcome->earlier_run)
        buffer_printf(where, "%s: report %" PRIu64 " of an earlier run", emit->options->spool,
                      outcome->token);
    else if (emit_places_find(&emit->places, outcome->token, &place))
        buffer_printf(where, "%s:%" PRIu64, place.name, place.line);
    else
        buffer_printf(where, "report %" PRIu64, outcome->token);
}

static void tell_unwritten(struct emit *emit, const struct sink_outcome *outcome)
{
    struct buffer where = {0};

    progress_clear(&emit->progress);
    describe_place(emit, outcome, &where);
    emit_troubles_tell(&emit->troubles, buffer_text(&where), outcome->reason,
                       timestamp_monotonic());
    buffer_free(&where);
    if (outcome->line.size > 0)
        emit_reject(emit, outcome->line, false);
    else
        emit_reject(emit, emit->line, true);
}

void emit_tell_outcome(void *context, const struct sink_outcome *outcome)
{
    struct emit *emit = context;
    bool unwritten = outcome->result == SINK_REFUSED || outcome->result == SINK_FAILED;

    /* What the end cuts off is counted in the summary. */
    if (unwritten && !(emit->closing && outcome->result == SINK_FAILED))
        tell_unwritten(emit, outcome);
    else if (unwritten)
        emit_reject(emit, outcome->line, false);
    if (outcome->earlier_run || outcome->result == SINK_SPOOLED)
        return;
    if (emit->closing && outcome->result == SINK_FAILED)
        emit_ack_stop(&emit->ack, outcome->token);
    else
        emit_ack_answer(&emit->ack, outcome->token, outcome->id);
}

/* Says how many nodes of a cluster are away. */
static void describe_part(const struct sink_status *status, char part[static PART_SIZE])
{
    part[0] = '\0';
    if (status->nodes > 1 && status->away > 0)
        snprintf(part, PART_SIZE, "%zu of %zu nodes %s away: ", status->away, status->nodes,
                 status->away == 1 ? "is" : "are");
}

static void describe_pause(int64_t pause_ms, char pause[static PART_SIZE])
{
    char length[32];

    duration_format((pause_ms + 99) / 100 * 100, length);
    if (pause_ms > 0)
        snprintf(pause, PART_SIZE, "next try in %s", length);
    else
        snprintf(pause, PART_SIZE, "trying now");
}

static void tell_open(struct emit *emit, const struct sink_status *status)
{
    const char *spool = emit->options->spool;
    char pause[PART_SIZE], part[PART_SIZE];

    if (emit->away_since_ms == 0)
        emit->away_since_ms = timestamp_monotonic();
    describe_pause(status->retry_in_ms, pause);
    describe_part(status, part);
    complain("breaker open: %s: %s%s; %s%s; %s", sink_name(emit->sink), part, status->reason.text,
             spool != NULL ? "reports go to the spool " : "reports wait",
             spool != NULL ? spool : "", pause);
}

static void tell_closed(struct emit *emit)
{
    int64_t away_ms = timestamp_monotonic() - emit->away_since_ms;
    uint64_t spooled = sink_spool_counts(emit->sink).records;
    char away[32];

    emit->away_since_ms = 0;
    duration_format((away_ms + 99) / 100 * 100, away);
    if (spooled > 0)
        complain("breaker closed: %s is back after %s; %" PRIu64 " in the spool are written now",
                 sink_name(emit->sink), away, spooled);
    else
        complain("breaker closed: %s is back after %s", sink_name(emit->sink), away);
}

/* What is wrong with the disk is told once, and that it is over. */
static void tell_disk(struct emit *emit, const struct error *disk)
{
    if (strcmp(emit->disk.text, disk->text) == 0)
        return;
    if (disk->class != ERROR_NONE)
        complain("the spool %s cannot be used: %s; reports wait", emit->options->spool, disk->text);
    else if (!emit->options->quiet)
        complain("the spool %s can be used again", emit->options->spool);
    emit->disk = *disk;
}

/* What is no hindrance, likewise. */
static void tell_concern(struct emit *emit, const struct error *concern)
{
    bool concerned = concern->class != ERROR_NONE;

    if (emit->options->quiet || emit->concerned == concerned)
        return;
    emit->concerned = concerned;
    if (concerned)
        complain("%s: %s; the master that they named is kept", sink_name(emit->sink),
                 concern->text);
    else
        complain("%s: the sentinels answer again", sink_name(emit->sink));
}

void emit_tell_flaw(void *context, const char *text)
{
    struct emit *emit = context;

    emit->failed = true;
    progress_clear(&emit->progress);
    complain("the spool %s: %s", emit->options->spool, text);
}

void emit_tell_status(void *context, const struct sink_status *status)
{
    struct emit *emit = context;

    progress_clear(&emit->progress);
    tell_disk(emit, &status->disk);
    tell_concern(emit, &status->concern);
    bool is_other =
        status->breaker == BREAKER_OPEN && strcmp(emit->away_reason.text, status->reason.text) != 0;
    bool is_hopeless = status->stopped && emit->options->spool == NULL; /* told at the end */
    if ((status->breaker == emit->breaker && !is_other) || emit->options->quiet || is_hopeless)
        return;
    emit->breaker = status->breaker;
    emit->away_reason = status->reason;
    if (status->breaker == BREAKER_OPEN)
        tell_open(emit, status);
    else if (status->breaker == BREAKER_HALF_OPEN)
        complain("breaker half-open: trying one report");
    else
        tell_closed(emit);
}

void emit_tell_patience(struct emit *emit)
{
    struct error error = {0};
    char limit[32];

    duration_format(emit->options->timeout_ms, limit);
    sink_explain_wait(emit->sink, limit, &error);
    progress_clear(&emit->progress);
    if (error.class != ERROR_NONE)
        complain("%s: %s; --timeout waits for longer", sink_name(emit->sink), error.text);
}

void emit_tell_hopeless(struct emit *emit)
{
    struct sink_status status = sink_status(emit->sink);

    emit->failed = true;
    progress_clear(&emit->progress);
    complain("%s: %s; emit gives up, as somebody has to see to that first", sink_name(emit->sink),
             status.reason.text);
}

void emit_tell_away(struct emit *emit)
{
    struct sink_status status = sink_status(emit->sink);
    char part[PART_SIZE];

    bool is_safe = emit->options->spool != NULL && emit->options->quiet;

    if (is_safe || (!emit->in_hand && sink_pending(emit->sink) == 0) ||
        status.reason.class == ERROR_NONE ||
        strcmp(status.reason.text, emit->away_reason.text) == 0)
        return;
    describe_part(&status, part);
    progress_clear(&emit->progress);
    complain("%s: %s%s", sink_name(emit->sink), part, status.reason.text);
}

void emit_tell_progress(struct emit *emit)
{
    struct sink_counts counts = sink_counts(emit->sink);

    progress_show(&emit->progress, counts.written + counts.replayed,
                  emit_input_share(&emit->input));
}

/* Tells a part of the summary that there may be nothing to say of. */
static void add(struct buffer *summary, uint64_t count, const char *what)
{
    if (count > 0)
        buffer_printf(summary, "; %" PRIu64 " %s", count, what);
}

static void summarise(const struct emit *emit, const struct sink_counts *counts)
{
    struct buffer summary = {0};

    buffer_printf(&summary, "%" PRIu64 " report%s written to %s", counts->written,
                  counts->written == 1 ? "" : "s", sink_name(emit->sink));
    add(&summary, counts->replayed, "of earlier runs written too");
    add(&summary, sink_spool_counts(emit->sink).records, "stay in the spool for the next run");
    add(&summary, counts->refused + counts->replays_refused + emit->bad_lines, "refused");
    add(&summary, counts->lost, "lost in the spool");
    add(&summary, counts->dropped, "of them dropped from the full spool");
    add(&summary, counts->failed - counts->unknown + emit->left_over, "not written");
    add(&summary, counts->unknown, "not answered for, and perhaps written");
    add(&summary, counts->reordered, "written before an older one of their tenant");
    complain("%s", buffer_text(&summary));
    buffer_free(&summary);
}

/* Other things were done without it. */
static void tell_refused(const struct emit *emit)
{
    struct buffer names = {0};

    sink_refused(emit->sink, &names);
    if (names.size > 0)
        complain("%s: not permitted to this user: %s", sink_name(emit->sink), buffer_text(&names));
    buffer_free(&names);
}

int emit_conclude(struct emit *emit)
{
    struct sink_counts counts = sink_counts(emit->sink);
    bool unwritten = counts.failed > 0 || emit->left_over > 0;

    progress_clear(&emit->progress);
    tell_refused(emit);
    emit_troubles_sum(&emit->notes);
    emit_troubles_sum(&emit->troubles);
    if (!emit->options->quiet || unwritten)
        summarise(emit, &counts);
    if (emit->interrupts > 1)
        return STATUS_INTERRUPTED;
    return emit->failed || unwritten || emit->bad_lines > 0 || counts.refused > 0 ||
                   counts.replays_refused > 0
               ? STATUS_FAILED
               : 0;
}
