/* Keys that can be evicted, and that are. */
#include "config.h"

#include "doctor/figure.h"
#include "doctor/memory_limit.h"
#include "present/number.h"

#include <inttypes.h>
#include <string.h>

static void tell_limit(const struct memory_limit *limit, struct finding *finding)
{
    char max[NUMBER_SIZE];

    number_bytes(limit->max, max);
    buffer_printf(&finding->evidence, "maxmemory-policy %s with maxmemory %s, %.0f %% of it used",
                  limit->policy, max, limit->share * 100);
}

/* --- evictable --- */

/* A cache that lives on keys with a TTL goes on under a policy that takes those alone. */
static void cure_policy(const struct memory_limit *limit, struct finding *finding)
{
    bool has_cache = limit->eviction == EVICTS_ALL && limit->ttl_known &&
                     limit->mortal_streams == 0 && memory_limit_mortals(limit) > 0;

    buffer_printf(&finding->cure, "CONFIG SET maxmemory-policy %s",
                  !has_cache                                  ? "noeviction"
                  : strcmp(limit->policy, "allkeys-lfu") == 0 ? "volatile-lfu"
                                                              : "volatile-lru");
    if (has_cache)
        buffer_printf(&finding->note,
                      "It evicts keys with a TTL alone, which %s have and no stream has; "
                      "noeviction evicts none. ",
                      FIGURE_COUNT(memory_limit_mortals(limit)));
    else
        buffer_string(&finding->note, "Writes then fail where memory is full, so leave room. ");
}

static void judge_all_evictable(const struct server_view *view, const struct memory_limit *limit)
{
    bool later = memory_limit_is_idle(view);
    struct finding *finding = server_finding(view, later ? FINDING_INFO : FINDING_ERROR);

    tell_limit(limit, finding);
    if (limit->streams > 1)
        buffer_printf(&finding->evidence, ": each of %s streams can go whole",
                      FIGURE_COUNT(limit->streams));
    else
        buffer_printf(&finding->evidence, ": %s stream can go whole",
                      limit->streams == 1 ? "its one" : "a");
    if (later)
        buffer_string(&finding->evidence, " once this replica is the primary");
    cure_policy(limit, finding);
    server_note_config(view, finding);
}

static void judge_some_evictable(const struct server_view *view, const struct memory_limit *limit)
{
    if (!limit->ttl_known)
        server_unchecked(view, "+pttl");
    if (limit->mortal_streams == 0 || memory_limit_is_idle(view))
        return;
    struct finding *finding = server_finding(view, FINDING_ERROR);
    tell_limit(limit, finding);
    buffer_printf(&finding->evidence, ": %s of %s streams %s a TTL and can go whole",
                  FIGURE_COUNT(limit->mortal_streams), FIGURE_COUNT(limit->streams),
                  limit->mortal_streams == 1 ? "has" : "have");
    buffer_string(&finding->cure, "CONFIG SET maxmemory-policy noeviction");
    buffer_string(&finding->note,
                  "Streams without a TTL are not evicted: PERSIST cures that, too. ");
    server_note_config(view, finding);
}

static void judge_evictable(const struct server_view *view)
{
    struct memory_limit limit = memory_limit_of(view);

    if (limit.eviction == EVICTS_ALL)
        judge_all_evictable(view, &limit);
    else if (limit.eviction == EVICTS_VOLATILE)
        judge_some_evictable(view, &limit);
}

SERVER_CHECK(evictable, judge_evictable)

/* --- evicting --- */

static enum finding_severity severity_of_eviction(const struct server_view *view,
                                                  const struct memory_limit *limit, uint64_t rise)
{
    bool is_full = limit->share * 100 >= (double)view->settings->memory_warn;

    if (limit->eviction == EVICTS_ALL)
        return rise > 0 ? FINDING_ERROR : is_full ? FINDING_WARNING : FINDING_INFO;
    if (limit->eviction == EVICTS_VOLATILE && (limit->mortal_streams > 0 || !limit->ttl_known))
        return rise > 0 ? FINDING_WARNING : FINDING_INFO;
    return FINDING_INFO;
}

static void judge_evicting(const struct server_view *view)
{
    struct memory_limit limit = memory_limit_of(view);
    uint64_t evicted = server_count(view, COUNTER_EVICTED);
    uint64_t rise = server_rise(view, COUNTER_EVICTED);

    if (evicted == 0 || memory_limit_is_idle(view))
        return;
    enum finding_severity severity = severity_of_eviction(view, &limit, rise);
    struct finding *finding = server_finding(view, severity);
    server_tell_count(view, finding, evicted, "key was evicted", "keys were evicted", rise);
    finding->weight = (double)rise;
    if (severity != FINDING_INFO)
        memory_limit_cure(view, &limit, finding);
    else if (limit.eviction == EVICTS_VOLATILE)
        buffer_string(&finding->note, "It evicts keys with a TTL alone, which streams have not");
    else
        buffer_string(&finding->note, "Streams may have been among them");
}

SERVER_CHECK(evicting, judge_evicting)
