#include "config.h"

#include "source/redis/info_facts.h"

#include "base/text.h"
#include "redis/info_text.h"

#include <string.h>

static void read_memory(struct info_facts *facts, struct slice text)
{
    struct slice policy = info_value(text, "maxmemory_policy");
    uint64_t limit = info_number(text, "maxmemory");

    if (limit == 0)
        return;
    if (policy.size > 8 && memcmp(policy.data, "allkeys-", 8) == 0)
        text_safe_copy(facts->policy, sizeof(facts->policy), policy);
    facts->evicted = info_number(text, "evicted_keys");
    facts->memory_full = slice_is(policy, "noeviction") && info_number(text, "used_memory") >= limit;
}

static void read_role(struct info_facts *facts, struct slice text)
{
    facts->replica = slice_is(info_value(text, "role"), "slave");
    if (!facts->replica)
        return;
    facts->cut_off = !slice_is(info_value(text, "master_link_status"), "up");
    facts->unfilled =
        facts->cut_off && (slice_is(info_value(text, "master_link_down_since_seconds"), "-1") ||
                           slice_is(info_value(text, "master_sync_in_progress"), "1"));
    facts->silent_s = info_number(text, "master_last_io_seconds_ago");
}

void info_facts_read(struct info_facts *facts, struct slice text)
{
    *facts = (struct info_facts){.known = true};
    facts->clock_ms = (int64_t)(info_number(text, "server_time_usec") / 1000);
    read_memory(facts, text);
    read_role(facts, text);
}
