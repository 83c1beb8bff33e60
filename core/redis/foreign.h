/* Foreign: servers that are no Redis, known by how they begin. No reply begins so. */
#ifndef REDIS_FOREIGN_H
#define REDIS_FOREIGN_H

#include "base/slice.h"

/* How many of the first bytes have to be looked at. */
#define FOREIGN_SIZE 4

/* Returns what answers there in place of Redis, as a sentence, or NULL. */
const char *foreign_reason(struct slice first);

/* Returns true when that is a server which speaks TLS. */
bool foreign_is_tls(struct slice first);

/* Returns true while what came may be the beginning of one of them: more has to come to know. */
bool foreign_may_begin(struct slice first);

#endif
