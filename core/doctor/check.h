/* Check: one thing that can be wrong. Each is a function of what was seen (examination.h) and of
 * the thresholds. */
#ifndef DOCTOR_CHECK_H
#define DOCTOR_CHECK_H

#include "doctor/examination.h"
#include "doctor/finding.h"
#include "doctor/settings.h"

struct check {
    const char *id;     /* "evictable" */
    const char *title;  /* what it finds, in words: "streams can be evicted" */
    bool reads_entries; /* which are of a sample where there are many streams */
    void (*judge)(const struct check *check, const struct examination *examination,
                  const struct doctor_settings *settings, struct findings *findings);
};

/* All of them, in the order in which they are told. X(name, id, title, reads entries): its
 * function is check_NAME(). */
#define DOCTOR_CHECKS(X)                                                                           \
    X(cluster_state, "cluster-state", "the server or cluster cannot serve all keys", false)        \
    X(writes_refused, "writes-refused", "writes are refused", false)                               \
    X(evictable, "evictable", "streams can be evicted", false)                                     \
    X(evicting, "evicting", "keys are being evicted", false)                                       \
    X(out_of_memory, "out-of-memory", "memory runs out", false)                                    \
    X(alerts_lost, "alerts-lost", "alerts are lost", false)                                        \
    X(ttl, "ttl", "a stream has a TTL", false)                                                     \
    X(future_ids, "future-ids", "IDs are in the future", false)                                    \
    X(replication, "replication", "replication is down or behind", false)                          \
    X(clock_skew, "clock-skew", "clocks are apart", false)                                         \
    X(group_lag, "group-lag", "a group is behind", false)                                          \
    X(stream_memory, "stream-memory", "streams take most of the memory", false)                    \
    X(memory_horizon, "memory-horizon", "memory will be full soon", false)                         \
    X(unbounded, "unbounded", "a stream is never trimmed", false)                                  \
    X(retention_short, "retention-short", "history is shorter than wanted", false)                 \
    X(no_persistence, "no-persistence", "nothing is kept on disk", false)                          \
    X(silent, "silent", "a tenant is silent", true)                                                \
    X(duplicates, "duplicates", "reports come twice", true)                                        \
    X(content, "content", "entries are odd", true)                                                 \
    X(pending_old, "pending-old", "entries are pending for long", false)                           \
    X(group_missing, "group-missing", "a group is missing from streams", false)                    \
    X(route_lease, "route-lease", "no router reads for a group", false)                            \
    X(version, "version", "the server is old", false)                                              \
    X(default_user, "default-user", "anybody can connect", false)                                  \
    X(plain_tcp, "plain-tcp", "what is sent can be read on its way", false)                        \
    X(connections, "connections", "connections run out", false)                                    \
    X(slow, "slow", "the server is slow", false)                                                   \
    X(rights, "rights", "rights are missing, or too many", false)                                  \
    X(no_maxmemory, "no-maxmemory", "memory has no limit", false)                                  \
    X(acks_unsafe, "acks-unsafe", "a failover can lose acknowledgements", false)                   \
    X(consumer_abandoned, "consumer-abandoned", "a consumer is abandoned", false)                  \
    X(node_size, "node-size", "entries take more memory than needed", false)                       \
    X(denied, "denied", "logins or commands are denied", false)                                    \
    X(fragmentation, "fragmentation", "memory is fragmented", false)

extern const struct check doctor_checks[];
extern const size_t doctor_check_count;

#define DECLARE_CHECK(name, id, title, reads_entries)                                              \
    void check_##name(const struct check *check, const struct examination *examination,            \
                      const struct doctor_settings *settings, struct findings *findings);
DOCTOR_CHECKS(DECLARE_CHECK)
#undef DECLARE_CHECK

/* Says that a check could not be made, where a command that it stands on was refused to this user.
 */
void check_needs(const struct check *check, const struct examination *examination,
                 const char *command, const char *subcommand, struct findings *findings);

/* Makes all checks that are not switched off, and puts the worst first. */
void diagnose(const struct examination *examination, const struct doctor_settings *settings,
              struct findings *findings);

/* The same, one check a call, for who has something else to do meanwhile: `*next`, at first 0, is
 * the one that is made. Returns false with the last one, when the findings are in order. */
bool diagnose_further(const struct examination *examination, const struct doctor_settings *settings,
                      size_t *next, struct findings *findings);

#endif
