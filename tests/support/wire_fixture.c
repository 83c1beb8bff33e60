#include "config.h"

#include "support/wire_fixture.h"

#include "wire/entry.h"
#include "wire/ndjson.h"
#include "wire/readings.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static char *exact_copy(const char *text, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, size);
    return copy;
}

bool wire_read_dimensions(struct report *report, const char *json, struct error *error)
{
    size_t size = strlen(json);
    char *copy = exact_copy(json, size);
    bool good = readings_parse((struct slice){copy, size}, report, error);

    free(copy);
    return good;
}

bool wire_read_line(struct report *report, const char *line, size_t size, struct error *error)
{
    char *copy = exact_copy(line, size);
    bool good = ndjson_parse((struct slice){copy, size}, report, error);

    free(copy);
    return good;
}

void wire_begin_entry(struct report *report)
{
    entry_begin(report, (struct stream_id){1795000000000, 3});
}

void wire_field(struct report *report, const char *name, const char *value)
{
    size_t size = strlen(value);
    char *copy = exact_copy(value, size);

    entry_field(report, slice_of(name), (struct slice){copy, size});
    free(copy);
}

void wire_end_entry(struct report *report)
{
    struct error error = {0};

    ck_assert_msg(entry_end(report, &error), "%s", error.text);
}

void wire_read_entry(struct report *report, const char *degraded, const char *warned,
                     const char *dims)
{
    wire_begin_entry(report);
    wire_field(report, "ws", WIRE_START);
    wire_field(report, "we", WIRE_END);
    wire_field(report, "degraded", degraded);
    wire_field(report, "warned", warned);
    wire_field(report, "dims", dims);
    wire_end_entry(report);
}

void wire_read_original(struct report *report, const char *degraded, const char *warned,
                        const char *dims)
{
    wire_begin_entry(report);
    wire_field(report, "window_start", WIRE_START);
    wire_field(report, "window_end", WIRE_END);
    wire_field(report, "degraded", degraded);
    wire_field(report, "warned", warned);
    wire_field(report, "report", dims);
    wire_end_entry(report);
}

void wire_assert_text(struct slice text, const char *expected)
{
    ck_assert_ptr_nonnull(text.data);
    ck_assert_uint_eq(text.size, strlen(expected));
    ck_assert_mem_eq(text.data, expected, text.size);
}

void wire_assert_no_flaws(const struct report *report)
{
    ck_assert_uint_eq(report_flaws_total(&report->flaws), 0);
}
