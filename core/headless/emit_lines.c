/* Emit: from lines of input to reports in the sink. */
#include "config.h"

#include "headless/emit_private.h"

#include "source/file/line_splitter.h"
#include "source/file/name.h"
#include "wire/ndjson.h"

static void open_next(struct emit *emit)
{
    struct error error;

    while (!emit_input_open(&emit->input, &error)) {
        if (error.class == ERROR_NONE) {
            emit->input_ended = true;
            return;
        }
        emit_tell_failure(emit, &error);
    }
}

static void refuse_line(struct emit *emit, const char *reason)
{
    emit->bad_lines++;
    emit_tell_bad_line(emit, reason);
    emit_reject(emit, emit->line, true);
    emit_ack_answer(&emit->ack, emit->token, STREAM_ID_MIN);
}

/* What the report lost when it was read would be lost for good. */
static const char *loss(const struct report *report)
{
    if (report->flaws.count[FLAW_OVERSIZED] > 0)
        return "a name, a list or metadata is too large for a report; store what is large "
               "elsewhere, and a reference to it in the metadata";
    if (report->flaws.count[FLAW_UNREADABLE_DIMENSIONS] > 0)
        return "a dimension is no object or has no name";
    if (report->degraded.data == NULL && report->warned.data == NULL)
        return "a dimension has no severity, and no list says which are degraded or warned";
    return NULL;
}

static void read_line(struct emit *emit)
{
    struct report *report = &emit->report;
    struct error error;

    if (line_is_blank(emit->line))
        return;
    emit->token++;
    emit_places_note(&emit->places, emit->token, emit->input.name, emit->input.line);
    report->severity_words = &emit->options->severity_words;
    if (!ndjson_parse(line_text(emit->line, emit->input.line), report, &error))
        refuse_line(emit, error.text);
    else if (loss(report) != NULL)
        refuse_line(emit, loss(report));
    else
        emit->in_hand = true;
}

/* Only the first piece counts as a line; all of them are kept. */
static void refuse_piece(struct emit *emit, bool first)
{
    bool last = !emit->input.skipping;

    if (first) {
        emit->token++;
        emit->bad_lines++;
        emit_tell_bad_line(emit, "the line is too long; store what is large elsewhere, and a "
                                 "reference to it in the metadata");
        emit_ack_answer(&emit->ack, emit->token, STREAM_ID_MIN);
    }
    emit_reject(emit, emit->line, last);
}

static bool hand_in(struct emit *emit)
{
    struct slice tenant = emit->report.tenant;

    if (tenant.data == NULL && emit->tenant != NULL)
        tenant = slice_of(emit->tenant);
    else if (tenant.data == NULL)
        tenant = file_name_tenant(emit->input.name);
    emit->in_hand = !sink_submit(emit->sink, tenant, &emit->report, emit->token);
    return !emit->in_hand;
}

void emit_take_lines(struct emit *emit)
{
    while (!emit->input_ended && !emit_ack_is_full(&emit->ack)) {
        if (emit->in_hand && !hand_in(emit))
            return;
        bool skipping = emit->input.skipping;
        switch (emit_input_take(&emit->input, &emit->line)) {
        case EMIT_LINE:
            read_line(emit);
            break;
        case EMIT_TOO_LONG:
            refuse_piece(emit, !skipping);
            break;
        case EMIT_NO_FILE:
            open_next(emit);
            break;
        case EMIT_MORE:
            if (emit->interrupts > 0)
                emit->input_ended = true;
            return;
        }
    }
    if (emit->in_hand)
        hand_in(emit);
}

void emit_leave_lines(struct emit *emit)
{
    bool left = emit->in_hand;

    emit->in_hand = false;
    while (left) {
        emit->left_over++;
        emit_reject(emit, emit->line, true);
        left = emit_input_take(&emit->input, &emit->line) == EMIT_LINE;
    }
}
