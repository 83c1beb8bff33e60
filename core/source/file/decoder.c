#include "config.h"

#include "source/file/decoder.h"

#include "source/file/placed.h"
#include "wire/json_scan.h"
#include "wire/ndjson.h"

#include <string.h>

void file_decoder_init(struct file_decoder *decoder, bool is_gzip)
{
    *decoder = (struct file_decoder){.gunzip = is_gzip ? gunzip_create() : NULL};
}

void file_decoder_reset(struct file_decoder *decoder)
{
    if (decoder->gunzip != NULL)
        gunzip_reset(decoder->gunzip);
    decoder->packed = (struct slice){0};
    line_splitter_reset(&decoder->lines);
    decoder->encoding = NULL;
    reorder_reset(&decoder->reorder);
}

void file_decoder_free(struct file_decoder *decoder)
{
    gunzip_free(decoder->gunzip);
    line_splitter_free(&decoder->lines);
    reorder_free(&decoder->reorder);
}

void file_decoder_rest(struct file_decoder *decoder)
{
    reorder_free(&decoder->reorder);
}

void file_decoder_feed(struct file_decoder *decoder, struct slice piece)
{
    if (decoder->gunzip != NULL)
        decoder->packed = piece;
    else
        line_splitter_feed(&decoder->lines, piece);
}

/* Refuses what could be read, but belongs nowhere. */
static bool has_name(const struct report *report, struct error *error)
{
    return report->tenant.size == 0 ||
           memchr(report->tenant.data, '\0', report->tenant.size) == NULL ||
           error_set(error, ERROR_INPUT, "the tenant's name holds a NUL");
}

static bool understand(const struct file_decoder *decoder, struct slice line, struct report *report,
                       struct error *error)
{
    if (decoder->encoding != NULL) {
        report_reset(report);
        return error_set(error, ERROR_INPUT, "%s", decoder->encoding);
    }
    return ndjson_parse(line, report, error) && has_name(report, error) &&
           report_is_placed(report, error);
}

static enum decoded read_line(struct file_decoder *decoder, struct slice line,
                              struct decoder_found *found)
{
    if (decoder->lines.number == 1)
        decoder->encoding = line_encoding(line);
    line = line_text(line, decoder->lines.number);
    if (line_is_blank(line))
        return DECODED_LINE;
    found->line = decoder->lines.number;
    found->text = line;
    if (decoder->leaves_lines)
        return DECODED_TEXT;
    found->report = reorder_next(&decoder->reorder);
    found->report->severity_words = decoder->severity_words;
    found->report->keeps_numbers = decoder->keeps_numbers;
    if (!understand(decoder, line, found->report, &found->error))
        return DECODED_UNREADABLE;
    reorder_put(&decoder->reorder, found->line);
    return DECODED_LINE;
}

/* A mistake that is not in the content of a line. */
static enum decoded refuse(struct file_decoder *decoder, const char *reason,
                           struct decoder_found *found)
{
    found->report = reorder_next(&decoder->reorder);
    found->line = decoder->lines.number;
    report_reset(found->report);
    error_set(&found->error, ERROR_INPUT, "%s", reason);
    return DECODED_UNREADABLE;
}

static enum decoded take_line(struct file_decoder *decoder, enum line_kind kind, struct slice line,
                              struct decoder_found *found)
{
    if (kind == LINE_TOO_LONG)
        return refuse(decoder, "the line is longer than 8 MiB", found);
    return read_line(decoder, line, found);
}

static enum decoded unpack(struct file_decoder *decoder, struct decoder_found *found)
{
    struct slice piece;

    if (decoder->gunzip == NULL)
        return DECODED_NOTHING;
    if (!gunzip_next(decoder->gunzip, &decoder->packed, &piece, &found->error))
        return DECODED_DAMAGED;
    line_splitter_feed(&decoder->lines, piece);
    return piece.size > 0 || decoder->packed.size > 0 ? DECODED_LINE : DECODED_NOTHING;
}

enum decoded file_decoder_next(struct file_decoder *decoder, struct decoder_found *found)
{
    struct slice line;

    if (reorder_is_full(&decoder->reorder))
        return file_decoder_drain(decoder, found);
    enum line_kind kind = line_splitter_next(&decoder->lines, &line);
    return kind == LINE_NONE ? unpack(decoder, found) : take_line(decoder, kind, line, found);
}

enum decoded file_decoder_drain(struct file_decoder *decoder, struct decoder_found *found)
{
    found->report = reorder_take(&decoder->reorder, &found->line);
    return found->report != NULL ? DECODED_REPORT : DECODED_NOTHING;
}

static bool is_whole_json(struct slice line)
{
    struct json_scan scan;

    json_begin(&scan, line);
    return json_skip(&scan, NULL) && json_finish(&scan);
}

/* Tells a line that was not written to its end from one that says something else. */
static enum decoded take_last(struct file_decoder *decoder, struct slice line,
                              struct decoder_found *found)
{
    enum decoded taken = read_line(decoder, line, found);

    if (taken != DECODED_UNREADABLE || decoder->encoding != NULL ||
        is_whole_json(line_text(line, decoder->lines.number)))
        return taken;
    error_prefix(&found->error, "the last line is cut off");
    return DECODED_CUT;
}

enum decoded file_decoder_last_line(struct file_decoder *decoder, struct decoder_found *found)
{
    struct slice line;
    enum line_kind kind = line_splitter_last(&decoder->lines, &line);
    enum decoded taken = DECODED_NOTHING;

    if (kind == LINE_TOO_LONG)
        taken = take_line(decoder, kind, line, found);
    else if (kind == LINE_WHOLE)
        taken = take_last(decoder, line, found);
    if (decoder->gunzip == NULL || gunzip_may_end(decoder->gunzip))
        return taken;
    found->line = decoder->lines.number;
    error_set(&found->error, ERROR_INPUT, "the gzip data ends too early");
    return DECODED_CUT;
}
