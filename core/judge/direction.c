#include "config.h"

#include "judge/direction.h"

#include "base/memory.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Learning takes this many readings, nine in ten of which agree. */
#define LEARN_FROM 3

struct known_name {
    const char *text; /* lower case, without separators */
    enum direction direction;
    bool whole; /* too short to be looked for inside other words */
};

/* The first match holds: what stands for a distance before what the distance is of. */
static const struct known_name known_names[] = {
    {"judgedrift", DIRECTION_BOTH, false},   {"length", DIRECTION_BOTH, false},
    {"volume", DIRECTION_BOTH, false},       {"pvalue", DIRECTION_LOWER, false},
    {"irrelevan", DIRECTION_HIGHER, false},  {"unfaithful", DIRECTION_HIGHER, false},
    {"ungrounded", DIRECTION_HIGHER, false}, {"distance", DIRECTION_HIGHER, false},
    {"drift", DIRECTION_HIGHER, false},      {"querydistribution", DIRECTION_HIGHER, false},
    {"psi", DIRECTION_HIGHER, true},         {"ks", DIRECTION_HIGHER, true},
    {"mmd", DIRECTION_HIGHER, true},         {"hallucinat", DIRECTION_HIGHER, false},
    {"noise", DIRECTION_HIGHER, false},      {"latency", DIRECTION_HIGHER, false},
    {"cost", DIRECTION_HIGHER, false},       {"token", DIRECTION_HIGHER, false},
    {"error", DIRECTION_HIGHER, false},      {"hitrate", DIRECTION_LOWER, false},
    {"recall", DIRECTION_LOWER, false},      {"precision", DIRECTION_LOWER, false},
    {"mrr", DIRECTION_LOWER, true},          {"ndcg", DIRECTION_LOWER, false},
    {"relevan", DIRECTION_LOWER, false},     {"faithful", DIRECTION_LOWER, false},
    {"grounded", DIRECTION_LOWER, false},    {"responsequality", DIRECTION_LOWER, false},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_separator(char c)
{
    return c == '_' || c == '-' || c == ' ';
}

/* Compares the beginning of `text`, passing over case and separators; returns how much of it
 * matched, 0 for no match. */
static size_t match_length(struct slice text, const char *pattern)
{
    size_t i = 0;

    for (; *pattern != '\0'; pattern++) {
        while (i > 0 && i < text.size && is_separator(text.data[i]))
            i++;
        if (i == text.size || lower(text.data[i]) != *pattern)
            return 0;
        i++;
    }
    return i;
}

static bool contains(struct slice name, const struct known_name *known)
{
    for (size_t i = 0; i < name.size; i++) {
        struct slice rest = {name.data + i, name.size - i};
        size_t length = match_length(rest, known->text);
        if (length == 0)
            continue;
        bool begins = i == 0 || !is_letter(name.data[i - 1]);
        bool ends = length == rest.size || !is_letter(rest.data[length]);
        if (!known->whole || (begins && ends))
            return true;
    }
    return false;
}

static const struct known_name *find_known(struct slice name)
{
    for (size_t i = 0; i < sizeof(known_names) / sizeof(known_names[0]); i++) {
        if (contains(name, &known_names[i]))
            return &known_names[i];
    }
    return NULL;
}

/* Returns what stands behind the last dot: "faithfulness" of "ResponseQuality.faithfulness". */
static struct slice last_component(struct slice name)
{
    const char *dot = memrchr(name.data, '.', name.size);

    if (dot == NULL)
        return name;
    return (struct slice){dot + 1, name.size - (size_t)(dot + 1 - name.data)};
}

static enum direction learned_direction(const struct dimension *dimension)
{
    uint64_t above = dimension->bad_above;
    uint64_t below = dimension->bad_below;
    uint64_t total = above + below;

    if (total < LEARN_FROM)
        return DIRECTION_UNKNOWN;
    if (above * 10 >= total * 9)
        return DIRECTION_HIGHER;
    return below * 10 >= total * 9 ? DIRECTION_LOWER : DIRECTION_UNKNOWN;
}

/* Names are compared as strings: what stands behind a NUL in a hostile one does not count. */
static const struct direction_rule *find_rule(const struct directions *directions, const char *name)
{
    for (size_t i = 0; directions != NULL && i < directions->count; i++) {
        if (fnmatch(directions->rules[i].glob, name, 0) == 0)
            return &directions->rules[i];
    }
    return NULL;
}

enum direction dimension_direction(const struct directions *directions,
                                   const struct dimension *dimension)
{
    struct slice name = {dimension->name, dimension->name_size};
    const struct direction_rule *rule = find_rule(directions, dimension->name);

    if (rule != NULL)
        return rule->direction;
    const struct known_name *known = find_known(last_component(name));
    if (known == NULL)
        known = find_known(name);
    return known != NULL ? known->direction : learned_direction(dimension);
}

bool direction_is_worse(enum direction direction, double change)
{
    switch (direction) {
    case DIRECTION_LOWER:
        return change < 0;
    case DIRECTION_HIGHER:
        return change > 0;
    case DIRECTION_BOTH:
        return change < 0 || change > 0;
    case DIRECTION_UNKNOWN:
        break;
    }
    return false;
}

static const enum direction told[] = {DIRECTION_HIGHER, DIRECTION_LOWER, DIRECTION_BOTH};

const char *direction_name(enum direction direction)
{
    switch (direction) {
    case DIRECTION_LOWER:
        return "lower";
    case DIRECTION_HIGHER:
        return "higher";
    case DIRECTION_BOTH:
        return "both";
    case DIRECTION_UNKNOWN:
        break;
    }
    return "";
}

bool directions_add(struct directions *directions, const char *glob, const char *word,
                    struct error *error)
{
    size_t i = 0;

    while (i < sizeof(told) / sizeof(told[0]) &&
           !slice_is_nocase(slice_trim(slice_of(word)), direction_name(told[i])))
        i++;
    if (i == sizeof(told) / sizeof(told[0]))
        return error_set(error, ERROR_USAGE, "\"%s\" is no direction: write higher, lower or both",
                         word);
    if (glob[0] == '\0')
        return error_set(error, ERROR_USAGE, "the name of a dimension is missing");
    if (directions->count == directions->capacity)
        directions->rules = mem_grow(directions->rules, &directions->capacity,
                                     directions->count + 1, sizeof(*directions->rules));
    directions->rules[directions->count++] = (struct direction_rule){mem_strdup(glob), told[i]};
    return true;
}

void directions_free(struct directions *directions)
{
    for (size_t i = 0; i < directions->count; i++)
        free(directions->rules[i].glob);
    free(directions->rules);
    *directions = (struct directions){0};
}
