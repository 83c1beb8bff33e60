/* Python: the scripts of this folder, run beside a test. */
#ifndef JUDGE_PYTHON_H
#define JUDGE_PYTHON_H

#include <stdbool.h>

/* Looks for one that is new enough, and leaves it in $PYTHON. Returns false where there is none,
 * which is a reason to skip. */
bool python_find(void);

/* Runs a script of this folder (or "../FOLDER/NAME") with arguments and checks that it ends well;
 * what it printed is the message where it does not. $REDIS_SOCKET is `socket_path` for it, unless
 * that is NULL. */
void python_succeeds(const char *socket_path, const char *script, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
