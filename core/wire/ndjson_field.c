#include "config.h"

#include "wire/ndjson_field.h"

#include <stdint.h>

#define FIRST_OF_OTHERS 14

/* Of one field the names stand in their order. */
static const struct {
    struct slice name;
    enum ndjson_field field;
} names[] = {
    {{"dims", 4}, FIELD_DIMS},
    {{"dimensions", 10}, FIELD_DIMENSIONS},
    {{"report", 6}, FIELD_REPORT},
    {{"degraded", 8}, FIELD_DEGRADED},
    {{"warned", 6}, FIELD_WARNED},
    {{"tenant", 6}, FIELD_TENANT},
    {{"env", 3}, FIELD_ENVIRONMENT},
    {{"environment", 11}, FIELD_ENVIRONMENT},
    {{"id", 2}, FIELD_ID},
    {{"time_ms", 7}, FIELD_TIME_MS},
    {{"ws", 2}, FIELD_START},
    {{"window_start", 12}, FIELD_START},
    {{"we", 2}, FIELD_END},
    {{"window_end", 10}, FIELD_END},
    /* What others write. */
    {{"window", 6}, FIELD_WINDOW},
    {{"windowStart", 11}, FIELD_START},
    {{"windowEnd", 9}, FIELD_END},
    {{"start", 5}, FIELD_START},
    {{"end", 3}, FIELD_END},
    {{"start_time", 10}, FIELD_START},
    {{"end_time", 8}, FIELD_END},
    {{"startTime", 9}, FIELD_START},
    {{"endTime", 7}, FIELD_END},
    {{"period_start", 12}, FIELD_START},
    {{"period_end", 10}, FIELD_END},
    {{"from", 4}, FIELD_START},
    {{"to", 2}, FIELD_END},
    {{"timestamp", 9}, FIELD_TIME},
    {{"ts", 2}, FIELD_TIME},
    {{"time", 4}, FIELD_TIME},
    {{"@timestamp", 10}, FIELD_TIME},
    {{"datetime", 8}, FIELD_TIME},
    {{"timestamp_ms", 12}, FIELD_TIME},
    {{"ts_ms", 5}, FIELD_TIME},
    {{"generated_at", 12}, FIELD_TIME},
    {{"created_at", 10}, FIELD_TIME},
    {{"date", 4}, FIELD_TIME},
};

/* Most names are told apart by their lengths. */
static bool is_named(struct slice key, struct slice name)
{
    return key.size == name.size && key.data[0] == name.data[0] && slice_equals(key, name);
}

struct ndjson_name ndjson_name_of(struct slice key)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (is_named(key, names[i].name))
            return (struct ndjson_name){names[i].field, i < FIRST_OF_OTHERS ? 0 : i};
    }
    return (struct ndjson_name){FIELD_OTHER, SIZE_MAX};
}

struct slice ndjson_name_like(struct slice key)
{
    for (size_t i = 0; i < FIRST_OF_OTHERS; i++) {
        if (slice_is_nocase(key, names[i].name.data))
            return names[i].name;
    }
    return (struct slice){0};
}
