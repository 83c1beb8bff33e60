/* HTTP: the posts. */
#include "config.h"

#include "route/http.h"

#include "base/memory.h"
#include "route/http_loop.h"
#include "route/http_trust.h"
#include "route/libcurl.h"

#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>

#define HEADERS_MAX 65536 /* bytes; who sends more has no end */

struct http {
    struct http_loop *loop;
    struct http_post *first; /* under way */
    struct http_trust trust;
    int64_t timeout_ms;
    void (*closed)(void *context);
    void *context;
};

struct http_post {
    struct http *http;
    struct http_post *next;
    struct http_post **link; /* what points to it */
    CURL *easy;
    struct curl_slist *headers;
    struct buffer body; /* of the answer */
    size_t header_size; /* of the answer */
    char trouble[CURL_ERROR_SIZE];
    http_told_fn *told;
    void *context;
};

static void on_done(void *context, CURL *easy, CURLcode code);

struct http *http_open(const struct http_options *options, struct error *error)
{
    if (!libcurl_load(LIBCURL_FILE, error))
        return NULL;
    struct http *http = mem_zalloc(1, sizeof(*http));
    http->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : HTTP_WHOLE_MS;
    if (!http_trust_read(&http->trust, options->cacert, error)) {
        free(http);
        return NULL;
    }
    http->loop = http_loop_open(options->loop, on_done, http);
    return http;
}

bool http_reload(struct http *http, struct error *error)
{
    struct http_trust trust;

    if (!http_trust_read(&trust, http->trust.path, error))
        return false;
    http_trust_free(&http->trust);
    http->trust = trust;
    return true;
}

/* Takes up to a limit of the answer, and lets libcurl end it there: what follows is of no use. */
static size_t on_body(char *data, size_t size, size_t count, void *context)
{
    struct http_post *post = context;
    size_t left = HTTP_ANSWER_MAX - post->body.size;

    buffer_append(&post->body, data, size * count < left ? size * count : left);
    return size * count <= left ? count * size : 0;
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
    struct http_post *post = context;

    (void)data;
    post->header_size += size * count;
    return post->header_size <= HEADERS_MAX ? size * count : 0;
}

/* Without memory there is nothing else that these could fail for. */
static void must(bool done)
{
    if (!done)
        mem_exhausted();
}

