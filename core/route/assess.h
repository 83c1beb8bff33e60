/* Assess: what a destination has to be told of one stream, now that it has one entry more, or that
 * time has passed. A function of the newest entries, of rules, and of what was told: whoever takes
 * a stream over comes to the same messages, with the same ids.
 *
 * The newest entries are the RECENT_STATE ones that end with the newest, or RECENT_MAX of them
 * where assess_wants_more() says so. By them:
 *  - A level of a dimension (warn, degraded) is open when the machine of judge/level.h says so, or
 *    when it was told to be (degraded counts as warn, too) and its newest M known readings are not
 *    all good. An alert has the highest level that is open. It opens with the entry that opened the
 *    first of its levels: that is what its id is made of.
 *  - No data: the same machine by the rule of warn, over the reports that name the dimension; bad
 *    is one without a value.
 *  - Stale: as in judge/dimension_state.h; it is back when a report says something of it, or of
 *    what it is called now.
 *  - Silent: as in judge/verdict.h; it is back with any entry.
 * An entry that cannot be read, or that repeats an earlier one, is an arrival and no more. */
#ifndef ROUTE_ASSESS_H
#define ROUTE_ASSESS_H

#include "drift/tenant.h"
#include "route/message.h"
#include "route/told.h"

/* What an entry or a moment makes. Zero-initialised is empty. */
struct message_list {
    struct message **items; /* in the order in which they are to be sent */
    size_t count;
    size_t capacity;
    struct told_change *quiet; /* of what was told without a message, as while an alert flaps: */
    size_t quiet_count;        /* saved with the entry in the same way, or, of a moment, alone. No
                                  message changes the same field */
    size_t quiet_capacity;
};

void message_list_add(struct message_list *list, struct message *message);

/* Empties a list and frees its memory: what it still holds, and not what was taken out of it by
 * setting its place to NULL, or `count` or `quiet_count` to 0. */
void message_list_free(struct message_list *list);

/* Whether nothing is to be told of a dimension (NULL: of the stream as a whole) now. */
typedef bool assess_muted_fn(void *context, const char *tenant, const char *dimension);

struct assessment {
    const struct destination *destination;
    const struct tenant *tenant; /* its recent entries end with the one that is assessed */
    struct slice stream;         /* the key */
    struct told *told;           /* is changed as the messages are made: as if they were taken */
    int64_t now_ms;              /* the source's clock, for `repeat`; 0: the entry's time does */
    assess_muted_fn *muted;      /* NULL: nothing is */
    void *context;
};

/* Returns true when the newest RECENT_STATE entries do not do, and RECENT_MAX of them are not here
 * yet: windows are told again and again, or a dimension did not come with the newest reports. To be
 * asked before each assessment. */
bool assess_wants_more(const struct tenant *tenant);

/* Adds what the newest entry makes: edges of thresholds, no_data, stale, back from silence; of
 * several the one about the stream first, then by dimension. A mute, the `dimension`s and the
 * `severity` of the destination keep openings back and leave `told` as it is, so that what is still
 * open is told by the first report behind them; closings of what was told are never kept back. What
 * is about no level (no data, stale, silent, lost) counts as warn. */
void assess_entry(const struct assessment *assessment, struct message_list *messages);

/* Adds what time makes at `now_ms` (the source's clock): silent, still, the end of flapping.
 * `may_be_silent` false: Redis was away until a moment ago, or pause_is_asked() of judge/silence.h
 * asks and is not answered yet. Returns the next moment at which there may be something, INT64_MAX:
 * never by itself. */
int64_t assess_time(const struct assessment *assessment, int64_t now_ms, bool may_be_silent,
                    struct message_list *messages);

/* Adds a message about entries that were lost before `before` (the next that is there). */
void assess_lost(const struct assessment *assessment, uint64_t lost, struct stream_id before,
                 int64_t now_ms, struct message_list *messages);

/* Adds EDGE_GONE for all that is open: the stream was deleted since `since_ms`. Nothing is told
 * afterwards. The tenant may have no entries. */
void assess_gone(const struct assessment *assessment, int64_t since_ms, int64_t now_ms,
                 struct message_list *messages);

#endif
