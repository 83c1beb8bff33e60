/* Secret: a file that others must not read. */
#ifndef REDIS_SECRET_H
#define REDIS_SECRET_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/stat.h>

#define SECRET_MAX 4096

#define SECRET_IS_OPEN "others can read or change it (chmod 600)"

/* Group may read: that is how secrets are mounted into containers. */
static inline bool secret_is_open(const struct stat *status)
{
    return (status->st_mode & (S_IWGRP | S_IRWXO)) != 0;
}

/* Reads the one line of a regular file, of at most SECRET_MAX bytes, and never waits for it.
 * Returns NULL with ERROR_USAGE, which begins with what the file is and its path, when it cannot be
 * read, holds anything else, or others can read it. secret_free() wipes it. */
char *secret_of_file(const char *what, const char *path, struct error *error);
void secret_free(char *secret);

#endif
