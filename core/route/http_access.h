/* HTTP access: where messages of a destination are posted, and what shows there who sends them. It
 * is shared by what is under way, as another one may take its place (SIGHUP) before that is done.
 */
#ifndef ROUTE_HTTP_ACCESS_H
#define ROUTE_HTTP_ACCESS_H

#include "route/message.h"
#include "route/secrets.h"

#define HTTP_HEADERS_MAX 5

struct http_target {
    char *url;
    char *origin; /* "https://host:9093": of it this may be shown */
    bool away;    /* it did not take the last message, which others did */
};

struct http_access {
    unsigned holders;
    enum destination_kind kind;
    struct secrets secrets;      /* with the parts of URLs that must not be seen */
    struct http_target *targets; /* all of them get every message */
    size_t target_count;
};

/* Lines, and NULL behind the last. */
struct http_headers {
    char *lines[HTTP_HEADERS_MAX];
    size_t count;
};

/* Reads secrets and targets. Returns NULL with ERROR_USAGE where they cannot be used. */
struct http_access *http_access_read(const struct destination *destination, struct error *error);

/* Returns the same one once more; gives one back, and takes NULL. */
struct http_access *http_access_share(struct http_access *access);
void http_access_release(struct http_access *access);

/* Makes the headers of a body. A webhook's have the signature of it, where there is a secret
 * (X-Driftop-Signature: sha256=HEX, the HMAC of the body by it), and Idempotency-Key: ID/EDGE/AT,
 * where AT is the ID of the entry that made the edge; of `still` it is the time, as several of them
 * may come between two entries. It is the same whenever the same message comes again. Others take
 * any message, also NULL. */
void http_access_headers(const struct http_access *access, const struct message *message,
                         struct slice body, struct http_headers *headers);
void http_headers_free(struct http_headers *headers);

#endif
