/* Full listener: it accepts nobody and its queue is full, so that connecting to it hangs. */
#ifndef LIVE_FULL_LISTENER_H
#define LIVE_FULL_LISTENER_H

struct full_listener {
    int sockets[5]; /* the listener, and those that fill its queue */
    char url[48];
};

void full_listener_open(struct full_listener *full);
void full_listener_close(const struct full_listener *full);

#endif
