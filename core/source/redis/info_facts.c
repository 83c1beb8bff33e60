#include "config.h"

#include "source/redis/info_facts.h"

#include "base/integer.h"
#include "base/text.h"

#include <string.h>

/* Returns the value of "name:value" in INFO's text; empty when there is none. */
static struct slice value_of(struct slice info, const char *name)
{
    size_t size = strlen(name);

    while (info.data != NULL) {
        struct slice line = slice_split(&info, '\n');
        if (line.size <= size || memcmp(line.data, name, size) != 0 || line.data[size] != ':')
            continue;
        struct slice value = {line.data + size + 1, line.size - size - 1};
        if (value.size > 0 && value.data[value.size - 1] == '\r')
            value.size--;
        return value;
    }
    return SLICE("");
}

static uint64_t number_of(struct slice info, const char *name)
{
    uint64_t number = 0;

    integer_parse(value_of(info, name), INT64_MAX, &number);
    return number;
}

static void read_memory(struct info_facts *facts, struct slice text)
{
    struct slice policy = value_of(text, "maxmemory_policy");
    uint64_t limit = number_of(text, "maxmemory");

    if (limit == 0)
        return;
    if (policy.size > 8 && memcmp(policy.data, "allkeys-", 8) == 0)
        text_safe_copy(facts->policy, sizeof(facts->policy), policy);
    facts->evicted = number_of(text, "evicted_keys");
    facts->memory_full = slice_is(policy, "noeviction") && number_of(text, "used_memory") >= limit;
}

static void read_role(struct info_facts *facts, struct slice text)
{
    facts->replica = slice_is(value_of(text, "role"), "slave");
    if (!facts->replica)
        return;
    facts->cut_off = !slice_is(value_of(text, "master_link_status"), "up");
    facts->unfilled =
        facts->cut_off && (slice_is(value_of(text, "master_link_down_since_seconds"), "-1") ||
                           slice_is(value_of(text, "master_sync_in_progress"), "1"));
    facts->silent_s = number_of(text, "master_last_io_seconds_ago");
}

void info_facts_read(struct info_facts *facts, struct slice text)
{
    *facts = (struct info_facts){.known = true};
    facts->clock_ms = (int64_t)(number_of(text, "server_time_usec") / 1000);
    read_memory(facts, text);
    read_role(facts, text);
}
