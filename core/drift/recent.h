/* Recent: a tenant's newest entries, in order, without one missing between them: what a verdict is
 * made from, whatever is loaded of the history. The newest RECENT_STATE of them where they were
 * asked for, or the whole of a shorter stream; up to RECENT_MAX where somebody asked on.
 *
 * They are packed: an entry takes 16 bytes, its row (drift/recent_row.h), and up to 8 more where
 * its window is none like that of the first; it is unpacked where somebody looks at it. */
#ifndef DRIFT_RECENT_H
#define DRIFT_RECENT_H

#include "drift/recent_row.h"

#define RECENT_STATE 64         /* entries that a state is made from */
#define RECENT_MAX 256          /* entries that a question is answered from */
#define RECENT_FULL 20          /* ok readings that tell where a dimension usually is: see below */
#define RECENT_READINGS_MAX 512 /* of one entry */
#define RECENT_NO_ENTRY SIZE_MAX

struct recent_entry {
    struct stream_id id;
    int64_t start_ms; /* of its window; INT64_MIN unknown */
    int64_t end_ms;
    uint64_t fingerprint; /* 40 bits of that of drift/report.h: see recent_fingerprint() */
    uint16_t count;       /* of its readings */
    uint16_t repeats; /* so many entries before it stands the same report; 0: in none of these */
    bool readable;    /* false: it could not be read, and says nothing but that somebody wrote */
};

/* One of them as it is kept; recent.c and recent_room.c know what it means. */
struct recent_slot {
    uint32_t time; /* of its ID, from the beginning of `recent` on: the lower half */
    uint32_t fingerprint;
    uint32_t at : 24; /* of its row, among the bytes */
    uint32_t sequence : 8;
    uint8_t time_high;
    uint8_t fingerprint_high;
    uint8_t repeats;
    uint8_t readable : 1;
    uint8_t wide : 1;    /* some of it has no room in here: all stands in front of the row; */
    uint8_t has_end : 1; /* these times of its window do there, as they are not the usual ones */
    uint8_t has_start : 1;
};

/* When a window begins and ends: the end from the time of the ID on, the start from the end, or
 * from that time where there is no end. INT32_MIN unknown. */
struct recent_window {
    int32_t end;
    int32_t start;
};

/* Zero-initialised is empty and ready. */
struct recent {
    struct recent_slot *slots; /* a ring: read it with recent_entry() */
    unsigned char *bytes;      /* rows, in any order, and what is left of those that went */
    struct recent_usual *usual;
    int64_t begin_ms;
    struct recent_window window; /* the usual one: that of the first report that came */
    uint32_t used;               /* bytes, */
    uint32_t waste;              /* of which so many are of rows that went */
    uint32_t capacity;
    uint16_t usual_count;
    uint16_t slot_capacity; /* a power of two */
    uint16_t first;
    uint16_t count;
    uint16_t room;  /* entries that are kept; 0 as RECENT_STATE */
    uint16_t asked; /* so many of the stream's newest entries were asked for and are here, or all
                       that it has: RECENT_STATE or RECENT_MAX; 0: nobody asked yet */
    bool whole;     /* the oldest one here is the first that the stream holds */
    bool complete;  /* and nothing was ever before it */
    bool brief;     /* see recent_keep_brief() */
    bool has_window;
};

/* Adds what is newer than all, or older than all, there. Its readings are in order of their
 * dimensions; `repeats` is found here. Where there is no room the oldest one goes for a newer one,
 * and an older one is left out. */
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

/* Keeps readings brief that no verdict is made of, once the entries were asked for; until they are
 * cleared. Before older entries are added whose place is in front of them, brief ones are restored,
 * and nothing else becomes brief meanwhile. These are readings in front of the first one of their
 * dimension here that is warn or worse, or of all where none is, but for the RECENT_FULL ok values
 * that are nearest to it. Of any moment the state, how far, not back, alerts and since are what
 * they are with all readings in full; only the figures of a reading that old are not told, and z to
 * two decimals. */
void recent_keep_brief(struct recent *recent, bool brief);

/* Returns the number behind the newest entry with a brief reading; 0: there is none. */
size_t recent_brief_end(const struct recent *recent);

/* Replaces the row of an entry that is here, where it is brief, by the same in full. */
void recent_restore(struct recent *recent, size_t index, const struct recent_reading *readings,
                    size_t count);

/* Forgets what is older than `first`, which is the oldest entry of the stream by now. */
void recent_trim(struct recent *recent, struct stream_id first);

/* Forgets all entries, and what was asked; frees the memory. */
void recent_clear(struct recent *recent);

/* Returns an entry; 0 is the oldest. Its ID alone is found quicker. */
struct recent_entry recent_entry(const struct recent *recent, size_t index);
struct stream_id recent_id(const struct recent *recent, size_t index);
bool recent_is_readable(const struct recent *recent, size_t index);

/* Returns when its window begins; INT64_MIN unknown. */
int64_t recent_start(const struct recent *recent, size_t index);

/* Returns what it says of its dimensions; it holds until another entry comes. */
struct recent_row recent_row(const struct recent *recent, size_t index);

/* Return the IDs of the newest and of the oldest entry; there must be one. */
struct stream_id recent_newest_id(const struct recent *recent);
struct stream_id recent_oldest_id(const struct recent *recent);

/* Return the number of the newest readable entry, and of that with an ID, or RECENT_NO_ENTRY. */
size_t recent_newest_report(const struct recent *recent);
size_t recent_find(const struct recent *recent, struct stream_id id);

/* Returns so many entries before it stands the same report; 0: in none of these. */
size_t recent_repeats(const struct recent *recent, size_t index);

/* Returns what is kept of a fingerprint, 0 of none alone; whether that is an entry's. */
uint64_t recent_fingerprint(uint64_t fingerprint);
bool recent_has_fingerprint(const struct recent *recent, size_t index, uint64_t fingerprint);

/* Returns the bytes that it occupies. */
size_t recent_memory(const struct recent *recent);

#endif
