/* Secret: a file that others must not read. */
#ifndef REDIS_SECRET_H
#define REDIS_SECRET_H

#include <stdbool.h>
#include <sys/stat.h>

#define SECRET_IS_OPEN "others can read or change it (chmod 600)"

/* Group may read: that is how secrets are mounted into containers. */
static inline bool secret_is_open(const struct stat *status)
{
    return (status->st_mode & (S_IWGRP | S_IRWXO)) != 0;
}

#endif
