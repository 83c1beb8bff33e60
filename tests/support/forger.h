/* Forger: certificates as no honest tool makes them, made here byte by byte. They all share one
 * key. What cannot be done ends the test (see die.h). */
#ifndef SUPPORT_FORGER_H
#define SUPPORT_FORGER_H

#include "base/slice.h"

#include <openssl/x509.h>

#define FORGED_NAMES 4

struct forgery {
    struct slice subject;                 /* the only attribute of it; empty: no subject at all, */
    int attribute;                        /* its NID; 0: the common name */
    struct slice hosts[FORGED_NAMES];     /* DNS names */
    struct slice addresses[FORGED_NAMES]; /* as they go over the wire */
    int crowd;                            /* so many further hosts in front of them */
    const char *begin;                    /* ASN.1's UTCTime or GeneralizedTime; NULL: now */
    const char *end;                      /* NULL: in a day */
    bool authority;                       /* it may sign others */
};

/* Makes the key. */
EVP_PKEY *forge_key(void);

/* Makes a certificate that `issuer` (NULL: itself) has signed. */
X509 *forge(EVP_PKEY *key, const struct forgery *forgery, X509 *issuer);

/* Write PEM: certificates, one behind the other, and the key. */
void forger_write(const char *path, X509 *const *chain, size_t count);
void forger_write_key(const char *path, EVP_PKEY *key);

#endif
