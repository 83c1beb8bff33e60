/* Databases: which others of a server hold keys, of which nobody asked for any. */
#ifndef SOURCE_REDIS_DATABASES_H
#define SOURCE_REDIS_DATABASES_H

#include "source/redis/streams.h"

/* Adds to what is told of other places those that INFO keyspace names. */
void databases_tell(const struct streams *streams, struct slice info);

#endif
