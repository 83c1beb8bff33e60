#include "config.h"

#include "drift/tenant.h"

#include "base/duration.h"
#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A judgement is made as of a moment ago: what is read for it may have come just after that. */
#define AHEAD_SLACK_MS MS_PER_MINUTE

struct tenant *tenant_create(struct slice name)
{
    struct tenant *tenant = mem_zalloc(1, sizeof(*tenant));

    tenant->name = mem_strndup(name.data, name.size);
    tenant->name_size = name.size;
    tenant->known_until_ms = INT64_MAX;
    return tenant;
}

struct slice tenant_name(const struct tenant *tenant)
{
    return (struct slice){tenant->name, tenant->name_size};
}

void tenant_changed(struct tenant *tenant)
{
    change_note(&tenant->change);
}

static const char *usual_word(struct slice word)
{
    static const char *const words[] = {"", "ok", "warn", "degraded", "warning", "critical"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (slice_is(word, words[i]))
            return words[i];
    }
    return NULL;
}

void dimension_set_word(struct dimension *dimension, struct slice word)
{
    const char *usual = usual_word(word);

    if (dimension->word_capacity > 0)
        free((char *)(uintptr_t)dimension->severity_word);
    dimension->severity_word = usual != NULL ? usual : mem_strndup(word.data, word.size);
    dimension->word_capacity = usual != NULL ? 0 : (uint32_t)word.size + 1;
}

void tenant_free(struct tenant *tenant)
{
    if (tenant == NULL)
        return;
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        free(tenant->dimensions[i].name);
        dimension_set_word(&tenant->dimensions[i], SLICE(""));
        free(tenant->dimensions[i].metadata);
        metadata_table_free(tenant->dimensions[i].table);
    }
    free(tenant->dimensions);
    name_table_clear(&tenant->names);
    for (size_t i = 0; i < tenant->word_count; i++)
        free(tenant->words[i]);
    free(tenant->words);
    free(tenant->notices);
    free(tenant->trouble);
    history_clear(&tenant->history);
    recent_clear(&tenant->recent);
    free(tenant->window_start);
    free(tenant->window_end);
    free(tenant->name);
    free(tenant->key);
    free(tenant);
}

const char *tenant_severity_word(const struct tenant *tenant, enum severity severity, uint8_t word)
{
    return word > 0 ? tenant->words[word - 1] : severity_name(severity);
}

size_t tenant_find_dimension(const struct tenant *tenant, struct slice name)
{
    if (tenant->dimension_count > TENANT_FEW_DIMENSIONS) {
        size_t column = name_table_find(&tenant->names, name);
        return column == NAME_UNKNOWN ? tenant->dimension_count : column;
    }
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        const struct dimension *dimension = &tenant->dimensions[i];
        if (slice_equals((struct slice){dimension->name, dimension->name_size}, name))
            return i;
    }
    return tenant->dimension_count;
}

void tenant_clear_history(struct tenant *tenant)
{
    history_clear(&tenant->history);
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        metadata_table_free(tenant->dimensions[i].table);
        tenant->dimensions[i].table = NULL;
    }
    tenant->skipped = 0;
    tenant->flaws = (struct report_flaws){0};
    tenant_set_trouble(tenant, "");
    tenant->forgotten++;
    tenant_changed(tenant);
}

void tenant_reset(struct tenant *tenant)
{
    tenant_clear_history(tenant);
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct dimension *dimension = &tenant->dimensions[i];
        dimension->last = STREAM_ID_MIN;
        dimension->newest = SAMPLE_ABSENT;
        dimension->sample_count = SAMPLE_COUNT_UNKNOWN;
        dimension_set_word(dimension, SLICE(""));
        free(dimension->metadata);
        dimension->metadata = NULL;
        dimension->metadata_capacity = 0;
    }
    tenant->has_report = false;
    tenant->newest_id = STREAM_ID_MIN;
    tenant->oldest_id = STREAM_ID_MIN;
    tenant->ahead_ms = 0;
    recent_clear(&tenant->recent);
    tenant->pauses = (struct pause_evidence){0};
    tenant->entries = 0;
    tenant->window_length_ms = 0;
    free(tenant->window_start);
    free(tenant->window_end);
    tenant->window_start = NULL;
    tenant->window_end = NULL;
    tenant->window_start_capacity = 0;
    tenant->window_end_capacity = 0;
}

const char *tenant_trouble(const struct tenant *tenant)
{
    return tenant->trouble != NULL ? tenant->trouble : "";
}

bool tenant_set_trouble(struct tenant *tenant, const char *reason)
{
    size_t size = strnlen(reason, TENANT_TROUBLE_MAX);
    char *kept = size > 0 ? mem_strndup(reason, size) : NULL;
    bool other = strcmp(kept != NULL ? kept : "", tenant_trouble(tenant)) != 0;

    free(tenant->trouble);
    tenant->trouble = kept;
    return other;
}

/* Returns the newest notice of a kind, or NULL. */
static struct notice *newest_notice(struct tenant *tenant, enum notice_kind kind)
{
    size_t held = tenant->notice_count < TENANT_NOTICES ? tenant->notice_count : TENANT_NOTICES;

    for (size_t i = 1; i <= held; i++) {
        struct notice *notice = &tenant->notices[(tenant->notice_count - i) % TENANT_NOTICES];
        if (notice->kind == kind)
            return notice;
    }
    return NULL;
}

void tenant_note(struct tenant *tenant, enum notice_kind kind, int64_t time_ms, const char *format,
                 ...)
{
    struct notice *notice = newest_notice(tenant, kind);

    if (tenant->notices == NULL)
        tenant->notices = mem_zalloc(TENANT_NOTICES, sizeof(*tenant->notices));
    if (notice == NULL || time_ms - notice->time_ms >= MS_PER_MINUTE) {
        notice = &tenant->notices[tenant->notice_count % TENANT_NOTICES];
        tenant->notice_count++;
    }
    notice->kind = kind;
    notice->time_ms = time_ms;

    va_list args;
    va_start(args, format);
    vsnprintf(notice->text, sizeof(notice->text), format, args);
    va_end(args);
    tenant_changed(tenant);
}

int64_t tenant_interval(const struct tenant *tenant)
{
    return interval_usual(&tenant->recent, tenant->recent.count);
}

int64_t tenant_clock(const struct tenant *tenant, int64_t moment_ms)
{
    int64_t came_ms = stream_id_time(tenant->newest_id) - tenant->ahead_ms;

    if (tenant->ahead_ms == 0 || moment_ms < came_ms - AHEAD_SLACK_MS ||
        moment_ms > INT64_MAX - tenant->ahead_ms)
        return moment_ms;
    return moment_ms + tenant->ahead_ms;
}

int64_t tenant_known_clock(const struct tenant *tenant, int64_t moment_ms)
{
    bool unknown = moment_ms > tenant->known_until_ms;

    return tenant_clock(tenant, unknown ? tenant->known_until_ms : moment_ms);
}
