/* Python: the scripts of this folder, run beside a test. */
#ifndef JUDGE_PYTHON_H
#define JUDGE_PYTHON_H

/* Runs a script with arguments and checks that it ends well; what it printed is the message where
 * it does not. $REDIS_SOCKET is `socket_path` for it, unless that is NULL. */
void python_succeeds(const char *socket_path, const char *script, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
