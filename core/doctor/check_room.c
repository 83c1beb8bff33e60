/* Memory that runs out, or has no limit. */
#include "config.h"

#include "doctor/figure.h"
#include "doctor/memory_limit.h"
#include "present/number.h"

#include <inttypes.h>

#define LIMIT_LEAST ((double)(UINT64_C(256) << 20))

/* --- out-of-memory --- */

static void tell_memory(const struct memory_limit *limit, struct finding *finding)
{
    char used[NUMBER_SIZE];
    char max[NUMBER_SIZE];

    number_bytes(limit->used, used);
    number_bytes(limit->max, max);
    buffer_printf(&finding->evidence, "%s of maxmemory %s are used, %.0f %%", used, max,
                  limit->share * 100);
    finding->weight = limit->share;
}

static void judge_failing_writes(const struct server_view *view, const struct memory_limit *limit,
                                 uint64_t rise)
{
    struct finding *finding = server_finding(view, FINDING_ERROR);

    if (limit->max > 0) {
        tell_memory(limit, finding);
        buffer_string(&finding->evidence, "; ");
        memory_limit_cure(view, limit, finding);
    }
    server_tell_count(view, finding, server_count(view, COUNTER_OOM), "write failed with OOM",
                      "writes failed with OOM", rise);
}

static void judge_fullness(const struct server_view *view, const struct memory_limit *limit)
{
    bool is_error = limit->share * 100 >= (double)view->settings->memory_error;
    struct finding *finding = server_finding(view, is_error ? FINDING_ERROR : FINDING_WARNING);

    tell_memory(limit, finding);
    buffer_printf(&finding->evidence, ", and policy %s evicts nothing", limit->policy);
    if (limit->eviction == EVICTS_VOLATILE)
        buffer_string(&finding->evidence, " without a TTL");
    memory_limit_cure(view, limit, finding);
}

/* A cache that is full as it should be: nothing fails as long as there are keys to evict. */
static void judge_full_cache(const struct server_view *view, const struct memory_limit *limit)
{
    struct finding *finding = server_finding(view, FINDING_INFO);

    tell_memory(limit, finding);
    buffer_printf(&finding->evidence, "; policy %s can evict %s keys that have a TTL",
                  limit->policy, FIGURE_COUNT(memory_limit_mortals(limit)));
    buffer_string(&finding->note, "Writes fail with OOM once there are none of them any more");
}

static void judge_past_failures(const struct server_view *view)
{
    uint64_t failed = server_count(view, COUNTER_OOM);

    if (failed == 0)
        return;
    struct finding *finding = server_finding(view, FINDING_INFO);
    server_tell_count(view, finding, failed, "write failed with OOM", "writes failed with OOM", 0);
    buffer_string(&finding->note, "Reports may have been among them");
}

static void judge_out_of_memory(const struct server_view *view)
{
    struct memory_limit limit = memory_limit_of(view);
    uint64_t rise = server_rise(view, COUNTER_OOM);
    bool is_full = limit.max > 0 && limit.share * 100 >= (double)view->settings->memory_warn;

    if (rise > 0)
        judge_failing_writes(view, &limit, rise);
    else if (!is_full || memory_limit_is_idle(view) || limit.eviction == EVICTS_ALL)
        judge_past_failures(view);
    else if (limit.eviction == EVICTS_VOLATILE && memory_limit_mortals(&limit) > 0)
        judge_full_cache(view, &limit);
    else
        judge_fullness(view, &limit);
}

SERVER_CHECK(out_of_memory, judge_out_of_memory)

/* --- no-maxmemory --- */

/* Three quarters of the machine, or half of what is left of it where more is in use. */
static uint64_t limit_to_set(uint64_t used, uint64_t machine)
{
    double share = (double)machine * 0.75;
    double rest = ((double)used + (double)machine) / 2;

    if (machine == 0)
        return memory_whole_mib((double)used * 4 > LIMIT_LEAST ? (double)used * 4 : LIMIT_LEAST);
    return memory_whole_mib(share > rest ? share : rest);
}

static void cure_no_limit(const struct server_view *view, uint64_t used, uint64_t machine,
                          struct finding *finding)
{
    bool would_evict = memory_policy_evicts_all(view);

    buffer_printf(&finding->cure, "CONFIG SET maxmemory %" PRIu64, limit_to_set(used, machine));
    if (would_evict && server_version(view) >= 700)
        buffer_string(&finding->cure, " maxmemory-policy noeviction");
    else if (would_evict)
        buffer_string(&finding->note, "First CONFIG SET maxmemory-policy noeviction, as this "
                                      "policy would evict streams. ");
    buffer_string(&finding->note, "Less where it shares the machine, or is in a container: its "
                                  "limit is not seen from here. ");
    server_note_config(view, finding);
}

static void judge_no_maxmemory(const struct server_view *view)
{
    uint64_t resident = server_number(view, "used_memory_rss");
    uint64_t used = server_number(view, "used_memory");
    uint64_t machine = server_number(view, "total_system_memory");
    char text[2][NUMBER_SIZE];

    if (!server_tells(view, "maxmemory") || server_number(view, "maxmemory") > 0 ||
        memory_limit_is_idle(view))
        return;
    used = resident > used ? resident : used;
    double left = machine > used ? 1 - (double)used / (double)machine : 0;
    bool is_tight = machine > 0 && left * 100 < (double)view->settings->headroom;
    struct finding *finding = server_finding(view, is_tight ? FINDING_WARNING : FINDING_INFO);
    number_bytes(used, text[0]);
    number_bytes(machine, text[1]);
    buffer_printf(&finding->evidence, "maxmemory is 0; %s are taken", text[0]);
    if (machine > 0)
        buffer_printf(&finding->evidence, " of %s that the machine has", text[1]);
    cure_no_limit(view, used, machine, finding);
}

SERVER_CHECK(no_maxmemory, judge_no_maxmemory)
