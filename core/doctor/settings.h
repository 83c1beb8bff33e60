/* Doctor settings: from where on something is a finding, and which checks are made. */
#ifndef DOCTOR_SETTINGS_H
#define DOCTOR_SETTINGS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(member, name, kind, fallback, what it is) */
#define DOCTOR_THRESHOLDS(X)                                                                       \
    X(memory_warn, "memory-warn", PERCENT, 80, "memory in use, of maxmemory: a warning")           \
    X(memory_error, "memory-error", PERCENT, 95, "the same: an error")                             \
    X(stream_memory, "stream-memory", PERCENT, 80, "memory of all streams, of maxmemory")          \
    X(headroom, "headroom", PERCENT, 20, "memory of the machine that is free without maxmemory")   \
    X(unbounded, "unbounded", COUNT, 25000, "entries of a stream that was never trimmed")          \
    X(full_ms, "full", DURATION, 86400000, "until memory is full")                                 \
    X(replica_lag_ms, "replica-lag", DURATION, 10000, "that a replica is behind")                  \
    X(clock_warn_ms, "clock-warn", DURATION, 2000, "that clocks are apart: a warning")             \
    X(clock_error_ms, "clock-error", DURATION, 60000, "the same: an error")                        \
    X(future_ms, "future", DURATION, 5000, "that an ID is ahead of the server's clock")            \
    X(lag_warn, "lag-warn", COUNT, 100, "entries that a group has not read: a warning")            \
    X(lag_error, "lag-error", COUNT, 10000, "the same: an error")                                  \
    X(pending_ms, "pending", DURATION, 600000, "that an entry has been pending")                   \
    X(consumer_ms, "consumer", DURATION, 86400000, "that a consumer has been idle")                \
    X(connections, "connections", PERCENT, 80, "connections, of maxclients")                       \
    X(trip_ms, "trip", DURATION, 10, "that a round trip takes")                                    \
    X(fragmentation, "fragmentation", PERCENT, 150, "memory that is taken, of what is used")

enum threshold_kind { THRESHOLD_PERCENT, THRESHOLD_COUNT, THRESHOLD_DURATION };

#define DOCTOR_CHECKS_MAX 64

struct doctor_settings {
    uint64_t hours; /* of history that are wanted; 24 */
#define DOCTOR_MEMBER(member, name, kind, fallback, what) uint64_t member;
    DOCTOR_THRESHOLDS(DOCTOR_MEMBER)
#undef DOCTOR_MEMBER
    bool off[DOCTOR_CHECKS_MAX]; /* by the place of the check in doctor_checks */
};

/* A threshold, for whoever tells of them; ends with one without a name. */
struct threshold {
    const char *name;
    enum threshold_kind kind;
    uint64_t fallback;
    const char *what;
};

extern const struct threshold doctor_thresholds[];

/* The standard ones. */
void doctor_settings_init(struct doctor_settings *settings);

/* Returns the threshold of that name, or NULL. */
const struct threshold *doctor_threshold_find(const char *name);

/* Sets a threshold: "80%", "25000", "10m". Returns false with what it takes. */
bool doctor_settings_set(struct doctor_settings *settings, const struct threshold *threshold,
                         const char *value, struct error *error);

/* Returns the threshold of a place in doctor_thresholds. */
uint64_t doctor_settings_get(const struct doctor_settings *settings, size_t number);

/* Switches a check off by its id. Returns false where there is none of that name. */
bool doctor_settings_skip(struct doctor_settings *settings, const char *id);

#endif
