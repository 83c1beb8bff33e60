/* From the text of an option to a member of struct options. */
#include "config.h"

#include "headless/option_table.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"
#include "headless/source_word.h"
#include "headless/suggest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is to be set, and how whoever asked for it calls it. */
struct setting {
    struct options *options;
    const struct option_spec *spec;
    const char *text; /* NULL: a flag stands for itself */
    const char *label;
};

static bool fail(const struct setting *setting, const char *expected, struct error *error)
{
    return error_set(error, ERROR_USAGE, "%s \"%s\": %s", setting->label, setting->text, expected);
}

/* Finds the text among the choices, or fails with a list of them. */
static bool check_choice(const struct setting *setting, struct error *error)
{
    const char *const *choices = option_choices(setting->options->program, setting->spec);
    struct suggestion suggestion = {.word = setting->text};
    struct buffer list = {0};
    bool found = false;

    for (size_t i = 0; choices[i] != NULL && !found; i++) {
        found = strcmp(choices[i], setting->text) == 0;
        buffer_printf(&list, "%s%s", i > 0 ? ", " : "it takes ", choices[i]);
        suggestion_offer(&suggestion, choices[i]);
    }
    if (!found && suggestion.best != NULL)
        buffer_printf(&list, "; did you mean \"%s\"?", suggestion.best);
    if (!found)
        fail(setting, buffer_text(&list), error);
    buffer_free(&list);
    return found;
}

static bool set_flag(const struct setting *setting, void *member, struct error *error)
{
    bool off = setting->text != NULL && strcmp(setting->text, "no") == 0;

    if (setting->text != NULL && !off && strcmp(setting->text, "yes") != 0)
        return fail(setting, "it takes yes or no", error);
    *(bool *)member = !off;
    return true;
}

static bool set_text(const struct setting *setting, void *member, struct error *error)
{
    if (*setting->text == '\0')
        return fail(setting, "it cannot be empty", error);
    if (option_choices(setting->options->program, setting->spec) != NULL &&
        !check_choice(setting, error))
        return false;
    if (setting->spec->check != NULL && !setting->spec->check(setting->text, error))
        return error_prefix(error, "%s \"%s\"", setting->label, setting->text);
    *(const char **)member = setting->text;
    return true;
}

/* The text is not told: it may hold a password. */
static bool set_source(const struct setting *setting, void *member, struct error *error)
{
    struct buffer spelled = {0};

    if (!option_is_source(setting->text))
        return error_set(error, ERROR_USAGE, "%s does not look like redis://HOST:PORT/DB",
                         setting->label);
    source_word_spell(setting->text, &spelled);
    bool good = source_word_check(buffer_text(&spelled), error) ||
                error_prefix(error, "%s", setting->label);
    if (good && strcmp(buffer_text(&spelled), setting->text) == 0)
        *(const char **)member = setting->text;
    else if (good)
        *(const char **)member =
            arena_copy(&setting->options->strings, buffer_text(&spelled), spelled.size);
    buffer_free(&spelled);
    return good;
}

static bool add_word(const struct setting *setting, void *member, struct error *error)
{
    if (*setting->text == '\0')
        return fail(setting, "it cannot be empty", error);
    if (setting->spec->check != NULL && !setting->spec->check(setting->text, error))
        return error_prefix(error, "%s", setting->label);
    words_add(member, setting->text);
    return true;
}

static bool set_number(const struct setting *setting, void *member, struct error *error)
{
    const struct option_spec *spec = setting->spec;
    uint64_t number;

    if (!integer_parse(slice_of(setting->text), spec->max, &number) || number < spec->min)
        return error_set(error, ERROR_USAGE,
                         "%s \"%s\": it takes a whole number from %" PRIu64 " to %" PRIu64,
                         setting->label, setting->text, spec->min, spec->max);
    *(uint64_t *)member = number;
    return true;
}

/* Reads a whole number with a unit behind it, or none for bytes. */
static bool set_bytes(const struct setting *setting, void *member, struct error *error)
{
    static const struct {
        const char *name;
        uint64_t bytes;
    } units[] = {{"", 1},          {"B", 1},           {"kB", 1000},
                 {"MB", 1000000},  {"GB", 1000000000}, {"KiB", 1 << 10},
                 {"MiB", 1 << 20}, {"GiB", 1 << 30}};
    const struct option_spec *spec = setting->spec;
    size_t digits = strspn(setting->text, "0123456789");
    uint64_t number;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(setting->text + digits, units[i].name) != 0)
            continue;
        if (!integer_parse((struct slice){setting->text, digits}, spec->max / units[i].bytes,
                           &number) ||
            number * units[i].bytes < spec->min)
            break;
        *(uint64_t *)member = number * units[i].bytes;
        return true;
    }
    return error_set(error, ERROR_USAGE,
                     "%s \"%s\": it takes a size such as 65536, 64KiB or 1MB, from %" PRIu64
                     " to %" PRIu64 " bytes",
                     setting->label, setting->text, spec->min, spec->max);
}

static bool set_duration(const struct setting *setting, void *member, struct error *error)
{
    const struct option_spec *spec = setting->spec;
    int64_t duration_ms;
    char min[32];
    char max[32];

    if (!duration_parse(setting->text, &duration_ms, error))
        return error_prefix(error, "%s", setting->label);
    if (duration_ms >= (int64_t)spec->min && duration_ms <= (int64_t)spec->max) {
        *(int64_t *)member = duration_ms;
        return true;
    }
    duration_format((int64_t)spec->min, min);
    duration_format((int64_t)spec->max, max);
    return error_set(error, ERROR_USAGE, "%s \"%s\": it takes %s to %s", setting->label,
                     setting->text, min, max);
}

