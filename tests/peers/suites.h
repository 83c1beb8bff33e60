/* Every suite of peers: one line here, one file check_NAME.c with `Suite *suite_NAME(void)`. */
#ifndef PEERS_SUITES_H
#define PEERS_SUITES_H

#include <check.h>

#define PEER_SUITES(X) X(redis_py) X(prometheus) X(names)

#define DECLARE_SUITE(name) Suite *suite_##name(void);
PEER_SUITES(DECLARE_SUITE)
#undef DECLARE_SUITE

#endif
