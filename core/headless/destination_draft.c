#include "config.h"

#include "headless/destination_draft.h"

#include "base/slice.h"
#include "headless/destination_words.h"
#include "headless/suggest.h"

#include <string.h>

/* Of the option "label" two may not have one name. */
static bool add_label(struct destination_draft *draft, const char *value, struct error *error)
{
    size_t size = strcspn(value, "=");

    if (!destination_label_check(value, error))
        return false;
    for (size_t i = 0; i < draft->labels.count; i++) {
        if (strncmp(draft->labels.items[i], value, size + 1) == 0)
            return error_set(error, ERROR_USAGE, "\"%s\": \"%s\" is there already", value,
                             draft->labels.items[i]);
    }
    words_add(&draft->labels, value);
    return true;
}

/* Adds names that are parted by commas. */
static bool add_names(struct destination_draft *draft, struct words *words, const char *value,
                      struct error *error)
{
    struct slice rest = slice_of(value);

    while (rest.data != NULL) {
        struct slice name = slice_trim(slice_split(&rest, ','));
        if (name.size == 0)
            return error_set(error, ERROR_USAGE,
                             "\"%s\": it takes names or globs, parted by commas", value);
        words_add(words, arena_copy(&draft->strings, name.data, name.size));
    }
    return true;
}

static bool set_text(const char **text, const char *value, struct error *error)
{
    *text = value;
    return *value != '\0' || error_set(error, ERROR_USAGE, "\"\": it cannot be empty");
}

static bool set_variable(const char **text, const char *value, struct error *error)
{
    *text = value;
    return destination_variable_check(value, error);
}

static bool take_kind(struct destination_draft *draft, const char *value, struct error *error)
{
    draft->has_kind = true;
    return destination_kind_parse(value, &draft->kind, error);
}

static bool take_target(struct destination_draft *draft, const char *value, struct error *error)
{
    return set_text(&draft->target, value, error);
}

static bool take_target_file(struct destination_draft *draft, const char *value,
                             struct error *error)
{
    return set_text(&draft->target_file, value, error);
}

static bool take_target_env(struct destination_draft *draft, const char *value, struct error *error)
{
    return set_variable(&draft->target_variable, value, error);
}

static bool take_secret_file(struct destination_draft *draft, const char *value,
                             struct error *error)
{
    return set_text(&draft->secret_file, value, error);
}

static bool take_secret_env(struct destination_draft *draft, const char *value, struct error *error)
{
    return set_variable(&draft->secret_variable, value, error);
}

static bool take_token_file(struct destination_draft *draft, const char *value, struct error *error)
{
    return set_text(&draft->token_file, value, error);
}

static bool take_token_env(struct destination_draft *draft, const char *value, struct error *error)
{
    return set_variable(&draft->token_variable, value, error);
}

static bool take_cacert(struct destination_draft *draft, const char *value, struct error *error)
{
    return set_text(&draft->cacert, value, error);
}

static bool take_tenant(struct destination_draft *draft, const char *value, struct error *error)
{
    return add_names(draft, &draft->tenants, value, error);
}

static bool take_dimension(struct destination_draft *draft, const char *value, struct error *error)
{
    return add_names(draft, &draft->dimensions, value, error);
}

static bool take_severity(struct destination_draft *draft, const char *value, struct error *error)
{
    return destination_severity_parse(value, &draft->severity, error);
}

static bool take_rule(struct destination_draft *draft, const char *value, struct error *error)
{
    draft->has_warn = draft->has_warn || strncmp(value, "degraded:", 9) != 0;
    draft->has_degraded = draft->has_degraded || strncmp(value, "warn:", 5) != 0;
    return rules_parse(&draft->rules, value, error);
}

static bool take_repeat(struct destination_draft *draft, const char *value, struct error *error)
{
    draft->has_repeat = true;
    return destination_repeat_parse(value, &draft->repeat_ms, error);
}

static bool take_flap(struct destination_draft *draft, const char *value, struct error *error)
{
    draft->has_flap = true;
    return destination_limit_parse(value, &draft->flap, error);
}

static bool take_digest(struct destination_draft *draft, const char *value, struct error *error)
{
    draft->has_digest = true;
    return destination_limit_parse(value, &draft->digest, error);
}

static const struct {
    const char *name;
    bool repeats;
    bool (*take)(struct destination_draft *draft, const char *value, struct error *error);
} keys[] = {
    {"kind", false, take_kind},
    {"target", false, take_target},
    {"target-file", false, take_target_file},
    {"target-env", false, take_target_env},
    {"secret-file", false, take_secret_file},
    {"secret-env", false, take_secret_env},
    {"token-file", false, take_token_file},
    {"token-env", false, take_token_env},
    {"cacert", false, take_cacert},
    {"tenant", true, take_tenant},
    {"dimension", true, take_dimension},
    {"label", true, add_label},
    {"severity", false, take_severity},
    {"rule", true, take_rule},
    {"repeat", false, take_repeat},
    {"flap", false, take_flap},
    {"digest", false, take_digest},
};
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

bool destination_draft_repeats(const char *key)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].name, key) == 0)
            return keys[i].repeats;
    }
    return true; /* that it is not known is told once for each */
}

static bool fail_key(const char *key, struct error *error)
{
    struct suggestion suggestion = {.word = key};
    struct buffer list = {0};

    for (size_t i = 0; i < KEY_COUNT; i++) {
        buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", keys[i].name);
        suggestion_offer(&suggestion, keys[i].name);
    }
    if (suggestion.best != NULL)
        buffer_printf(&list, "; did you mean \"%s\"?", suggestion.best);
    error_set(error, ERROR_USAGE, "\"%s\" is not known in [destination]: it has %s", key,
              buffer_text(&list));
    buffer_free(&list);
    return false;
}

bool destination_draft_take(struct destination_draft *draft, const char *key, const char *value,
                            struct error *error)
{
    size_t i = 0;

    while (i < KEY_COUNT && strcmp(keys[i].name, key) != 0)
        i++;
    if (i < KEY_COUNT && keys[i].take(draft, value, error))
        return true;
    draft->is_wrong = true;
    return i < KEY_COUNT ? error_prefix(error, "%s", key) : fail_key(key, error);
}

void destination_draft_free(struct destination_draft *draft)
{
    words_free(&draft->tenants);
    words_free(&draft->dimensions);
    words_free(&draft->labels);
    arena_free(&draft->strings);
}
