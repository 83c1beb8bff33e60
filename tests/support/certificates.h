/* Certificates: made by the openssl tool for a test, in a directory of its own. Each has a name,
 * under which its certificate NAME.crt and its key NAME.key lie there:
 *
 *   ca         signs all but the stranger's; other_ca, which nobody trusts, signs that
 *   server     for localhost and 127.0.0.1, also good for a client, as nodes are among themselves
 *   client     for a client alone
 *   elsewhere  for the host redis.example alone
 *   cn_only    for localhost, said in its subject only, as nobody takes it any more
 *   stranger   for localhost, 127.0.0.1 and clients, but of the other CA
 *   expired    as the server's, for a day of 2024
 *   early      … for a day of 2099
 *
 * What cannot be done ends the test (see die.h). */
#ifndef SUPPORT_CERTIFICATES_H
#define SUPPORT_CERTIFICATES_H

#include "support/scratch.h"

struct certificates {
    char directory[SCRATCH_SIZE];
};

/* Returns why there can be no test with TLS, which is a reason to skip; NULL: there can. */
const char *certificates_missing(void);

/* Makes all of them, in about 0.3 s. */
void certificates_create(struct certificates *certificates);

/* Copies them into a directory of their own, which is much faster. */
void certificates_copy(const struct certificates *from, struct certificates *to);

/* Makes one of them anew, with another key, in place of the old one. */
void certificates_renew(const struct certificates *certificates, const char *name);

#endif
