/* libcurl: loaded when the first alert is to go out by HTTP. Nothing else needs it, and with the
 * two dozen libraries behind it, it would cost every other command 4 MiB and two thirds of its
 * start. */
#ifndef ROUTE_LIBCURL_H
#define ROUTE_LIBCURL_H

#include "base/error.h"

#include <curl/curl.h>

#include <stdbool.h>

/* The functions of libcurl that are called, without their "curl_". */
#define LIBCURL_FUNCTIONS(X)                                                                       \
    X(easy_cleanup)                                                                                \
    X(easy_getinfo)                                                                                \
    X(easy_init)                                                                                   \
    X(easy_setopt)                                                                                 \
    X(easy_strerror)                                                                               \
    X(free)                                                                                        \
    X(global_cleanup)                                                                              \
    X(global_init)                                                                                 \
    X(multi_add_handle)                                                                            \
    X(multi_assign)                                                                                \
    X(multi_cleanup)                                                                               \
    X(multi_info_read)                                                                             \
    X(multi_init)                                                                                  \
    X(multi_remove_handle)                                                                         \
    X(multi_setopt)                                                                                \
    X(multi_socket_action)                                                                         \
    X(slist_append)                                                                                \
    X(slist_free_all)                                                                              \
    X(url)                                                                                         \
    X(url_cleanup)                                                                                 \
    X(url_get)                                                                                     \
    X(url_set)

struct libcurl {
#define LIBCURL_FUNCTION(name) __typeof__(curl_##name) *name;
    LIBCURL_FUNCTIONS(LIBCURL_FUNCTION)
#undef LIBCURL_FUNCTION
};

#define LIBCURL_FILE "libcurl.so.4" /* what every libcurl since 2006 is called */

/* Loads a file, once: it stays. Returns false with ERROR_STOP and why it cannot be. */
bool libcurl_load(const char *file, struct error *error);

/* Returns what was loaded. */
const struct libcurl *libcurl(void);

#endif
