/* Idempotent server: plays a Redis that knows XADD IDMP, as 8.6 does, and loses connections. */
#ifndef LIVE_IDEMPOTENT_SERVER_H
#define LIVE_IDEMPOTENT_SERVER_H

#include "support/scratch.h"

#include <sys/types.h>

struct idempotent_server {
    char directory[SCRATCH_SIZE]; /* "socket", and "log" with a line for every XADD */
    char url[SCRATCH_SIZE + 16];
    pid_t pid;
};

/* Starts it in a process of its own, which ends with the test. The first `unanswered` XADDs get no
 * answer; the connection is closed behind each of them. */
void idempotent_server_start(struct idempotent_server *server, unsigned unanswered);
void idempotent_server_stop(struct idempotent_server *server);

#endif
