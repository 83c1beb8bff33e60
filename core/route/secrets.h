/* Secrets: what a destination is proved with, and what of it must not be seen by anybody who reads
 * an error, a dead letter or a log. */
#ifndef ROUTE_SECRETS_H
#define ROUTE_SECRETS_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "route/destination.h"

/* A part of a path, or a value of a query, with so many bytes may well be a secret. */
#define SECRET_LIKE 16

/* Zero-initialised there are none. */
struct secrets {
    char *target; /* URLs that are secrets; NULL: none, as the next ones */
    char *secret;
    char *token;   /* of "Authorization: Bearer" */
    char **hidden; /* these, and what else secrets_hide() was told; the longest first */
    size_t hidden_count;
    size_t hidden_capacity;
};

/* Reads those of a destination: files, whose mode must keep others out, or variables of the
 * environment. Returns false with ERROR_USAGE, which names the setting, when one cannot be had, is
 * no single line of text, or when there is none though the kind needs it. */
bool secrets_read(struct secrets *secrets, const struct destination *destination,
                  struct error *error);

/* A further text must not be seen: a part of a URL. Empty ones are not taken. */
void secrets_hide(struct secrets *secrets, const char *text, size_t size);

/* Appends a text without them: each is "***" there. */
void secrets_scrub(const struct secrets *secrets, struct slice text, struct buffer *out);

/* Wipes and frees them. */
void secrets_free(struct secrets *secrets);

#endif
