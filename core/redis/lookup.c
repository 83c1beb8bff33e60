#include "config.h"

#include "redis/lookup.h"

#include "base/memory.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

/* What the thread and the loop share. Whoever leaves it last frees it. */
struct errand {
    pthread_mutex_t lock;
    bool left;           /* by one of the two */
    struct lookup *user; /* NULL: nobody wants to know any more */
    char *host;
    char *port;
    int status;
    struct addrinfo *addresses;
};

struct lookup {
    uv_async_t done;
    struct errand *errand;
    lookup_fn *told;
    void *context;
    void (*closed)(void *context);
    void *closed_context;
};

static void free_errand(struct errand *errand)
{
    if (errand->addresses != NULL)
        freeaddrinfo(errand->addresses);
    pthread_mutex_destroy(&errand->lock);
    free(errand->host);
    free(errand->port);
    free(errand);
}

/* Leaves what is locked. */
static void leave(struct errand *errand)
{
    bool is_last = errand->left;

    errand->left = true;
    pthread_mutex_unlock(&errand->lock);
    if (is_last)
        free_errand(errand);
}

/* The loop is told while it cannot close what is told. */
static void *run(void *argument)
{
    struct errand *errand = argument;
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV,
    };
    struct addrinfo *addresses = NULL;
    int status = getaddrinfo(errand->host, errand->port, &hints, &addresses);

    pthread_mutex_lock(&errand->lock);
    errand->status = status;
    errand->addresses = status == 0 ? addresses : NULL;
    if (errand->user != NULL)
        uv_async_send(&errand->user->done);
    leave(errand);
    return NULL;
}

static void on_done(uv_async_t *done)
{
    struct lookup *lookup = done->data;
    struct errand *errand = lookup->errand;

    pthread_mutex_lock(&errand->lock);
    int status = errand->status;
    struct addrinfo *addresses = errand->addresses;
    errand->addresses = NULL;
    pthread_mutex_unlock(&errand->lock);
    lookup->told(lookup->context, status, addresses);
}

/* Signals are for the thread of the loop. Returns 0 or an error number. */
static int start(struct errand *errand)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;

    int failure = pthread_attr_init(&attributes);
    if (failure != 0)
        return failure;
    sigfillset(&all);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failure = pthread_create(&thread, &attributes, run, errand);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return failure;
}

static struct errand *new_errand(const char *host, const char *port)
{
    struct errand *errand = mem_zalloc(1, sizeof(*errand));

    /* Cannot fail with the usual attributes. */
    pthread_mutex_init(&errand->lock, NULL);
    errand->host = mem_strdup(host);
    errand->port = mem_strdup(port);
    return errand;
}

/* The handle is there before the thread that wakes it. */
struct lookup *lookup_open(uv_loop_t *loop, const char *host, const char *port, lookup_fn *told,
                           void *context)
{
    struct lookup *lookup = mem_zalloc(1, sizeof(*lookup));
    int failure = -uv_async_init(loop, &lookup->done, on_done);

    if (failure != 0) {
        free(lookup);
        errno = failure;
        return NULL;
    }
    lookup->done.data = lookup;
    lookup->told = told;
    lookup->context = context;
    lookup->errand = new_errand(host, port);
    lookup->errand->user = lookup;
    failure = start(lookup->errand);
    if (failure == 0)
        return lookup;
    lookup->errand->left = true;
    lookup_close(lookup, NULL, NULL);
    errno = failure;
    return NULL;
}

static void on_closed(uv_handle_t *done)
{
    struct lookup *lookup = done->data;
    void (*closed)(void *) = lookup->closed;
    void *context = lookup->closed_context;

    free(lookup);
    if (closed != NULL)
        closed(context);
}

void lookup_close(struct lookup *lookup, void (*closed)(void *context), void *context)
{
    pthread_mutex_lock(&lookup->errand->lock);
    lookup->errand->user = NULL;
    leave(lookup->errand);
    lookup->closed = closed;
    lookup->closed_context = context;
    uv_close((uv_handle_t *)&lookup->done, on_closed);
}
