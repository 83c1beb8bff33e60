/* Turn: an alert becomes another. What was told of it is changed, and the message is made, or none
 * while it flaps. Shared by what assesses entries and what assesses time. */
#ifndef ROUTE_TURN_H
#define ROUTE_TURN_H

#include "route/assess.h"

struct turn {
    enum alert_kind kind;
    const char *dimension; /* NULL: the stream as a whole */
    enum edge edge;
    enum severity level;     /* behind it; SEVERITY_ABSENT: it is closed */
    struct stream_id opened; /* of an edge that opens it */
    struct stream_id since;
    struct stream_id at_id;
    int64_t at_ms;
    struct recent_reading reading; /* of the newest report; absent: it does not name it */
    struct rule rule;
    uint32_t bad;
    uint32_t of;
    bool unknown;
    unsigned open; /* of KIND_SILENT: how many others are */
};

/* Returns whether something may be told that opens, or gets worse. */
bool turn_may_open(const struct assessment *assessment, const char *dimension, enum severity level);

/* Carries it out. */
void turn_alert(const struct assessment *assessment, const struct turn *turn,
                struct message_list *messages);

/* Returns when an alert that flaps has been quiet for long enough. */
int64_t turn_flapping_ends(const struct assessment *assessment, const struct told_alert *alert);

/* Ends that, and tells what has become of the alert: the edge of `turn` is what differs from what
 * the notice said. It may be forgotten. Returns false where a mute keeps it back. */
bool turn_end_flapping(const struct assessment *assessment, const struct turn *turn,
                       struct message_list *messages);

/* Closes an alert for good and forgets its edges; a message only where it was open. */
void turn_gone(const struct assessment *assessment, const struct turn *turn, int64_t gone_ms,
               struct message_list *messages);

/* Tells an open alert again. */
void turn_still(const struct assessment *assessment, const struct turn *turn, int64_t now_ms,
                struct message_list *messages);

/* Forgets the edges of an alert up to a moment, and itself if nothing is left of it. */
void turn_forget_edges(const struct assessment *assessment, struct told_alert *alert,
                       int64_t until_ms, struct message_list *messages);

/* Adds a message about nothing that is ever open. */
struct message *turn_tell(const struct assessment *assessment, const struct turn *turn,
                          struct message_list *messages);

/* Brings the messages from `first` on into the order in which they are sent. */
void turn_sort(struct message_list *messages, size_t first);

/* Returns a name that can hold any bytes as a string that is its own, to be freed. */
char *turn_name(struct slice name);

#endif
