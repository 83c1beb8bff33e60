/* Check: one thing that can be wrong. Each is a function of what was seen (examination.h) and of
 * the thresholds. */
#ifndef DOCTOR_CHECK_H
#define DOCTOR_CHECK_H

#include "doctor/examination.h"
#include "doctor/finding.h"
#include "doctor/settings.h"

struct check {
    const char *id;    /* "evictable" */
    const char *title; /* what it finds, in words: "streams can be evicted" */
    void (*judge)(const struct check *check, const struct examination *examination,
                  const struct doctor_settings *settings, struct findings *findings);
};

/* All of them, in the order in which they are told. X(name, id, title): its function is
 * check_NAME(). */
#define DOCTOR_CHECKS(X)                                                                           \
    X(cluster_state, "cluster-state", "the server or cluster cannot serve all keys")               \
    X(writes_refused, "writes-refused", "writes are refused")                                      \
    X(evictable, "evictable", "streams can be evicted")                                            \
    X(evicting, "evicting", "keys are being evicted")                                              \
    X(out_of_memory, "out-of-memory", "memory runs out")                                           \
    X(alerts_lost, "alerts-lost", "alerts are lost")                                               \
    X(ttl, "ttl", "a stream has a TTL")                                                            \
    X(future_ids, "future-ids", "IDs are in the future")                                           \
    X(replication, "replication", "replication is down or behind")                                 \
    X(clock_skew, "clock-skew", "clocks are apart")                                                \
    X(group_lag, "group-lag", "a group is behind")                                                 \
    X(stream_memory, "stream-memory", "streams take most of the memory")                           \
    X(memory_horizon, "memory-horizon", "memory will be full soon")                                \
    X(unbounded, "unbounded", "a stream is never trimmed")                                         \
    X(retention_short, "retention-short", "history is shorter than wanted")                        \
    X(no_persistence, "no-persistence", "nothing is kept on disk")                                 \
    X(silent, "silent", "a tenant is silent")                                                      \
    X(duplicates, "duplicates", "reports come twice")                                              \
    X(content, "content", "entries are odd")                                                       \
    X(pending_old, "pending-old", "entries are pending for long")                                  \
    X(group_missing, "group-missing", "a group is missing from streams")                           \
    X(route_lease, "route-lease", "no router reads for a group")                                   \
    X(version, "version", "the server is old")                                                     \
    X(default_user, "default-user", "anybody can connect")                                         \
    X(plain_tcp, "plain-tcp", "what is sent can be read on its way")                               \
    X(connections, "connections", "connections run out")                                           \
    X(slow, "slow", "the server is slow")                                                          \
    X(rights, "rights", "rights are missing, or too many")                                         \
    X(no_maxmemory, "no-maxmemory", "memory has no limit")                                         \
    X(acks_unsafe, "acks-unsafe", "a failover can lose acknowledgements")                          \
    X(consumer_abandoned, "consumer-abandoned", "a consumer is abandoned")                         \
    X(node_size, "node-size", "entries take more memory than needed")                              \
    X(denied, "denied", "logins or commands are denied")                                           \
    X(fragmentation, "fragmentation", "memory is fragmented")

extern const struct check doctor_checks[];
extern const size_t doctor_check_count;

#define DECLARE_CHECK(name, id, title)                                                             \
    void check_##name(const struct check *check, const struct examination *examination,            \
                      const struct doctor_settings *settings, struct findings *findings);
DOCTOR_CHECKS(DECLARE_CHECK)
#undef DECLARE_CHECK

/* Makes all checks that are not switched off, and puts the worst first. */
void diagnose(const struct examination *examination, const struct doctor_settings *settings,
              struct findings *findings);

#endif
