/* Emit: from lines of input to reports in the sink. */
#include "config.h"

#include "headless/emit_private.h"

#include "source/file/line_splitter.h"
#include "source/file/name.h"
#include "wire/ndjson.h"

/* Opens the next file; one that the rejects go to would never end. */
static bool open_file(struct emit *emit, struct error *error)
{
    if (!emit_input_open(&emit->input, error))
        return false;
    return !emit_rejects_are(&emit->rejects, emit->input.file) ||
           error_set(error, ERROR_USAGE, "%s: it is not read, as the rejects go there",
                     emit->input.name);
}

static void open_next(struct emit *emit)
{
    struct error error;

    while (!open_file(emit, &error)) {
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

/* Neither we nor whoever reads it would know how it is. */
static bool is_said(const struct report *report, struct error *error)
{
    return report->degraded.data != NULL || report->warned.data != NULL ||
           error_set(error, ERROR_INPUT,
                     "a dimension has no severity, and no list says which are degraded or warned");
}

static bool understand(struct emit *emit, struct slice line, struct error *error)
{
    struct report *report = &emit->report;

    report->severity_words = &emit->options->severity_words;
    if (emit->input.encoding != NULL)
        return error_set(error, ERROR_INPUT, "%s", emit->input.encoding);
    return ndjson_check(&emit->check, line, error) && ndjson_parse(line, report, error) &&
           ndjson_check_lists(&emit->check, report, error) && is_said(report, error);
}

static void read_line(struct emit *emit)
{
    struct slice line = line_text(emit->line, emit->input.line);
    struct error error;

    if (line_is_blank(line))
        return;
    emit->token++;
    emit_places_note(&emit->places, emit->token, emit->input.name, emit->input.line);
    if (!understand(emit, line, &error)) {
        refuse_line(emit, error.text);
        return;
    }
    emit_tell_left_out(emit);
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

static void leave_line(struct emit *emit)
{
    if (line_is_blank(emit->line))
        return;
    emit->left_over++;
    emit_reject(emit, emit->line, true);
}

/* Reads on for the sake of the rejects and the counts, where nobody is to be waited for. */
static bool read_rest(struct emit *emit)
{
    uint64_t before = emit->input.read;
    struct error error;

    if (emit->interrupts > 0 || !emit_input_is_closed(&emit->input))
        return false;
    if (!emit_input_read(&emit->input, &error))
        emit_tell_failure(emit, &error);
    return emit->input.at_end || emit->input.read > before || emit->input.packed.size > 0;
}

/* Takes the next line to give it up; returns false behind the last. */
static bool leave_next(struct emit *emit)
{
    bool skipping = emit->input.skipping;

    switch (emit_input_take(&emit->input, &emit->line)) {
    case EMIT_LINE:
        leave_line(emit);
        return true;
    case EMIT_TOO_LONG:
        refuse_piece(emit, !skipping);
        return true;
    case EMIT_MORE:
        return read_rest(emit);
    case EMIT_NO_FILE:
        break;
    }
    if (emit->interrupts == 0 && emit_input_is_closed(&emit->input))
        open_next(emit);
    else
        emit->input_ended = true;
    return !emit->input_ended;
}

void emit_leave_lines(struct emit *emit)
{
    if (emit->in_hand)
        leave_line(emit);
    emit->in_hand = false;
    while (!emit->input_ended && leave_next(emit))
        ;
}
