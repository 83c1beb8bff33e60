/* Every fuzz target: one line here, one file fuzz_NAME.c. */
#ifndef FUZZ_TARGETS_H
#define FUZZ_TARGETS_H

#define FUZZ_TARGETS(X)                                                                            \
    X(input)                                                                                       \
    X(keys)                                                                                        \
    X(parser)                                                                                      \
    X(spool)                                                                                       \
    X(time)                                                                                        \
    X(url)                                                                                         \
    X(wire)

#endif
