/* Memory: what streams take, how long until it is full, and how much of the past that is. */
#ifndef DOCTOR_MEMORY_H
#define DOCTOR_MEMORY_H

#include "doctor/examination.h"
#include "doctor/settings.h"

#define MEMORY_LARGEST 5

/* One stream in figures; what is not known is NaN. */
struct stream_figures {
    const struct examined_stream *stream;
    double per_hour;      /* entries that come */
    double entry_bytes;   /* that one takes */
    double history_hours; /* from the first to the last */
    uint64_t cap;         /* of entries, for the hours that are wanted; 0: unknown */
    bool is_trimmed;      /* as far as is known */
};

struct memory_figures {
    uint64_t used;           /* that counts against the limit; of all servers, as the next two */
    uint64_t limit;          /* maxmemory; 0: one of them has none */
    uint64_t streams;        /* bytes of all streams whose size is known */
    size_t unknown;          /* streams whose size is not */
    double share;            /* streams of the limit, 0 to 1; NaN without one */
    double hours_until_full; /* of the server that is full first; INFINITY: never by what is seen,
                                NaN: no limit */
    double history_hours;    /* the shortest of a stream that is trimmed; INFINITY: none is */
    struct stream_figures largest[MEMORY_LARGEST]; /* the largest first */
    size_t largest_count;
};

void stream_figures_make(struct stream_figures *figures, const struct examined_stream *stream,
                         uint64_t hours);
void memory_figures_make(struct memory_figures *figures, const struct examination *examination,
                         const struct doctor_settings *settings);

#endif
