/* Assess: what a destination has to be told of one stream, now that it has one entry more, or that
 * time has passed. A function of the newest entries, of rules, and of what was told: whoever takes
 * a stream over comes to the same messages, with the same ids. */
#ifndef ROUTE_ASSESS_H
#define ROUTE_ASSESS_H

#include "drift/tenant.h"
#include "route/message.h"
#include "route/told.h"

/* Messages, in the order in which they are to be sent. Zero-initialised is empty. */
struct message_list {
    struct message **items;
    size_t count;
    size_t capacity;
};

void message_list_add(struct message_list *list, struct message *message);

/* Whether nothing is to be told of a dimension (NULL: of the stream as a whole) now. */
typedef bool assess_muted_fn(void *context, const char *tenant, const char *dimension);

struct assessment {
    const struct destination *destination;
    const struct tenant *tenant; /* its recent entries end with the one that is assessed */
    struct slice stream;         /* the key */
    struct told *told;           /* is changed as the messages are made: as if they were taken */
    assess_muted_fn *muted;      /* NULL: nothing is */
    void *context;
};

/* Returns true when the newest RECENT_STATE entries do not do: RECENT_MAX of them are wanted, as
 * windows are told again and again. */
bool assess_wants_more(const struct tenant *tenant);

/* Adds what the newest entry makes: edges of thresholds, no_data, stale, back from silence. An
 * unreadable entry is an arrival, and no more. A mute, and `severity`, keep openings back and
 * leave `told` as it is, so that what is still open is told by the first entry behind them;
 * closings of what was told are never kept back. */
void assess_entry(const struct assessment *assessment, struct message_list *messages);

/* Adds what time makes at `now_ms` (the source's clock): silent, still, the end of flapping.
 * Returns the next moment at which there may be something, INT64_MAX: never by itself. */
int64_t assess_time(const struct assessment *assessment, int64_t now_ms, bool may_be_silent,
                    struct message_list *messages);

/* Adds a message about entries that were lost before `before` (the next that is there). */
void assess_lost(const struct assessment *assessment, uint64_t lost, struct stream_id before,
                 int64_t now_ms, struct message_list *messages);

/* Adds EDGE_GONE for all that is open: the stream was deleted since `since_ms`. */
void assess_gone(const struct assessment *assessment, int64_t since_ms, int64_t now_ms,
                 struct message_list *messages);

#endif
