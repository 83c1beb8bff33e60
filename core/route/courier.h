/* Courier: brings messages to one destination: in order, one after the other of each stream, again
 * and again until it takes them; and says it shorter where there are too many of them, or where it
 * was away. */
#ifndef ROUTE_COURIER_H
#define ROUTE_COURIER_H

#include "route/outlet.h"

#define COURIER_NET_MS (10 * INT64_C(60000)) /* what waited longer is told as the difference */

struct courier;

struct courier_events {
    /* Asked before each try: false: it is not ours to send any more. It is freed then, and all of
     * its owner with it, as by courier_forget(); nothing more is told of them. */
    bool (*may_send)(void *context, const struct message *message);

    /* The destination took it, or never will (OUTCOME_DEAD): a dead letter is written of it, and it
     * is to be saved like one that was taken; or there was nothing to tell (OUTCOME_PASSED).
     * Called for each message that was posted, in the order of its owner, also for those that
     * others stood for; `final` is what was really sent. It is freed afterwards. */
    void (*settled)(void *context, struct message *message, const struct message *final,
                    const struct outcome *outcome);

    /* courier_status() tells of another state: a try failed, it is away, it is back, or what was
     * under way when courier_finish() was called has ended. */
    void (*changed)(void *context);

    /* A line for standard error, as a command writes them; may be NULL. */
    void (*said)(void *context, const char *text);
};

struct courier_options {
    uv_loop_t *loop;
    const struct destination *destination;
    struct client *client; /* for dead letters, and streams; NULL: neither */
    const struct courier_events *events;
    void *context;
};

struct courier_status {
    uint64_t accepted; /* messages, by the destination */
    uint64_t dead;
    uint64_t tries;        /* that failed */
    size_t waiting;        /* messages, those under way included */
    size_t under_way;      /* tries that are not answered */
    int64_t accepted_ms;   /* epoch, of the last one; 0: none yet */
    int64_t down_since_ms; /* epoch; 0: it is not away */
    int64_t retry_at_ms;   /* monotonic; 0: none is planned */
    struct error error;    /* of the last try, where it is away */
};

/* Opens it with its outlet. Returns NULL with the reason where that cannot be opened. */
struct courier *courier_open(const struct courier_options *options, struct error *error);

/* Notes that it is known to be away since then (epoch), and why: it is tried at once, and what
 * waited for it is told as after any outage. The earlier moment holds. */
void courier_note_down(struct courier *courier, int64_t since_ms, const char *why);

/* Takes a message over. */
void courier_post(struct courier *courier, struct message *message);

/* Frees all messages of an owner that are not settled; what is under way is not told any more. */
void courier_forget(struct courier *courier, const void *owner);

/* Returns true when a try with a message of an owner, or one that stands for it, is under way. */
bool courier_is_sending(const struct courier *courier, const void *owner);

/* From within `settled`, of a message that opened an alert and was refused: the next one about that
 * alert that waits opens it, or is passed where it closes it. Returns false where none waits. */
bool courier_reopen(struct courier *courier, const struct message *refused);

struct courier_status courier_status(const struct courier *courier);

/* Tries again now, and waits for no more messages that a digest could stand for: --once. */
void courier_retry(struct courier *courier);

/* Begins no further try: what is under way ends, what waits keeps waiting. For SIGTERM, ahead of
 * courier_close(). */
void courier_finish(struct courier *courier);

/* SIGHUP: opens files anew, and reads secrets again. */
bool courier_reload(struct courier *courier, struct error *error);

/* Ends it and frees what waits; nothing more is told but `closed`, when nothing of it is left on
 * the loop. May be called from within its events. */
void courier_close(struct courier *courier, void (*closed)(void *context), void *context);

#endif
