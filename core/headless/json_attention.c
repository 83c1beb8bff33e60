#include "config.h"

#include "headless/json_attention.h"

#include "headless/json_member.h"

static void write_entry(struct json_writer *json, const char *key,
                        const struct attention_entry *entry)
{
    if (entry == NULL) {
        json_member_text(json, key, (struct slice){0});
        return;
    }
    json_write_key(json, key);
    json_write_open(json, JSON_OBJECT);
    json_member_time(json, "since_ms", entry->since_ms);
    json_member_time(json, "until_ms", entry->until_ms);
    json_member_time(json, "worse_ms", entry->worse_ms != 0 ? entry->worse_ms : INT64_MIN);
    json_member_text(json, "why", slice_of(entry->why));
    json_write_close(json, JSON_OBJECT);
}

void json_attention(struct json_writer *json, const struct attention *attention, const char *tenant,
                    const char *dimension)
{
    static const char *const keys[ATTENTION_KINDS] = {"acknowledged", "muted"};

    for (int kind = 0; kind < ATTENTION_KINDS; kind++)
        write_entry(json, keys[kind],
                    attention_find(attention, (enum attention_kind)kind, tenant, dimension));
}
