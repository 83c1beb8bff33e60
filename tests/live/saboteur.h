/* Saboteur: stands in front of a real server and spoils the answers to one command. Which one, and
 * how, is the name of the user: "redis://SCAN.silent:x@…" */
#ifndef LIVE_SABOTEUR_H
#define LIVE_SABOTEUR_H

#include "support/redis_server.h"

#include <sys/types.h>

struct saboteur {
    int port;
    pid_t pid;
};

/* Starts it in a process of its own, which ends with the test. The faults:
 * silent   nothing is answered any more,
 * hangup   the connection is closed,
 * garbage  an HTTP page instead of a reply,
 * error    an error that nobody knows,
 * half     half of the reply, then silence,
 * slow     the reply byte by byte, too slowly,
 * endless  SCAN never comes to its end,
 * other    a reply of another type. */
void saboteur_start(struct saboteur *saboteur, const struct redis_server *server);
void saboteur_stop(struct saboteur *saboteur);

#endif
