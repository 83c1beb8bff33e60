#include "config.h"

#include "present/attention_words.h"

#include <string.h>

/* The time of day, with the day where that could be another one's. */
static void write_moment(int64_t time_ms, struct telling telling, char out[static 32])
{
    char minute[16];

    timestamp_format(time_ms, telling.zone, out);
    timestamp_format_minute(time_ms, telling.zone, minute);
    if (time_ms > telling.now_ms - MS_PER_DAY && time_ms < telling.now_ms + MS_PER_DAY)
        strcpy(out, minute);
    else
        out[strlen("2026-11-22 14:30")] = '\0';
}

static void append(const struct attention_entry *entry, struct telling telling, struct buffer *out)
{
    char moment[32];

    if (entry == NULL)
        return;
    buffer_string(out, out->size > 0 ? "; " : "");
    write_moment(entry->worse_ms != 0 ? entry->worse_ms : entry->until_ms, telling, moment);
    if (entry->worse_ms != 0)
        buffer_printf(out, "was acknowledged, and got worse at %s", moment);
    else
        buffer_printf(out, "%s until %s: %s",
                      entry->kind == ATTENTION_MUTED ? "muted" : "acknowledged", moment,
                      entry->why);
}

void attention_describe(const struct attention *attention, const char *tenant,
                        const char *dimension, struct telling telling, struct buffer *out)
{
    struct buffer words = {0};

    append(attention_find(attention, ATTENTION_ACKNOWLEDGED, tenant, dimension), telling, &words);
    append(attention_find(attention, ATTENTION_MUTED, tenant, dimension), telling, &words);
    buffer_append(out, buffer_text(&words), words.size);
    buffer_free(&words);
}

char attention_mark(const struct attention *attention, const char *tenant, const char *dimension)
{
    const struct attention_entry *known =
        attention_find(attention, ATTENTION_ACKNOWLEDGED, tenant, dimension);

    if (known != NULL && known->worse_ms != 0)
        return '!';
    if (attention_find(attention, ATTENTION_MUTED, tenant, dimension) != NULL)
        return 'z';
    return known != NULL ? 'a' : '\0';
}
