/* HTTP trust: whose certificates are trusted of servers, read by the same rules as --cacert. */
#ifndef ROUTE_HTTP_TRUST_H
#define ROUTE_HTTP_TRUST_H

#include "base/buffer.h"
#include "base/error.h"

#include <curl/curl.h>
#include <stdbool.h>

struct http_trust {
    char *path;         /* a file or a folder; NULL: what the system trusts */
    struct buffer text; /* all that stands there, as PEM */
};

/* Fails with ERROR_USAGE, which names the file. */
bool http_trust_read(struct http_trust *trust, const char *path, struct error *error);

/* Has a transfer trust that alone. */
void http_trust_set(const struct http_trust *trust, CURL *easy);

void http_trust_free(struct http_trust *trust);

#endif
