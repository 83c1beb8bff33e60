/* TLS trouble: why a connection failed, and the way out, in a sentence. */
#ifndef REDIS_TLS_TROUBLE_H
#define REDIS_TLS_TROUBLE_H

#include "redis/tls.h"

/* A connection. */
struct tls_talk {
    struct tls *tls;
    SSL *ssl;
    struct tls_socket socket;
    struct tls_peer peer;
    const char *topology; /* how the scheme ends, as of redis_url_topology() */
    bool agreed;          /* the handshake is done, */
    bool answered;        /* and what is sent through it has come */
};

/* Says why OpenSSL could not go on with it. The class is ERROR_STOP where no other try can help. */
void tls_explain(const struct tls_talk *talk, struct error *error);

/* Says what may be the reason that the handshake takes so long as `limit`. */
void tls_explain_silence(const struct tls_talk *talk, const char *limit, struct error *error);

#endif
