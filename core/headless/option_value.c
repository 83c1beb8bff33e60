#include "config.h"

#include "headless/option_value.h"

#include "base/buffer.h"
#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"
#include "headless/suggest.h"

#include <inttypes.h>
#include <string.h>

static bool fail(const struct option_spec *spec, const char *value, const char *expected,
                 struct error *error)
{
    return error_set(error, ERROR_USAGE, "--%s \"%s\": %s", spec->name, value, expected);
}

/* Finds the place of `value` among the choices, or fails with a list of them. */
static bool find_choice(const struct option_spec *spec, const char *value, size_t *choice,
                        struct error *error)
{
    struct suggestion suggestion = {.word = value};
    struct buffer list = {0};

    for (size_t i = 0; i < OPTION_MAX_CHOICES && spec->choices[i] != NULL; i++) {
        if (strcmp(spec->choices[i], value) == 0) {
            buffer_free(&list);
            *choice = i;
            return true;
        }
        buffer_printf(&list, "%s%s", i > 0 ? ", " : "it takes ", spec->choices[i]);
        suggestion_offer(&suggestion, spec->choices[i]);
    }
    if (suggestion.best != NULL)
        buffer_printf(&list, "; did you mean \"%s\"?", suggestion.best);
    fail(spec, value, buffer_text(&list), error);
    buffer_free(&list);
    return false;
}

static bool set_text(const char **member, const struct option_spec *spec, const char *value,
                     struct error *error)
{
    size_t choice;

    if (*value == '\0')
        return fail(spec, value, "it cannot be empty", error);
    if (spec->choices[0] != NULL && !find_choice(spec, value, &choice, error))
        return false;
    *member = value;
    return true;
}

static bool add_tenant(struct options *options, const struct option_spec *spec, const char *value,
                       struct error *error)
{
    if (*value == '\0')
        return fail(spec, value, "it cannot be empty", error);
    options->tenants =
        mem_resize(options->tenants, options->tenant_count + 1, sizeof(*options->tenants));
    options->tenants[options->tenant_count++] = value;
    return true;
}

static bool set_duration(int64_t *member, const struct option_spec *spec, const char *value,
                         struct error *error)
{
    int64_t duration_ms;

    if (!duration_parse(value, &duration_ms, error))
        return error_prefix(error, "--%s", spec->name);
    if (duration_ms < spec->min || duration_ms > spec->max) {
        char min[32];
        char max[32];
        duration_format(spec->min, min);
        duration_format(spec->max, max);
        return error_set(error, ERROR_USAGE, "--%s \"%s\": it takes %s to %s", spec->name, value,
                         min, max);
    }
    *member = duration_ms;
    return true;
}

static bool set_size(size_t *member, const struct option_spec *spec, const char *value,
                     struct error *error)
{
    uint64_t number;

    if (!integer_parse(slice_of(value), (uint64_t)spec->max, &number) ||
        number < (uint64_t)spec->min)
        return error_set(error, ERROR_USAGE,
                         "--%s \"%s\": it takes a whole number from %" PRId64 " to %" PRId64,
                         spec->name, value, spec->min, spec->max);
    *member = (size_t)number;
    return true;
}

static bool set_uint64(uint64_t *member, const struct option_spec *spec, const char *value,
                       struct error *error)
{
    uint64_t number;

    if (!integer_parse(slice_of(value), (uint64_t)spec->max, &number) ||
        number < (uint64_t)spec->min)
        return error_set(error, ERROR_USAGE,
                         "--%s \"%s\": it takes a whole number from %" PRId64 " to %" PRId64,
                         spec->name, value, spec->min, spec->max);
    *member = number;
    return true;
}

/* Reads a whole number with a unit behind it, or none for bytes. */
static bool set_bytes(uint64_t *member, const struct option_spec *spec, const char *value,
                      struct error *error)
{
    static const struct {
        const char *name;
        uint64_t bytes;
    } units[] = {{"", 1},          {"B", 1},           {"kB", 1000},
                 {"MB", 1000000},  {"GB", 1000000000}, {"KiB", 1 << 10},
                 {"MiB", 1 << 20}, {"GiB", 1 << 30}};
    size_t digits = strspn(value, "0123456789");
    uint64_t number;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(value + digits, units[i].name) != 0)
            continue;
        if (!integer_parse((struct slice){value, digits}, (uint64_t)spec->max / units[i].bytes,
                           &number) ||
            number * units[i].bytes < (uint64_t)spec->min)
            break;
        *member = number * units[i].bytes;
        return true;
    }
    return error_set(error, ERROR_USAGE,
                     "--%s \"%s\": it takes a size such as 65536, 64KiB or 1MB, from %" PRId64
                     " to %" PRId64 " bytes",
                     spec->name, value, spec->min, spec->max);
}

static bool set_seed(uint64_t *member, const struct option_spec *spec, const char *value,
                     struct error *error)
{
    return integer_parse(slice_of(value), UINT64_MAX, member) ||
           fail(spec, value, "it takes a whole number", error);
}

static bool set_format(enum format *member, const struct option_spec *spec, const char *value,
                       struct error *error)
{
    size_t choice;

    if (!find_choice(spec, value, &choice, error))
        return false;
    *member = (enum format)choice;
    return true;
}

/* Zero stands for no moment, so it cannot be one. */
static bool set_moment(int64_t *member, const struct option_spec *spec, const char *value,
                       struct error *error)
{
    int64_t moment_ms;

    if (!timestamp_parse(value, timestamp_now(), ZONE_UTC, &moment_ms, error))
        return error_prefix(error, "--%s", spec->name);
    if (moment_ms <= 0)
        return fail(spec, value, "it must be after 1970", error);
    *member = moment_ms;
    return true;
}

bool option_set(struct options *options, const struct option_spec *spec, const char *value,
                struct error *error)
{
    void *member = (char *)options + spec->offset;

    switch (spec->type) {
    case OPTION_FLAG:
        *(bool *)member = true;
        break;
    case OPTION_TEXT:
        return set_text(member, spec, value, error);
    case OPTION_TENANT:
        return add_tenant(options, spec, value, error);
    case OPTION_DURATION:
        return set_duration(member, spec, value, error);
    case OPTION_SIZE:
        return set_size(member, spec, value, error);
    case OPTION_SEED:
        return set_seed(member, spec, value, error);
    case OPTION_UINT64:
        return set_uint64(member, spec, value, error);
    case OPTION_BYTES:
        return set_bytes(member, spec, value, error);
    case OPTION_FORMAT:
        return set_format(member, spec, value, error);
    case OPTION_MOMENT:
        return set_moment(member, spec, value, error);
    }
    return true;
}
