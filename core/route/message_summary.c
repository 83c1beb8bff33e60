#include "config.h"

#include "base/duration.h"
#include "base/text.h"
#include "present/number.h"
#include "route/message.h"

#include <inttypes.h>
#include <math.h>

#define NAME_MAX_BYTES 46 /* so much of a name leaves room for the rest */

/* --- words --- */

/* Cuts text that is safe to so many bytes behind `start`, a whole character at a time. */
static void cut(struct buffer *out, size_t start, size_t size)
{
    const char *ellipsis = text_locale_is_utf8() ? "\xe2\x80\xa6" : "~";
    size_t end = start + size - strlen(ellipsis);

    if (out->size - start <= size)
        return;
    while (end > start && ((unsigned char)out->data[end] & 0xC0) == 0x80)
        end--;
    out->size = end;
    buffer_string(out, ellipsis);
}

static void add_name(struct buffer *out, const char *name)
{
    size_t start = out->size;

    if (*name == '\0')
        buffer_string(out, "(empty)");
    text_safe(out, slice_of(name), false);
    cut(out, start, NAME_MAX_BYTES);
}

static void add_subject(struct buffer *out, const struct message *message)
{
    if (message->tenant != NULL)
        add_name(out, message->tenant);
    if (message->dimension == NULL)
        return;
    buffer_char(out, ' ');
    add_name(out, message->dimension);
}

/* Appends a moment, with its day where that is not the day of the message. */
static void add_moment(struct buffer *out, const struct message *message, int64_t time_ms)
{
    char day[16];
    char today[16];
    char minute[16];

    timestamp_format_day(time_ms, ZONE_UTC, day);
    timestamp_format_day(message->at_ms, ZONE_UTC, today);
    timestamp_format_minute(time_ms, ZONE_UTC, minute);
    if (strcmp(day, today) != 0)
        buffer_printf(out, "%s ", day);
    buffer_printf(out, "%s UTC", minute);
}

/* Appends how long it was, from its beginning to the edge. */
static void add_length(struct buffer *out, const struct message *message, const char *before,
                       const char *behind)
{
    char length[8];
    int64_t length_ms;

    if (message->since_ms == 0 ||
        __builtin_sub_overflow(message->at_ms, message->since_ms, &length_ms))
        return;
    duration_format_short(length_ms, length);
    buffer_printf(out, "%s%s%s", before, length, behind);
}

/* Appends since when it is so, and of what lasts for how long. */
static void add_since(struct buffer *out, const struct message *message)
{
    if (message->since_ms == 0)
        return;
    buffer_string(out, " since ");
    add_moment(out, message, message->since_ms);
    if (message->edge == EDGE_STILL || message->edge == EDGE_SILENT)
        add_length(out, message, " (", ")");
}

static void add_value(struct buffer *out, const struct message *message)
{
    char value[NUMBER_SIZE];
    char baseline[NUMBER_SIZE];
    char change[NUMBER_SIZE];

    if (isnan(message->value))
        return;
    number_value(message->value, value);
    buffer_printf(out, ": %s", value);
    if (isnan(message->baseline))
        return;
    number_value(message->baseline, baseline);
    number_relative(message->value, message->baseline, change);
    buffer_printf(out, " against %s (%s)", baseline, change);
}

static void add_z(struct buffer *out, const struct message *message)
{
    char z[NUMBER_SIZE];

    if (isnan(message->z_score))
        return;
    number_signed(message->z_score, z);
    buffer_printf(out, "%s z %s", isnan(message->value) ? ":" : ",", z);
}

static void add_rule(struct buffer *out, const struct message *message)
{
    if (message->rule.k > 0)
        buffer_printf(out, ", rule %u/%u/%u", message->rule.k, message->rule.n, message->rule.m);
}

static void add_bad(struct buffer *out, const struct message *message, const char *word)
{
    if (message->of > 0)
        buffer_printf(out, ", %u of %u %s", message->bad, message->of, word);
}

/* --- edges --- */

/* Appends what is open, and the evidence for it. */
static void add_threshold(struct buffer *out, const struct message *message)
{
    buffer_string(out, severity_name(message->severity));
    add_value(out, message);
    add_z(out, message);
    if (message->of == 0)
        buffer_char(out, ',');
    add_bad(out, message, "bad");
    add_since(out, message);
    add_rule(out, message);
}

static void add_no_data(struct buffer *out, const struct message *message)
{
    buffer_string(out, "without data");
    add_bad(out, message, "reports had no value");
    add_since(out, message);
    add_rule(out, message);
}

static void add_stale(struct buffer *out, const struct message *message)
{
    buffer_string(out, "missing from the reports");
    add_since(out, message);
}

static void add_silent(struct buffer *out, const struct message *message)
{
    buffer_string(out, "silent, no report");
    add_since(out, message);
    if (message->open > 0)
        buffer_printf(out, "; %u open alert%s of it unknown", message->open,
                      message->open == 1 ? "" : "s");
}

