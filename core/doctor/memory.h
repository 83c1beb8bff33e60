/* Memory: what streams take, how long until it is full, and how much of the past that is. */
#ifndef DOCTOR_MEMORY_H
#define DOCTOR_MEMORY_H

#include "doctor/examination.h"
#include "doctor/settings.h"

#define MEMORY_LARGEST 5

/* One stream in figures; what is not known is NaN. What came within a minute is a burst, and tells
 * no rate; neither do IDs that are no times. */
struct stream_figures {
    const struct examined_stream *stream;
    double per_hour;      /* entries that come */
    double entry_bytes;   /* that one takes */
    double history_hours; /* from the first to the last */
    uint64_t cap;         /* of entries, for the hours that are wanted; 0: unknown */
    bool is_trimmed;      /* as far as is known; an entry that somebody deleted is no trimming */
};

/* One server in figures. */
struct node_figures {
    uint64_t used;           /* that counts against the limit */
    uint64_t limit;          /* maxmemory; 0: none */
    uint64_t streams;        /* bytes of its streams whose size is known, at most what is used */
    uint64_t excess;         /* by so much more Redis estimates them */
    uint64_t headroom;       /* that streams can still take: what other keys have that are evicted
                                for them, too */
    double hours_until_full; /* INFINITY: never by what is seen, NaN: no limit */
    double growth;           /* bytes an hour by which streams grow that nobody trims */
    size_t growing;          /* so many of them */
    struct stream_figures fastest; /* of these; `stream` is NULL: none grows */
    struct stream_figures largest; /* of all; `stream` is NULL: none is known */
};

struct memory_figures {
    uint64_t used;           /* that counts against the limit; of all servers, as the next two */
    uint64_t limit;          /* maxmemory; 0: one of them has none */
    uint64_t streams;        /* bytes of all streams whose size is known, */
    bool bounded;            /* which Redis estimates at more than is used: it is at most that */
    size_t unknown;          /* streams whose size is not */
    double share;            /* streams of the limit, 0 to 1; NaN without one */
    double hours_until_full; /* of the server that is full first; INFINITY: never by what is seen,
                                NaN: no limit */
    double history_hours;    /* the shortest of a stream that is trimmed; INFINITY: none is */
    struct stream_figures largest[MEMORY_LARGEST]; /* the largest first */
    size_t largest_count;
};

/* A stream that nobody has trimmed so far may have a limit yet: one that is shorter than
 * settings->unbounded grows to that, and no further. */
void node_figures_make(struct node_figures *figures, const struct examination *examination,
                       size_t node, const struct doctor_settings *settings);

void stream_figures_make(struct stream_figures *figures, const struct examined_stream *stream,
                         uint64_t hours);

/* Returns the part of the limit that streams take after a cure: below what is warned of. */
double memory_streams_goal(const struct doctor_settings *settings);

/* Appends the line that trims a stream to about so many entries. Where a server counts what it
 * takes away at a time, which is 10,000 entries, it is told not to. */
void stream_trim(const struct examined_stream *stream, uint64_t keep, struct buffer *cure);

void memory_figures_make(struct memory_figures *figures, const struct examination *examination,
                         const struct doctor_settings *settings);

#endif
