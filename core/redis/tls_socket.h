/* TLS socket: what OpenSSL reads and writes through. Its own would let a connection that is gone
 * end the program (SIGPIPE). */
#ifndef REDIS_TLS_SOCKET_H
#define REDIS_TLS_SOCKET_H

#include <openssl/bio.h>
#include <stdbool.h>
#include <stddef.h>

#define TLS_FIRST_SIZE 64

/* What happened on it. */
struct tls_socket {
    int socket;
    bool ended;                 /* the other side has closed it */
    int reason;                 /* the errno for which it cannot be used any more; 0: it can */
    size_t received;            /* bytes, */
    char first[TLS_FIRST_SIZE]; /* and the first of them */
};

/* Returns a kind of BIO, to be freed by BIO_meth_free(); NULL without memory. */
BIO_METHOD *tls_socket_method(void);

/* Returns one of that kind for a socket, which has to live as long; NULL without memory. */
BIO *tls_socket_open(BIO_METHOD *method, struct tls_socket *socket);

/* Copies the first bytes that came, also those that OpenSSL did not want any more; returns how
 * many. */
size_t tls_socket_first(const struct tls_socket *socket, char out[static TLS_FIRST_SIZE]);

#endif
