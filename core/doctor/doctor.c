#include "config.h"

#include "doctor/doctor.h"

struct doctor *doctor_open(const struct doctor_options *options, const struct doctor_events *events,
                           void *context)
{
    (void)options;
    (void)events;
    (void)context;
    return NULL;
}

void doctor_cancel(struct doctor *doctor, void (*closed)(void *context), void *context)
{
    (void)doctor;
    if (closed != NULL)
        closed(context);
}
