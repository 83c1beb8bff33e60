/* Rights: what the documents grant to a user, given to one of a server, and held against what the
 * server refused. */
#ifndef LIVE_RIGHTS_H
#define LIVE_RIGHTS_H

#include "support/redis_server.h"
#include "support/string_list.h"

/* Adds the words of "ACL SETUSER who …" in a document of the project ("README.md"), without quotes
 * and line ends; the password is "pw". */
void rights_read(const char *document, const char *who, struct string_list *words);

/* Adds those of the line that `driftop doctor --acl ROLE URL` prints, likewise; words that need no
 * quotes. */
void rights_make(const char *role, const char *url, struct string_list *words);

/* Replaces a part of each word by another. */
void rights_replace(struct string_list *words, const char *part, const char *by);

/* The test ends where the document does not name a right. */
void rights_are_named(const char *document, const char *right);

/* Makes a user with exactly these rights. */
void rights_grant(struct redis_server *server, const struct string_list *words);

/* The test ends where one of the commands in the sets was never sent to the server, but for these
 * ("+get +set"). */
void rights_were_used(struct redis_server *server, unsigned sets, const char *but);

/* The test ends where the server refused something to somebody. */
void rights_were_enough(struct redis_server *server);

#endif
