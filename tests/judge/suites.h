/* Every suite beside the reference: one line here, one file check_NAME.c with `Suite *suite_NAME`.
 */
#ifndef JUDGE_SUITES_H
#define JUDGE_SUITES_H

#include <check.h>

#ifdef HAVE_VTERM
#define SCREEN_SUITES(X) X(screens)
#else
#define SCREEN_SUITES(X)
#endif

#define JUDGE_SUITES(X) X(reference) X(verdict) X(words) SCREEN_SUITES(X)

#define DECLARE_SUITE(name) Suite *suite_##name(void);
JUDGE_SUITES(DECLARE_SUITE)
#undef DECLARE_SUITE

#endif
