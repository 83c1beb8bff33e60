#include "config.h"

#include "support/drift_fixture.h"

#include <stdlib.h>

void fixture_asked(struct tenant *tenant)
{
    if (tenant->recent.asked != 0)
        return;
    recent_asked(&tenant->recent, RECENT_MAX, true, true);
    tenant_changed(tenant);
}

struct tenant *fixture_tenant(void)
{
    struct tenant *tenant = tenant_create(SLICE("acme"));

    tenant->looked_at = true;
    fixture_asked(tenant);
    return tenant;
}

static enum severity severity_of(char letter)
{
    switch (letter) {
    case 'O':
        return SEVERITY_OK;
    case 'W':
        return SEVERITY_WARN;
    case 'D':
        return SEVERITY_DEGRADED;
    case 'N':
        return SEVERITY_NO_DATA;
    default:
        abort();
    }
}

static void add_readings(struct report *report, const char *readings)
{
    struct slice rest = slice_of(readings);

    while (rest.size > 0) {
        struct slice value = slice_split(&rest, ' ');
        struct slice name = slice_split(&value, '=');
        struct reading *reading = report_add(report);
        reading->name = name;
        reading->severity = severity_of(value.data[0]);
        reading->severity_word = slice_of(severity_name(reading->severity));
        if (reading->severity == SEVERITY_NO_DATA)
            continue;
        if (value.size > 1)
            reading->z = strtod(value.data + 1, NULL);
        reading->value = 0.5;
        reading->baseline = 0.75;
        reading->sample_count = 10;
    }
}

static enum tenant_added add(struct tenant *tenant, int64_t time_ms, const char *readings,
                             uint64_t fingerprint, bool keep)
{
    struct report report = {.id = stream_id_at(time_ms), .fingerprint = fingerprint};

    add_readings(&report, readings);
    fixture_asked(tenant);
    enum tenant_added added = tenant_add(tenant, &report, keep);
    report_free(&report);
    return added;
}

enum tenant_added fixture_add(struct tenant *tenant, int64_t time_ms, const char *readings)
{
    return add(tenant, time_ms, readings, 0, true);
}

enum tenant_added fixture_add_newest(struct tenant *tenant, int64_t time_ms, const char *readings)
{
    return add(tenant, time_ms, readings, 0, false);
}

void fixture_add_recent(struct tenant *tenant, int64_t time_ms, const char *readings)
{
    struct report report = {.id = stream_id_at(time_ms)};

    add_readings(&report, readings);
    tenant_add_recent(tenant, &report);
    report_free(&report);
}

enum tenant_added fixture_add_marked(struct tenant *tenant, int64_t time_ms, const char *readings,
                                     uint64_t fingerprint)
{
    return add(tenant, time_ms, readings, fingerprint, true);
}

enum tenant_added fixture_add_to(struct tenant *tenant, int64_t end_ms, int64_t time_ms,
                                 const char *readings)
{
    struct report report = {.id = stream_id_at(time_ms)};

    add_readings(&report, readings);
    enum tenant_added added = tenant_add_to(tenant, end_ms, &report);
    report_free(&report);
    return added;
}

void fixture_fill(struct tenant *tenant, int first, int end, const char *readings)
{
    for (int minute = first; minute < end; minute++)
        fixture_add(tenant, AT(minute), readings);
}
