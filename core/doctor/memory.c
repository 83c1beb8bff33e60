#include "config.h"

#include "doctor/memory.h"

void stream_figures_make(struct stream_figures *figures, const struct examined_stream *stream,
                         uint64_t hours)
{
    (void)hours;
    *figures = (struct stream_figures){.stream = stream};
}

void memory_figures_make(struct memory_figures *figures, const struct examination *examination,
                         const struct doctor_settings *settings)
{
    (void)examination;
    (void)settings;
    *figures = (struct memory_figures){0};
}
