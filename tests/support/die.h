/* Die: how the test support ends a test that cannot go on. */
#ifndef SUPPORT_DIE_H
#define SUPPORT_DIE_H

/* Prints the reason as a TAP comment on standard error and exits with status 1. libcheck reports
 * the early exit as a failure of the test that runs. */
void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* The same with the words for errno behind it. */
void die_errno(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
