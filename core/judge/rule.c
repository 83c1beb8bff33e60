#include "config.h"

#include "judge/rule.h"

#include "base/integer.h"
#include "base/slice.h"

#include <fnmatch.h>
#include <string.h>

/* Takes one of the numbers of "K/N/M". */
static bool take_number(struct slice *rest, uint32_t *number)
{
    uint64_t value;

    if (!integer_parse(slice_split(rest, '/'), RULE_READINGS_MAX, &value) || value == 0)
        return false;
    *number = (uint32_t)value;
    return true;
}

static bool parse_rule(struct slice text, struct rule *rule)
{
    return take_number(&text, &rule->k) && take_number(&text, &rule->n) &&
           take_number(&text, &rule->m) && text.data == NULL && rule->k <= rule->n;
}

bool rules_parse(struct rules *rules, const char *text, struct error *error)
{
    struct slice rest = slice_of(text);
    struct slice level =
        memchr(rest.data, ':', rest.size) != NULL ? slice_split(&rest, ':') : (struct slice){0};
    bool both = level.data == NULL;
    bool warn = both || slice_is(level, "warn");
    bool degraded = both || slice_is(level, "degraded");
    struct rule rule;

    if ((!warn && !degraded) || !parse_rule(rest, &rule))
        return error_set(error, ERROR_USAGE,
                         "'%s' is no rule: it is K/N/M, warn:K/N/M or degraded:K/N/M, and opens "
                         "when K of the last N reports are bad and closes after M good ones in a "
                         "row, each from 1 to %d, as in warn:2/3/2",
                         text, RULE_READINGS_MAX);
    if (warn)
        rules->warn = rule;
    if (degraded)
        rules->degraded = rule;
    return true;
}

static bool matches(const char *const *patterns, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(patterns[i], name) == 0 || fnmatch(patterns[i], name, 0) == 0)
            return true;
    }
    return count == 0;
}

struct rules rule_book_find(const struct rule_book *book, const char *tenant, const char *dimension)
{
    struct rules found = book->standard;
    bool has_warn = false;
    bool has_degraded = false;

    for (size_t i = 0; i < book->count; i++) {
        const struct rule_section *section = &book->sections[i];
        if (!matches(section->tenants, section->tenant_count, tenant) ||
            !matches(section->dimensions, section->dimension_count, dimension))
            continue;
        if (section->has_warn && !has_warn)
            found.warn = section->rules.warn;
        if (section->has_degraded && !has_degraded)
            found.degraded = section->rules.degraded;
        has_warn = has_warn || section->has_warn;
        has_degraded = has_degraded || section->has_degraded;
    }
    return found;
}

int64_t rule_book_silent_after(const struct rule_book *book, const char *tenant)
{
    for (size_t i = 0; i < book->count; i++) {
        const struct rule_section *section = &book->sections[i];
        if (section->silent_ms > 0 && matches(section->tenants, section->tenant_count, tenant))
            return section->silent_ms;
    }
    return 0;
}
