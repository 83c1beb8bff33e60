/* Outlet probe: a destination and its outlet on a loop of its own, and what became of messages. */
#ifndef LIVE_OUTLET_PROBE_H
#define LIVE_OUTLET_PROBE_H

#include "route/outlet.h"

struct outlet_probe {
    uv_loop_t loop;
    uv_timer_t guard; /* ends the test when nothing happens any more */
    struct destination destination;
    int64_t timeout_ms;    /* of a try; 0: as usual */
    struct outlet *outlet; /* NULL: it is closed, or was never opened */
    struct buffer said;    /* lines for standard error */
    size_t told;
    struct outcome outcome; /* the last one; its answer is in `answer`, "" for none */
    char answer[512];
    bool from_within; /* one was told from within outlet_send() */
    bool sending;
    struct message *again; /* what is sent from within the next time that something is told */
    bool close_within;     /* it is closed there */
    bool closed;
};

/* Makes a loop and a destination "ops" of the kind, whose target may be NULL. */
void outlet_probe_init(struct outlet_probe *probe, enum destination_kind kind, const char *target);

/* Opens it; the test ends where that fails. */
void outlet_probe_open(struct outlet_probe *probe);

/* Returns why it cannot be opened; the test ends where it can. */
const char *outlet_probe_refuse(struct outlet_probe *probe, struct error *error);

/* Sends a message, and waits until it is told. */
enum outcome_kind outlet_probe_send(struct outlet_probe *probe, struct message *message);
void outlet_probe_begin(struct outlet_probe *probe, struct message *message);
void outlet_probe_wait(struct outlet_probe *probe, size_t told);

/* Runs the loop once, for what is awaited elsewhere. */
void outlet_probe_turn(struct outlet_probe *probe);

/* Closes what is open and sees that nothing is left on the loop. */
void outlet_probe_close(struct outlet_probe *probe);

/* Returns a message of the destination, about "acme", "faithfulness", at 0.71 of 0.84. */
struct message *outlet_probe_message(struct outlet_probe *probe, enum edge edge);

#endif
