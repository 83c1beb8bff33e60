#include "config.h"

#include "headless/openmetrics_series.h"

#include "base/text.h"
#include "wire/json_spell.h"

#include <inttypes.h>
#include <math.h>

void series_label_text(struct buffer *out, struct slice text)
{
    while (text.size > 0) {
        uint32_t character;
        size_t size = text_decode(text, &character);
        if (character == TEXT_REPLACEMENT && size == 1)
            buffer_printf(out, "\\\\x%02x", (unsigned)(unsigned char)*text.data);
        else if (text_safe_character(character) != character)
            buffer_printf(out, character > 0xFFFF ? "\\\\U%08" PRIx32 : "\\\\u%04" PRIx32,
                          character);
        else if (character == '\\')
            buffer_string(out, "\\\\\\\\");
        else if (character == '"')
            buffer_string(out, "\\\"");
        else
            buffer_append(out, text.data, size);
        text.data += size;
        text.size -= size;
    }
}

static void write_whose(const struct series *series)
{
    struct buffer *out = series->out;
    const struct tenant *tenant = series->tenant;
    const struct dimension *dimension = series->dimension;

    buffer_printf(out, "%s{tenant=\"", series->name);
    series_label_text(out, (struct slice){tenant->name, tenant->name_size});
    buffer_char(out, '"');
    if (dimension != NULL) {
        buffer_string(out, ",dimension=\"");
        series_label_text(out, (struct slice){dimension->name, dimension->name_size});
        buffer_char(out, '"');
    }
}

static void write_labels(const struct series *series, const char *state)
{
    write_whose(series);
    if (state != NULL)
        buffer_printf(series->out, ",%s=\"%s\"", series->label, state);
    buffer_string(series->out, "} ");
}

void series_number(const struct series *series, double number)
{
    if (isnan(number))
        return;
    write_labels(series, NULL);
    json_append_number(series->out, &json_compact, number);
    buffer_char(series->out, '\n');
}

void series_count(const struct series *series, uint64_t count)
{
    write_labels(series, NULL);
    buffer_printf(series->out, "%" PRIu64 "\n", count);
}

void series_count_of(const struct series *series, const char *which, uint64_t count)
{
    write_labels(series, which);
    buffer_printf(series->out, "%" PRIu64 "\n", count);
}

void series_count_named(const struct series *series, struct slice name, uint64_t count)
{
    write_whose(series);
    buffer_printf(series->out, ",%s=\"", series->label);
    series_label_text(series->out, name);
    buffer_printf(series->out, "\"} %" PRIu64 "\n", count);
}

void series_state(const struct series *series, const char *state, bool holds)
{
    write_labels(series, state);
    buffer_string(series->out, holds ? "1\n" : "0\n");
}

void series_milliseconds(const struct series *series, int64_t ms)
{
    write_labels(series, NULL);
    buffer_printf(series->out, "%" PRId64 ".%03d\n", ms / 1000, (int)(ms % 1000));
}

void series_since(const struct series *series, struct since since)
{
    if (since.time_ms != INT64_MIN && !since.before)
        series_milliseconds(series, since.time_ms);
}

void series_alert(const struct series *series, const struct alert *alert)
{
    for (int state = 0; state < ALERT_STATE_COUNT; state++)
        series_state(series, alert_state_name((enum alert_state)state),
                     alert->state == (enum alert_state)state);
}
