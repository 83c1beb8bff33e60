#include "config.h"

#include "headless/destination_words.h"

#include "base/duration.h"
#include "base/integer.h"
#include "headless/suggest.h"
#include "route/told.h"

#include <string.h>

#define REPEAT_MIN_MS (10 * MS_PER_SECOND)
#define TIME_MAX_MS (3660 * MS_PER_DAY)
#define WITHIN_MAX_MS (7 * MS_PER_DAY)

bool destination_severity_parse(const char *text, enum severity *severity, struct error *error)
{
    bool warn = strcmp(text, severity_name(SEVERITY_WARN)) == 0;

    if (!warn && strcmp(text, severity_name(SEVERITY_DEGRADED)) != 0)
        return error_set(error, ERROR_USAGE,
                         "\"%s\": it takes warn or degraded, the least that is told", text);
    *severity = warn ? SEVERITY_WARN : SEVERITY_DEGRADED;
    return true;
}

bool destination_repeat_parse(const char *text, int64_t *repeat_ms, struct error *error)
{
    int64_t duration_ms = 0;

    if (strcmp(text, "off") != 0 && !duration_parse(text, &duration_ms, error))
        return error_prefix(error, "it takes a length of time from 10s on, or off");
    if (strcmp(text, "off") != 0 && (duration_ms < REPEAT_MIN_MS || duration_ms > TIME_MAX_MS))
        return error_set(error, ERROR_USAGE, "\"%s\": it takes 10s to 3660d, or off", text);
    *repeat_ms = duration_ms;
    return true;
}

bool destination_limit_parse(const char *text, struct destination_limit *limit, struct error *error)
{
    struct slice rest = slice_of(text);
    struct slice count = slice_split(&rest, '/');
    uint64_t number;
    int64_t within_ms;

    if (strcmp(text, "off") == 0) {
        *limit = (struct destination_limit){0};
        return true;
    }
    if (rest.data == NULL || !integer_parse(count, TOLD_EDGES_MAX - 1, &number) || number == 0 ||
        !duration_parse(rest.data, &within_ms, NULL) || within_ms < MS_PER_SECOND ||
        within_ms > WITHIN_MAX_MS)
        return error_set(error, ERROR_USAGE,
                         "\"%s\": it takes COUNT/TIME such as 4/1h, from 1 to %d in 1s to 7d, or "
                         "off",
                         text, TOLD_EDGES_MAX - 1);
    *limit = (struct destination_limit){.count = (unsigned)number, .within_ms = within_ms};
    return true;
}

static bool is_name(struct slice text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char digits[] = "0123456789";

    for (size_t i = 0; i < text.size; i++) {
        bool letter = memchr(letters, text.data[i], sizeof(letters) - 1) != NULL;
        bool digit = memchr(digits, text.data[i], sizeof(digits) - 1) != NULL;
        if (!letter && (!digit || i == 0))
            return false;
    }
    return text.size > 0;
}

/* What messages say themselves. */
static bool is_reserved(struct slice name)
{
    static const char *const reserved[] = {"alertname", "destination", "dimension", "kind",
                                           "severity",  "stream",      "tenant"};

    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        if (slice_is(name, reserved[i]))
            return true;
    }
    return false;
}

bool destination_label_check(const char *text, struct error *error)
{
    struct slice value = slice_of(text);
    struct slice name = slice_split(&value, '=');

    if (!is_name(name) || value.data == NULL || value.size == 0)
        return error_set(error, ERROR_USAGE,
                         "\"%s\": it takes NAME=VALUE such as team=rag, with a name of letters, "
                         "digits and _",
                         text);
    if (is_reserved(name))
        return error_set(error, ERROR_USAGE, "\"%s\": messages have a %.*s of their own", text,
                         (int)name.size, name.data);
    return true;
}

bool destination_variable_check(const char *text, struct error *error)
{
    return is_name(slice_of(text)) ||
           error_set(error, ERROR_USAGE,
                     "it takes the name of a variable of the environment: letters, digits and _");
}

bool destination_kind_parse(const char *text, enum destination_kind *kind, struct error *error)
{
    struct suggestion suggestion = {.word = text};
    struct buffer list = {0};

    if (destination_kind_find(text, kind))
        return true;
    for (size_t i = 0; i < DESTINATION_KINDS; i++) {
        buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", destination_traits[i].name);
        suggestion_offer(&suggestion, destination_traits[i].name);
    }
    if (suggestion.best != NULL)
        buffer_printf(&list, "; did you mean \"%s\"?", suggestion.best);
    error_set(error, ERROR_USAGE, "\"%s\": there is no such kind; the kinds are %s", text,
              buffer_text(&list));
    buffer_free(&list);
    return false;
}
