/* Event reading: what the report says that brought an event. */
#ifndef VIEW_EVENT_READING_H
#define VIEW_EVENT_READING_H

#include "drift/tenant.h"

/* Readings of one report, by column of the tenant; SEVERITY_ABSENT where it says nothing. */
struct event_reading {
    bool found; /* the report is here */
    struct stream_id id;
    struct sample samples[TENANT_MAX_DIMENSIONS];
    size_t named; /* dimensions that it names, */
    size_t bad;   /* and of these warn or worse */
};

/* Finds the report of a tenant at a moment: among its recent entries, else in its history. */
void event_reading_find(const struct tenant *tenant, int64_t time_ms,
                        struct event_reading *reading);

#endif
