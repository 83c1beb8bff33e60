/* TLS: what is trusted of servers, and what is shown to them. It is made once and shared by all
 * connections to them; files that have changed on disk are read again for the next connection, as
 * certificates are renewed while a dashboard runs for weeks. */
#ifndef REDIS_TLS_H
#define REDIS_TLS_H

#include "base/error.h"
#include "redis/tls_socket.h"

#include <openssl/ssl.h>
#include <stdbool.h>

struct tls_settings {
    const char *cacert;   /* a file or a folder of them; NULL: what the system trusts */
    const char *cert;     /* our own, with those between it and its CA behind it; NULL: none */
    const char *key_file; /* of that; NULL: it stands in the same file */
    const char *sni;      /* the name that is asked for and checked; NULL: the host of the URL */
    bool insecure;        /* nothing of a server's certificate is checked, */
    bool any_name;        /* or not for whom it is */
};

struct tls;

/* Who a connection has to be with. A certificate for either name will do. */
struct tls_peer {
    char *name;        /* or an address */
    const char *alias; /* NULL: none */
    bool any_name;
    bool wants_ours; /* set: it has asked for our certificate */
    char flaw[120];  /* set: what its certificate says of what is wrong with it; safe to show */
};

/* Reads the files. Returns NULL with ERROR_USAGE, which names the file, when one is unreadable or
 * not what it should be, or others can read the key. The settings are copied. */
struct tls *tls_open(const struct tls_settings *settings, struct error *error);

/* Returns the same one once more; gives one back. Both take NULL. */
struct tls *tls_share(struct tls *tls);
void tls_release(struct tls *tls);

const struct tls_settings *tls_settings(const struct tls *tls);

/* Returns what a new connection begins with, or NULL with the reason. When files that have changed
 * cannot be used (yet), those of before are. Peer and socket have to live as long. */
SSL *tls_connection(struct tls *tls, struct tls_peer *peer, struct tls_socket *socket,
                    struct error *error);

/* Why files that changed are not used; "" where they are. Valid until the next connection. */
const char *tls_stale(const struct tls *tls);

/* tls_name.c: returns true when a certificate is for the peer. */
bool tls_name_fits(X509 *certificate, const struct tls_peer *peer);

/* Writes what is wrong with the certificate of the peer, which was refused for that reason of
 * OpenSSL's: for whom it is ("": no names), until when, or who
 * signed it. */
void tls_name_flaw(X509 *certificate, int reason, struct tls_peer *peer);

/* Returns true when a host is an address and no name. */
bool tls_is_address(const char *host);

/* tls_files.c: read files into a context; fail with ERROR_USAGE. */
bool tls_read_trust(X509_STORE *store, const char *path, struct error *error);
bool tls_read_identity(SSL_CTX *context, const char *cert, const char *key_file,
                       struct error *error);

#endif
