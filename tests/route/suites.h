/* Every suite of alert routing from outside: one line here, one file check_NAME.c with `Suite
 * *suite_NAME`. */
#ifndef ROUTE_SUITES_H
#define ROUTE_SUITES_H

#include <check.h>

#define ROUTE_SUITES(X) X(edges) X(hours) X(program) X(storm)

#define DECLARE_SUITE(name) Suite *suite_##name(void);
ROUTE_SUITES(DECLARE_SUITE)
#undef DECLARE_SUITE

#endif
