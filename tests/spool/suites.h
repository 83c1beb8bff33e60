/* Every suite about what the disk does to the spool: one line here, one file check_NAME.c with
 * `Suite *suite_NAME(void)`. */
#ifndef SPOOL_SUITES_H
#define SPOOL_SUITES_H

#include <check.h>

/* clang-format off */
#define SPOOL_SUITES(X) \
    X(model) \
    X(power)
/* clang-format on */

#define SUITE_PROTOTYPE(name) Suite *suite_##name(void);
SPOOL_SUITES(SUITE_PROTOTYPE)
#undef SUITE_PROTOTYPE

#endif
