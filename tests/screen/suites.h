/* Every screen suite: one line here, one file check_NAME.c with `Suite *suite_NAME(void)`. */
#ifndef SCREEN_SUITES_H
#define SCREEN_SUITES_H

#include <check.h>

#define SCREEN_SUITES(X)                                                                           \
    X(answers)                                                                                     \
    X(colours)                                                                                     \
    X(crowd)                                                                                       \
    X(descriptors)                                                                                 \
    X(doctor)                                                                                      \
    X(ends)                                                                                        \
    X(frames)                                                                                      \
    X(golden)                                                                                      \
    X(incidents)                                                                                   \
    X(keys)                                                                                        \
    X(locales)                                                                                     \
    X(mouse)                                                                                       \
    X(paste)                                                                                       \
    X(reload)                                                                                      \
    X(repaint)                                                                                     \
    X(report)                                                                                      \
    X(save)                                                                                        \
    X(sentinel)                                                                                    \
    X(sizes)                                                                                       \
    X(slow)                                                                                        \
    X(squeeze)                                                                                     \
    X(storm)                                                                                       \
    X(terminal)                                                                                    \
    X(terminals)                                                                                   \
    X(topology)

#define DECLARE_SUITE(name) Suite *suite_##name(void);
SCREEN_SUITES(DECLARE_SUITE)
#undef DECLARE_SUITE

#endif