/* What is said of each kind that is open; of the others nothing is ever open. */
static void (*const states[KIND_COUNT])(struct buffer *, const struct message *) = {
    [KIND_THRESHOLD] = add_threshold,
    [KIND_NO_DATA] = add_no_data,
    [KIND_STALE] = add_stale,
    [KIND_SILENT] = add_silent,
};

static void write_open(struct buffer *out, const struct message *message)
{
    static const char *const words[EDGE_COUNT] = {
        [EDGE_WORSE] = "worse, ", [EDGE_EASED] = "eased to ", [EDGE_STILL] = "still "};

    add_subject(out, message);
    buffer_char(out, ' ');
    if (words[message->edge] != NULL)
        buffer_string(out, words[message->edge]);
    if (states[message->kind] != NULL)
        states[message->kind](out, message);
    if (message->unknown) {
        buffer_string(out, "; no report since ");
        add_moment(out, message, stream_id_time(message->at_id));
    }
}

/* Appends what it was: "was degraded since 14:02 UTC". */
static void add_past(struct buffer *out, const struct message *message)
{
    static const char *const words[KIND_COUNT] = {
        [KIND_NO_DATA] = "without data", [KIND_STALE] = "missing", [KIND_SILENT] = "silent"};
    const char *word = words[message->kind];

    buffer_printf(out, ", was %s", word != NULL ? word : severity_name(message->severity));
    add_since(out, message);
}

/* Of one that is told of the degraded level alone, what it is now may still be bad. */
static const char *closed_word(const struct message *message)
{
    if (message->edge == EDGE_BACK)
        return " back";
    return message->destination->severity == SEVERITY_DEGRADED ? " no longer degraded"
                                                               : " resolved";
}

static void write_closed(struct buffer *out, const struct message *message)
{
    add_subject(out, message);
    buffer_string(out, closed_word(message));
    add_length(out, message, " after ", "");
    add_value(out, message);
    add_past(out, message);
}

static void write_gone(struct buffer *out, const struct message *message)
{
    add_subject(out, message);
    buffer_string(out, " closed, not mended: its stream was deleted");
    if (message->gone_ms != 0) {
        buffer_char(out, ' ');
        add_moment(out, message, message->gone_ms);
    }
    add_past(out, message);
}

static void write_lost(struct buffer *out, const struct message *message)
{
    add_subject(out, message);
    buffer_printf(out, ": %" PRIu64 " report%s gone before %s read", message->lost,
                  message->lost == 1 ? "" : "s", message->lost == 1 ? "it was" : "they were");
    if (stream_id_compare(message->at_id, STREAM_ID_MIN) == 0)
        return;
    buffer_string(out, ", up to ");
    add_moment(out, message, stream_id_time(message->at_id));
}

static void write_flapping(struct buffer *out, const struct message *message)
{
    char time[32];

    duration_format(message->destination->flap_ms, time);
    add_subject(out, message);
    buffer_printf(out, " flapping: more than %u changes within %s",
                  message->destination->flap_edges, time);
    add_value(out, message);
    buffer_printf(out, "; quiet until it stays as it is for %s", time);
}

static void write_digest(struct buffer *out, const struct message *message)
{
    const struct message_counts *counts = &message->counts;
    const char *separator = ": ";

    buffer_printf(out, "%u alerts", counts->total);
    for (int i = 0; i < EDGE_COUNT; i++) {
        if (counts->edges[i] == 0)
            continue;
        buffer_printf(out, "%s%u %s", separator, counts->edges[i], edge_name((enum edge)i));
        separator = ", ";
    }
    if (counts->passed > 0)
        buffer_printf(out, "%s%u came and went while this destination was away", separator,
                      counts->passed);
    if (message->covered_count == 0)
        return;
    buffer_string(out, "; worst: ");
    add_subject(out, message->covered[0]);
    buffer_printf(out, " %s", edge_name(message->covered[0]->edge));
}

static void (*const writers[EDGE_COUNT])(struct buffer *, const struct message *) = {
    [EDGE_FIRING] = write_open,   [EDGE_WORSE] = write_open,      [EDGE_EASED] = write_open,
    [EDGE_STILL] = write_open,    [EDGE_RESOLVED] = write_closed, [EDGE_NO_DATA] = write_open,
    [EDGE_STALE] = write_open,    [EDGE_SILENT] = write_open,     [EDGE_BACK] = write_closed,
    [EDGE_LOST] = write_lost,     [EDGE_GONE] = write_gone,       [EDGE_FLAPPING] = write_flapping,
    [EDGE_DIGEST] = write_digest,
};

void message_summary(const struct message *message, struct buffer *out)
{
    size_t start = out->size;

    if (message->is_test)
        buffer_string(out, "TEST, nothing is wrong: ");
    writers[message->edge](out, message);
    if (message->until_ms != 0) {
        buffer_string(out, "; as of ");
        add_moment(out, message, message->until_ms);
    }
    cut(out, start, MESSAGE_SUMMARY_MAX);
}
