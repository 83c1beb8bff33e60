/* URL query: what stands behind the '?' of a URL. For url_parse.c alone. */
#ifndef REDIS_URL_QUERY_H
#define REDIS_URL_QUERY_H

#include "base/slice.h"
#include "redis/url.h"

/* Reads "NAME=VALUE&…" into the URL; data of NULL: there is none. */
bool redis_url_query(struct slice text, struct redis_url *url, struct error *error);

/* url_parse.c: reads a database; returns a new string with the escapes read, or NULL. */
bool redis_url_db(struct slice text, struct redis_url *url, struct error *error);
char *redis_url_decode(struct slice text);

#endif
