#include "config.h"

#include "doctor/settings.h"

#include "base/duration.h"
#include "base/integer.h"
#include "doctor/check.h"

#include <stddef.h>
#include <string.h>

#define PERCENT_MAX 1000
#define COUNT_MAX UINT32_MAX

#define THRESHOLD_LINE(member, name, kind, fallback, what) {name, THRESHOLD_##kind, fallback, what},
const struct threshold doctor_thresholds[] = {DOCTOR_THRESHOLDS(THRESHOLD_LINE){0}};
#undef THRESHOLD_LINE

#define THRESHOLD_PLACE(member, name, kind, fallback, what)                                        \
    offsetof(struct doctor_settings, member),
static const size_t places[] = {DOCTOR_THRESHOLDS(THRESHOLD_PLACE)};
#undef THRESHOLD_PLACE

static uint64_t *member_of(struct doctor_settings *settings, size_t number)
{
    return (uint64_t *)(void *)((char *)settings + places[number]);
}

uint64_t doctor_settings_get(const struct doctor_settings *settings, size_t number)
{
    return *(const uint64_t *)(const void *)((const char *)settings + places[number]);
}

void doctor_settings_init(struct doctor_settings *settings)
{
    *settings = (struct doctor_settings){.hours = 24};
    for (size_t i = 0; doctor_thresholds[i].name != NULL; i++)
        *member_of(settings, i) = doctor_thresholds[i].fallback;
}

static bool take_number(struct slice text, uint64_t max, uint64_t *number, struct error *error)
{
    return integer_parse(text, max, number) ||
           error_set(error, ERROR_USAGE, "it takes a number up to %lu", (unsigned long)max);
}

static bool take_percent(struct slice text, uint64_t *number, struct error *error)
{
    if (text.size > 0 && text.data[text.size - 1] == '%')
        text.size--;
    return integer_parse(text, PERCENT_MAX, number) ||
           error_set(error, ERROR_USAGE, "it takes a share such as 80%%, up to %d%%", PERCENT_MAX);
}

static bool take_duration(const char *value, uint64_t *number, struct error *error)
{
    int64_t ms;

    if (!duration_parse(value, &ms, error))
        return false;
    *number = (uint64_t)ms;
    return true;
}

static bool take(const struct threshold *threshold, const char *value, uint64_t *number,
                 struct error *error)
{
    switch (threshold->kind) {
    case THRESHOLD_PERCENT:
        return take_percent(slice_of(value), number, error);
    case THRESHOLD_DURATION:
        return take_duration(value, number, error);
    default:
        return take_number(slice_of(value), COUNT_MAX, number, error);
    }
}

const struct threshold *doctor_threshold_find(const char *name)
{
    for (size_t i = 0; doctor_thresholds[i].name != NULL; i++) {
        if (strcmp(doctor_thresholds[i].name, name) == 0)
            return &doctor_thresholds[i];
    }
    return NULL;
}

bool doctor_settings_set(struct doctor_settings *settings, const struct threshold *threshold,
                         const char *value, struct error *error)
{
    uint64_t *member = member_of(settings, (size_t)(threshold - doctor_thresholds));

    return take(threshold, value, member, error) ||
           error_prefix(error, "%s \"%s\"", threshold->name, value);
}

bool doctor_settings_skip(struct doctor_settings *settings, const char *id)
{
    for (size_t i = 0; i < doctor_check_count; i++) {
        if (strcmp(doctor_checks[i].id, id) == 0) {
            settings->off[i] = true;
            return true;
        }
    }
    return false;
}
