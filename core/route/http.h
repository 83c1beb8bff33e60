/* HTTP: posts to servers on the loop, by libcurl. Redirects are never followed, as they would take
 * secrets to where nobody sent them; certificates are checked; proxies are those of the environment
 * (https_proxy and its like). */
#ifndef ROUTE_HTTP_H
#define ROUTE_HTTP_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

#include <uv.h>

#define HTTP_CONNECT_MS 5000
#define HTTP_WHOLE_MS 15000
#define HTTP_ANSWER_MAX 65536 /* bytes that are read of an answer */
#define HTTP_RETRY_AFTER_MAX_MS (10 * INT64_C(60000))

/* What a URL is made of. */
struct http_url {
    char *origin; /* "https://host:9093": of it this may be shown */
    char *user;   /* decoded; NULL: none, as the others */
    char *password;
    char *path; /* "/services/T0/B0/x", as it is written; "/" where there is none */
    char *query;
};

/* Reads a URL. Returns false with ERROR_USAGE for one that is none, or of another scheme (the error
 * shows nothing of it), with ERROR_STOP where libcurl cannot be loaded. */
bool http_url_parse(const char *text, struct http_url *url, struct error *error);
void http_url_free(struct http_url *url);

struct http;
struct http_post;

/* What came of it. All is valid during the call. */
struct http_answer {
    int status;             /* 0: there is none, and `trouble` says why, in raw bytes */
    int64_t retry_after_ms; /* at most HTTP_RETRY_AFTER_MAX_MS; 0: it did not say */
    struct slice body;      /* raw, at most HTTP_ANSWER_MAX */
    const char *location;   /* where a redirect leads to; NULL: it is none */
    const char *trouble;
    bool unanswered; /* something was sent, and no status came */
};

/* Told once, from the loop and never from within http_post(). */
typedef void http_told_fn(void *context, const struct http_answer *answer);

struct http_options {
    uv_loop_t *loop;
    const char *cacert; /* a file or a folder of what is trusted; NULL: what the system trusts */
    int64_t timeout_ms; /* of a whole post; 0: HTTP_WHOLE_MS */
};

/* Returns NULL with ERROR_USAGE where what is trusted cannot be read, with ERROR_STOP without
 * libcurl. */
struct http *http_open(const struct http_options *options, struct error *error);

/* Reads that anew for what is posted from now on; where it cannot be read, that of before holds. */
bool http_reload(struct http *http, struct error *error);

/* Posts a body; the headers are whole lines ("Name: value") that end with NULL. All is copied. */
struct http_post *http_post(struct http *http, const char *url, char *const *headers,
                            struct slice body, http_told_fn *told, void *context);

/* Ends one that was not told yet: it never will be. */
void http_forget(struct http_post *post);

/* Ends it with all posts, of which none is told any more. `closed` is called later, from the loop,
 * when nothing is left on it. */
void http_close(struct http *http, void (*closed)(void *context), void *context);

#endif
