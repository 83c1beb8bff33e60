/* HTTP loop: what drives libcurl's transfers from the loop of libuv, which tells it when one of
 * their sockets is ready, or when their time is up. */
#ifndef ROUTE_HTTP_LOOP_H
#define ROUTE_HTTP_LOOP_H

#include <curl/curl.h>
#include <uv.h>

struct http_loop;

/* A transfer is done: called from the loop, with what became of it. It is still to be removed. */
typedef void http_loop_done_fn(void *context, CURL *easy, CURLcode code);

struct http_loop *http_loop_open(uv_loop_t *loop, http_loop_done_fn *done, void *context);

/* Adds a transfer, which begins when the loop comes to it; removes it, done or not. */
void http_loop_add(struct http_loop *loop, CURL *easy);
void http_loop_remove(struct http_loop *loop, CURL *easy);

/* Ends it, when no transfer is left in it; also from within `done`. `closed` is called later, from
 * the loop. */
void http_loop_close(struct http_loop *loop, void (*closed)(void *context), void *context);

#endif
