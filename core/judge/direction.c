#include "config.h"

#include "judge/direction.h"

#include "base/slice.h"

#include <string.h>

/* Learning takes this many readings, nine in ten of which agree. */
#define LEARN_FROM 3

struct known_name {
    const char *text; /* lower case, without separators */
    int direction;
    bool whole; /* too short to be looked for inside other words */
};

/* The first match holds: what stands for a distance before what the distance is of. */
static const struct known_name known_names[] = {
    {"judgedrift", 0, false},  {"length", 0, false},
    {"volume", 0, false},      {"pvalue", -1, false},
    {"irrelevan", +1, false},  {"unfaithful", +1, false},
    {"ungrounded", +1, false}, {"distance", +1, false},
    {"drift", +1, false},      {"querydistribution", +1, false},
    {"psi", +1, true},         {"ks", +1, true},
    {"mmd", +1, true},         {"hallucinat", +1, false},
    {"noise", +1, false},      {"latency", +1, false},
    {"cost", +1, false},       {"token", +1, false},
    {"error", +1, false},      {"hitrate", -1, false},
    {"recall", -1, false},     {"precision", -1, false},
    {"mrr", -1, true},         {"ndcg", -1, false},
    {"relevan", -1, false},    {"faithful", -1, false},
    {"grounded", -1, false},   {"responsequality", -1, false},
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

static int learned_direction(const struct dimension *dimension)
{
    uint64_t above = dimension->bad_above;
    uint64_t below = dimension->bad_below;
    uint64_t total = above + below;

    if (total < LEARN_FROM)
        return 0;
    if (above * 10 >= total * 9)
        return +1;
    return below * 10 >= total * 9 ? -1 : 0;
}

int dimension_direction(const struct dimension *dimension)
{
    struct slice name = {dimension->name, dimension->name_size};
    const struct known_name *known = find_known(last_component(name));

    if (known == NULL)
        known = find_known(name);
    return known != NULL ? known->direction : learned_direction(dimension);
}
