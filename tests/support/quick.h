/* An assertion for loops over many values: libcheck notes the place of each of its own with a
 * system call before it looks, which takes longer than what is tested. */
#ifndef SUPPORT_QUICK_H
#define SUPPORT_QUICK_H

#include <check.h>

#define QUICK_ASSERT(condition)                                                                    \
    ((condition) ? (void)0 : ck_abort_msg("it does not hold that %s", #condition))

#endif
