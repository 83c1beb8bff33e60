#include "config.h"

#include "route/http_loop.h"

#include "base/memory.h"
#include "route/libcurl.h"

#include <stdlib.h>

struct http_loop {
    uv_loop_t *loop;
    CURLM *multi; /* NULL: it is closed */
    uv_timer_t timer;
    size_t handles; /* on the loop: the timer and one a socket */
    http_loop_done_fn *done;
    void *done_context;
    void (*closed)(void *context);
    void *closed_context;
};

/* A socket that libcurl waits for. */
struct http_socket {
    uv_poll_t poll;
    struct http_loop *loop;
    curl_socket_t number;
    int events; /* that are waited for */
};

/* Tells of all that are done. Whoever is told may begin others, and may close it. */
static void tell(struct http_loop *loop)
{
    CURLMsg *message;
    int left;

    while (loop->multi != NULL &&
           (message = libcurl()->multi_info_read(loop->multi, &left)) != NULL)
        if (message->msg == CURLMSG_DONE)
            loop->done(loop->done_context, message->easy_handle, message->data.result);
}

static void act(struct http_loop *loop, curl_socket_t number, int what)
{
    int running;

    (void)libcurl()->multi_socket_action(loop->multi, number, what, &running);
    tell(loop);
}

static void on_timer(uv_timer_t *timer)
{
    act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

/* A socket that was broken off is not waited for any more, and may still hold an answer: libcurl
 * reads that first, and then finds the error. */
static void on_ready(uv_poll_t *poll, int status, int events)
{
    const struct http_socket *at = poll->data;
    int what = status < 0 ? CURL_CSELECT_IN | CURL_CSELECT_OUT | CURL_CSELECT_ERR : 0;

    if (status < 0)
        (void)uv_poll_start(poll, at->events, on_ready);
    if ((events & UV_READABLE) != 0)
        what |= CURL_CSELECT_IN;
    if ((events & UV_WRITABLE) != 0)
        what |= CURL_CSELECT_OUT;
    act(at->loop, at->number, what);
}

/* libcurl asks to be woken, or not to be (-1). It must not be called from in here. */
static int on_timeout(CURLM *multi, long ms, void *context)
{
    struct http_loop *loop = context;

    (void)multi;
    if (ms < 0)
        return uv_timer_stop(&loop->timer);
    return uv_timer_start(&loop->timer, on_timer, (uint64_t)ms, 0);
}

/* Frees it when the last handle is gone. */
static void handle_gone(struct http_loop *loop)
{
    if (--loop->handles > 0)
        return;
    void (*closed)(void *) = loop->closed;
    void *context = loop->closed_context;
    free(loop);
    libcurl()->global_cleanup();
    closed(context);
}

static void on_socket_closed(uv_handle_t *handle)
{
    struct http_socket *at = handle->data;
    struct http_loop *loop = at->loop;

    free(at);
    handle_gone(loop);
}

static struct http_socket *watch(struct http_loop *loop, curl_socket_t number)
{
    struct http_socket *at = mem_zalloc(1, sizeof(*at));

    if (uv_poll_init_socket(loop->loop, &at->poll, number) != 0) {
        free(at);
        return NULL;
    }
    at->poll.data = at;
    at->loop = loop;
    at->number = number;
    loop->handles++;
    (void)libcurl()->multi_assign(loop->multi, number, at);
    return at;
}

static void unwatch(struct http_socket *at)
{
    (void)uv_poll_stop(&at->poll); /* now, as libcurl closes the socket when it has said so */
    uv_close((uv_handle_t *)&at->poll, on_socket_closed);
}

static int on_socket(CURL *easy, curl_socket_t number, int what, void *context,
                     void *socket_context)
{
    struct http_socket *at = socket_context;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (at != NULL)
            unwatch(at);
        return 0;
    }
    if (at == NULL && (at = watch(context, number)) == NULL)
        return -1;
    at->events = ((what & CURL_POLL_IN) != 0 ? UV_READABLE : 0) |
                 ((what & CURL_POLL_OUT) != 0 ? UV_WRITABLE : 0);
    return uv_poll_start(&at->poll, at->events, on_ready) == 0 ? 0 : -1;
}

static void set_callbacks(struct http_loop *loop)
{
    if (libcurl()->multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, on_socket) != CURLM_OK ||
        libcurl()->multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop) != CURLM_OK ||
        libcurl()->multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, on_timeout) != CURLM_OK ||
        libcurl()->multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop) != CURLM_OK)
        mem_exhausted();
}

struct http_loop *http_loop_open(uv_loop_t *loop, http_loop_done_fn *done, void *context)
{
    struct http_loop *http = mem_zalloc(1, sizeof(*http));

    if (libcurl()->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        mem_exhausted();
    http->multi = libcurl()->multi_init();
    if (http->multi == NULL || uv_timer_init(loop, &http->timer) != 0)
        mem_exhausted();
    http->loop = loop;
    http->timer.data = http;
    http->handles = 1;
    http->done = done;
    http->done_context = context;
    set_callbacks(http);
    return http;
}

void http_loop_add(struct http_loop *loop, CURL *easy)
{
    if (libcurl()->multi_add_handle(loop->multi, easy) != CURLM_OK)
        mem_exhausted();
}

void http_loop_remove(struct http_loop *loop, CURL *easy)
{
    (void)libcurl()->multi_remove_handle(loop->multi, easy);
}

static void on_timer_closed(uv_handle_t *handle)
{
    handle_gone(handle->data);
}

void http_loop_close(struct http_loop *loop, void (*closed)(void *context), void *context)
{
    loop->closed = closed;
    loop->closed_context = context;
    (void)libcurl()->multi_cleanup(loop->multi);
    loop->multi = NULL;
    uv_close((uv_handle_t *)&loop->timer, on_timer_closed);
}
