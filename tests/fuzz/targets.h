/* Every fuzz target: one line here, one file fuzz_NAME.c. */
#ifndef FUZZ_TARGETS_H
#define FUZZ_TARGETS_H

#define FUZZ_TARGETS(X)                                                                            \
    X(cluster)                                                                                     \
    X(configuration)                                                                               \
    X(file)                                                                                        \
    X(input)                                                                                       \
    X(keys)                                                                                        \
    X(keyspace)                                                                                    \
    X(parser)                                                                                      \
    X(sentinel)                                                                                    \
    X(spool)                                                                                       \
    X(theme)                                                                                       \
    X(time)                                                                                        \
    X(url)                                                                                         \
    X(wire)

#endif