/* Zero stands for no moment, so it cannot be one. */
static bool set_moment(const struct setting *setting, void *member, struct error *error)
{
    int64_t moment_ms;

    if (!timestamp_parse(setting->text, timestamp_now(), ZONE_UTC, &moment_ms, error))
        return error_prefix(error, "%s", setting->label);
    if (moment_ms <= 0)
        return fail(setting, "it must be after 1970", error);
    *(int64_t *)member = moment_ms;
    return true;
}

/* By the type of the option. */
static bool (*const setters[OPTION_TYPE_COUNT])(const struct setting *setting, void *member,
                                                struct error *error) = {
    [OPTION_FLAG] = set_flag,     [OPTION_TEXT] = set_text,     [OPTION_FORMAT] = set_text,
    [OPTION_SCREEN] = set_text,   [OPTION_SOURCE] = set_source, [OPTION_WORDS] = add_word,
    [OPTION_NUMBER] = set_number, [OPTION_BYTES] = set_bytes,   [OPTION_DURATION] = set_duration,
    [OPTION_MOMENT] = set_moment,
};

/* Returns true when somebody stronger has said something else. */
static bool is_settled(const struct options *options, const struct option_spec *spec,
                       enum option_origin origin)
{
    const struct option_spec *partner = option_partner(spec);

    return option_origin(options, spec) > origin ||
           (partner != NULL && option_origin(options, partner) > origin);
}

bool option_set(struct options *options, const struct option_spec *spec, const char *text,
                enum option_origin origin, const char *label, struct error *error)
{
    const struct setting setting = {options, spec, text, label};
    unsigned char *set_by = &options->origins[spec - option_table];
    void *member = (char *)options + spec->offset;

    if (is_settled(options, spec, origin))
        return true;
    if (spec->type == OPTION_WORDS && origin > *set_by)
        ((struct words *)member)->count = 0;
    *set_by = (unsigned char)origin;
    return setters[spec->type](&setting, member, error);
}

/* By the type of the option; words are copied one by one. */
static const size_t sizes[OPTION_TYPE_COUNT] = {
    [OPTION_FLAG] = sizeof(bool),           [OPTION_TEXT] = sizeof(const char *),
    [OPTION_FORMAT] = sizeof(const char *), [OPTION_SCREEN] = sizeof(const char *),
    [OPTION_SOURCE] = sizeof(const char *), [OPTION_NUMBER] = sizeof(uint64_t),
    [OPTION_BYTES] = sizeof(uint64_t),      [OPTION_DURATION] = sizeof(int64_t),
    [OPTION_MOMENT] = sizeof(int64_t),
};

void option_copy(struct options *options, const struct options *from,
                 const struct option_spec *spec)
{
    enum option_origin origin = option_origin(from, spec);
    void *member = (char *)options + spec->offset;
    const void *source = (const char *)from + spec->offset;

    if (origin == ORIGIN_NONE || is_settled(options, spec, origin))
        return;
    options->origins[spec - option_table] = (unsigned char)origin;
    options->lines[spec - option_table] = option_line(from, spec);
    if (spec->type == OPTION_WORDS)
        words_copy(member, source);
    else
        memcpy(member, source, sizes[spec->type]);
}

static const char *keep_text(struct options *options, const char *text)
{
    return text != NULL ? arena_copy(&options->strings, text, strlen(text)) : NULL;
}

void option_keep(struct options *options, const struct options *from,
                 const struct option_spec *spec)
{
    void *member = (char *)options + spec->offset;
    const void *source = (const char *)from + spec->offset;

    options->origins[spec - option_table] = from->origins[spec - option_table];
    options->lines[spec - option_table] = option_line(from, spec);
    if (spec->type == OPTION_WORDS) {
        const struct words *words = source;
        ((struct words *)member)->count = 0;
        for (size_t i = 0; i < words->count; i++)
            words_add(member, keep_text(options, words->items[i]));
    } else if (spec->type == OPTION_TEXT || spec->type == OPTION_FORMAT ||
               spec->type == OPTION_SCREEN || spec->type == OPTION_SOURCE) {
        *(const char **)member = keep_text(options, *(const char *const *)source);
    } else {
        memcpy(member, source, sizes[spec->type]);
    }
}

bool option_set_by_name(struct options *options, struct slice setting, const char *text,
                        enum option_origin origin, const char *label, struct error *error)
{
    const struct option_spec *spec = option_find(setting);
    struct suggestion suggestion = {0};

    if (spec != NULL)
        return option_set(options, spec, text, origin, label, error);
    char *word = mem_strndup(setting.data, setting.size);
    suggestion.word = word;
    for (size_t i = 0; i < option_count; i++) {
        if (option_setting(&option_table[i]) != NULL)
            suggestion_offer(&suggestion, option_setting(&option_table[i]));
    }
    error_set(error, ERROR_USAGE, "%s: there is no option \"%s\"%s%s%s", label, word,
              suggestion.best != NULL ? "; did you mean \"" : "",
              suggestion.best != NULL ? suggestion.best : "", suggestion.best != NULL ? "\"?" : "");
    free(word);
    return false;
}
