/* Recent: a tenant's newest entries, in order, without one missing between them: what a verdict is
 * made from, whatever is loaded of the history. The newest RECENT_STATE of them where they were
 * asked for, or the whole of a shorter stream; up to RECENT_MAX where somebody asked on. */
#ifndef DRIFT_RECENT_H
#define DRIFT_RECENT_H

#include "drift/span.h"

#define RECENT_STATE 64 /* entries that a state is made from */
#define RECENT_MAX 256  /* entries that a question is answered from */

/* What one entry says of a dimension, by its column in the tenant. */
struct recent_reading {
    double value; /* NaN unknown, as the others */
    double baseline;
    double z;
    uint32_t sample_count; /* as in struct sample */
    uint16_t dimension;
    uint8_t severity; /* enum severity, never SEVERITY_ABSENT */
};

struct recent_entry {
    struct stream_id id;
    int64_t start_ms; /* of its window; INT64_MIN unknown */
    int64_t end_ms;
    uint64_t fingerprint; /* as in drift/report.h */
    uint32_t first;       /* of its readings: see recent_reading() */
    uint16_t count;
    uint16_t repeats; /* so many entries before it stands the same report; 0: in none of these */
    bool readable;    /* false: it could not be read, and says nothing but that somebody wrote */
};

/* Zero-initialised is empty and ready. */
struct recent {
    struct recent_entry *entries; /* a ring; read it with recent_entry() */
    size_t first;
    size_t count;
    size_t capacity;
    struct recent_reading *readings; /* a ring as well, its room a power of two */
    uint32_t first_reading;          /* numbers of readings never end: they wrap around */
    uint32_t next_reading;
    uint32_t reading_capacity;
    size_t room;  /* entries that are kept; 0 as RECENT_STATE */
    size_t asked; /* so many of the stream's newest entries were asked for and are here, or all that
                     it has: RECENT_STATE or RECENT_MAX; 0: nobody asked yet */
    bool whole;   /* the oldest one here is the first that the stream holds */
    bool complete; /* and nothing was ever before it */
};

/* Adds what is newer than all, or older than all, there. Its readings are in order of their
 * dimensions; `first` and `repeats` are found here. Where there is no room the oldest one goes for
 * a newer one, and an older one is left out. */
void recent_append(struct recent *recent, const struct recent_entry *entry,
                   const struct recent_reading *readings);
void recent_prepend(struct recent *recent, const struct recent_entry *entry,
                    const struct recent_reading *readings);

/* Adds an entry wherever its place is; none may have its ID. */
void recent_insert(struct recent *recent, const struct recent_entry *entry,
                   const struct recent_reading *readings);

/* Returns true when there is room for an older entry. */
bool recent_has_room(const struct recent *recent);

/* Makes room for RECENT_MAX entries, before more of them are asked for. */
void recent_make_room(struct recent *recent);

/* Says that the newest `count` entries of the stream, RECENT_STATE or RECENT_MAX, were asked for
 * and are here, or as many as it has; RECENT_MAX makes room, too. Whoever says so of a tenant calls
 * tenant_changed(). */
void recent_asked(struct recent *recent, size_t count, bool whole, bool complete);

/* Forgets what is older than `first`, which is the oldest entry of the stream by now. */
void recent_trim(struct recent *recent, struct stream_id first);

/* Forgets all entries, and what was asked; frees the memory. */
void recent_clear(struct recent *recent);

/* Returns an entry; 0 is the oldest. It holds until the next one comes. */
static inline const struct recent_entry *recent_entry(const struct recent *recent, size_t index)
{
    return &recent->entries[(recent->first + index) & (recent->capacity - 1)];
}

/* Returns the newest entry, the newest readable one, or the oldest; NULL: there is none. */
const struct recent_entry *recent_newest(const struct recent *recent);
const struct recent_entry *recent_newest_report(const struct recent *recent);
const struct recent_entry *recent_oldest(const struct recent *recent);

/* Returns the entry of that ID, or NULL. */
const struct recent_entry *recent_find(const struct recent *recent, struct stream_id id);

/* Returns a reading of an entry, of which it has `count`. */
static inline const struct recent_reading *
recent_reading(const struct recent *recent, const struct recent_entry *entry, size_t index)
{
    return &recent->readings[(entry->first + (uint32_t)index) & (recent->reading_capacity - 1)];
}

/* Returns the bytes that it occupies. */
size_t recent_memory(const struct recent *recent);

#endif