#define SET(post, option, value)                                                                   \
    must(libcurl()->easy_setopt((post)->easy, CURLOPT_##option, value) == CURLE_OK)

static void set_limits(struct http_post *post)
{
    SET(post, NOSIGNAL, 1L);
    int64_t whole_ms = post->http->timeout_ms;

    SET(post, CONNECTTIMEOUT_MS, (long)(whole_ms < HTTP_CONNECT_MS ? whole_ms : HTTP_CONNECT_MS));
    SET(post, TIMEOUT_MS, (long)whole_ms);
    SET(post, FOLLOWLOCATION, 0L);
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(post, PROTOCOLS_STR, "http,https");
#else
    SET(post, PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
    /* A resolver that hangs holds up nothing; with older ones the loop waits for it. */
    SET(post, QUICK_EXIT, 1L);
#endif
}

static void add_header(struct http_post *post, const char *line)
{
    struct curl_slist *headers = libcurl()->slist_append(post->headers, line);

    must(headers != NULL);
    post->headers = headers;
}

static void set_request(struct http_post *post, const char *url, char *const *headers,
                        struct slice body)
{
    for (; *headers != NULL; headers++)
        add_header(post, *headers);
    add_header(post, "Expect:"); /* else it waits whether it may send what is longer than 1 KiB */
    SET(post, HTTPHEADER, post->headers);
    SET(post, URL, url);
    SET(post, USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
    SET(post, POSTFIELDSIZE_LARGE, (curl_off_t)body.size);
    SET(post, COPYPOSTFIELDS, body.data);
}

static void set_answer(struct http_post *post)
{
    SET(post, PRIVATE, post);
    SET(post, ERRORBUFFER, post->trouble);
    SET(post, WRITEFUNCTION, on_body);
    SET(post, WRITEDATA, post);
    SET(post, HEADERFUNCTION, on_header);
    SET(post, HEADERDATA, post);
    SET(post, SUPPRESS_CONNECT_HEADERS, 1L);
}

static void link_post(struct http *http, struct http_post *post)
{
    post->http = http;
    post->next = http->first;
    post->link = &http->first;
    if (http->first != NULL)
        http->first->link = &post->next;
    http->first = post;
}

struct http_post *http_post(struct http *http, const char *url, char *const *headers,
                            struct slice body, http_told_fn *told, void *context)
{
    struct http_post *post = mem_zalloc(1, sizeof(*post));

    link_post(http, post);
    post->told = told;
    post->context = context;
    post->easy = libcurl()->easy_init();
    must(post->easy != NULL);
    set_limits(post);
    http_trust_set(&http->trust, post->easy);
    set_request(post, url, headers, body);
    set_answer(post);
    http_loop_add(http->loop, post->easy);
    return post;
}

/* Takes it off the list and off the network. */
static void stop(struct http_post *post)
{
    *post->link = post->next;
    if (post->next != NULL)
        post->next->link = post->link;
    http_loop_remove(post->http->loop, post->easy);
}

static void free_post(struct http_post *post)
{
    libcurl()->easy_cleanup(post->easy);
    libcurl()->slist_free_all(post->headers);
    buffer_free(&post->body);
    free(post);
}

void http_forget(struct http_post *post)
{
    stop(post);
    free_post(post);
}

/* Who signs for itself, or is signed for by nobody that is known. */
static bool is_not_trusted(CURL *easy)
{
    long result = 0;

    return libcurl()->easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result) == CURLE_OK &&
           (result == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
            result == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
            result == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

/* Appends why there is no answer. */
static void explain(struct http_post *post, CURLcode code, struct buffer *out)
{
    long number = 0;

    (void)libcurl()->easy_getinfo(post->easy, CURLINFO_OS_ERRNO, &number);
    if (code == CURLE_COULDNT_CONNECT && number != 0)
        buffer_printf(out, "cannot connect: %s", strerror((int)number));
    else
        buffer_string(out,
                      post->trouble[0] != '\0' ? post->trouble : libcurl()->easy_strerror(code));
    if (code == CURLE_PEER_FAILED_VERIFICATION && is_not_trusted(post->easy))
        buffer_string(out, " (cacert names whose certificates are trusted)");
}

static int64_t retry_after(CURL *easy)
{
    curl_off_t seconds = 0;

    if (libcurl()->easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK || seconds <= 0)
        return 0;
    if (seconds > HTTP_RETRY_AFTER_MAX_MS / 1000)
        return HTTP_RETRY_AFTER_MAX_MS;
    return (int64_t)seconds * 1000;
}

/* A status that came counts, whatever became of the rest of the answer: the server has decided. */
static void read_answer(struct http_post *post, CURLcode code, struct http_answer *answer)
{
    long status = 0;
    long sent = 0;
    char *location = NULL;

    *answer = (struct http_answer){0};
    if (libcurl()->easy_getinfo(post->easy, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
        status < 200) {
        buffer_clear(&post->body);
        explain(post, code, &post->body);
        answer->trouble = buffer_text(&post->body);
        answer->unanswered =
            libcurl()->easy_getinfo(post->easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK &&
            sent > 0;
        return;
    }
    (void)libcurl()->easy_getinfo(post->easy, CURLINFO_REDIRECT_URL, &location);
    answer->status = (int)status;
    answer->retry_after_ms = retry_after(post->easy);
    answer->body = (struct slice){buffer_text(&post->body), post->body.size};
    answer->location = location;
}

static void on_done(void *context, CURL *easy, CURLcode code)
{
    struct http_post *post = NULL;
    struct http_answer answer;

    (void)context;
    must(libcurl()->easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&post) == CURLE_OK &&
         post != NULL);
    read_answer(post, code, &answer);
    stop(post);
    post->told(post->context, &answer);
    free_post(post);
}

static void on_closed(void *context)
{
    struct http *http = context;
    void (*closed)(void *) = http->closed;
    void *closed_context = http->context;

    http_trust_free(&http->trust);
    free(http);
    closed(closed_context);
}

void http_close(struct http *http, void (*closed)(void *context), void *context)
{
    for (struct http_post *post = http->first, *next; post != NULL; post = next) {
        next = post->next;
        http_forget(post);
    }
    http->closed = closed;
    http->context = context;
    http_loop_close(http->loop, on_closed, http);
}
