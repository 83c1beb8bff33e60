#include "config.h"

#include "headless/doctor_words.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"
#include "doctor/check.h"
#include "headless/suggest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define HOURS_MAX 100000

/* Fails with the name that may be meant, or with where all of them stand. */
static bool fail_name(const struct suggestion *suggestion, const char *what, struct error *error)
{
    if (suggestion->best != NULL)
        return error_set(error, ERROR_USAGE, "\"%s\" is no %s; did you mean \"%s\"?",
                         suggestion->word, what, suggestion->best);
    return error_set(error, ERROR_USAGE, "\"%s\" is no %s; DOCTOR in driftop(1) lists them",
                     suggestion->word, what);
}

static bool fail_threshold(const char *name, struct error *error)
{
    struct suggestion suggestion = {.word = name};

    for (size_t i = 0; doctor_thresholds[i].name != NULL; i++)
        suggestion_offer(&suggestion, doctor_thresholds[i].name);
    return fail_name(&suggestion, "threshold", error);
}

bool doctor_words_threshold(struct doctor_settings *settings, const char *text, struct error *error)
{
    const char *equals = strchr(text, '=');

    if (equals == NULL)
        return error_set(error, ERROR_USAGE,
                         "\"%s\" lacks its value: a threshold is written NAME=VALUE, as in "
                         "memory-warn=70%%",
                         text);
    char *name = mem_strndup(text, (size_t)(equals - text));
    const struct threshold *threshold = doctor_threshold_find(name);
    bool good = threshold != NULL ? doctor_settings_set(settings, threshold, equals + 1, error)
                                  : fail_threshold(name, error);
    free(name);
    return good;
}

bool doctor_words_skip(struct doctor_settings *settings, const char *id, struct error *error)
{
    struct suggestion suggestion = {.word = id};

    if (doctor_settings_skip(settings, id))
        return true;
    for (size_t i = 0; i < doctor_check_count; i++)
        suggestion_offer(&suggestion, doctor_checks[i].id);
    return fail_name(&suggestion, "check", error);
}

static bool take_hours(struct doctor_settings *settings, const char *value, struct error *error)
{
    uint64_t hours;

    if (!integer_parse(slice_of(value), HOURS_MAX, &hours) || hours == 0)
        return error_set(error, ERROR_USAGE, "hours \"%s\": it takes a whole number from 1 to %d",
                         value, HOURS_MAX);
    settings->hours = hours;
    return true;
}

bool doctor_words_set(struct doctor_settings *settings, const char *name, const char *value,
                      struct error *error)
{
    const struct threshold *threshold = doctor_threshold_find(name);
    struct suggestion suggestion = {.word = name};

    if (strcmp(name, "hours") == 0)
        return take_hours(settings, value, error);
    if (strcmp(name, "skip") == 0)
        return doctor_words_skip(settings, value, error) || error_prefix(error, "skip");
    if (threshold != NULL)
        return doctor_settings_set(settings, threshold, value, error);
    suggestion_offer(&suggestion, "hours");
    suggestion_offer(&suggestion, "skip");
    for (size_t i = 0; doctor_thresholds[i].name != NULL; i++)
        suggestion_offer(&suggestion, doctor_thresholds[i].name);
    return fail_name(&suggestion, "setting of the doctor", error);
}

void doctor_words_append(struct buffer *out, const struct threshold *threshold, uint64_t value)
{
    char length[32];

    duration_format((int64_t)value, length);
    if (threshold->kind == THRESHOLD_DURATION)
        buffer_string(out, length);
    else
        buffer_printf(out, "%" PRIu64 "%s", value, threshold->kind == THRESHOLD_PERCENT ? "%" : "");
}
