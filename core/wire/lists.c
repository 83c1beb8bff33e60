#include "config.h"

#include "wire/lists.h"

#include "wire/readings.h"

#include <string.h>

/* Where the word of severity was not understood, the producer may have meant either list. */
static bool is_understood(const struct reading *reading)
{
    bool known = true;

    if (reading->severity == SEVERITY_WARN)
        severity_parse(reading->severity_word, &known);
    return known;
}

static bool is_in_trouble(const struct reading *reading)
{
    return reading->severity == SEVERITY_WARN || reading->severity == SEVERITY_DEGRADED;
}

/* Takes `name` and the separator behind it off the front of `rest`. */
static bool take_name(struct slice *rest, struct slice name, char separator)
{
    if (rest->size < name.size || memcmp(rest->data, name.data, name.size) != 0)
        return false;
    if (rest->size > name.size && rest->data[name.size] != separator)
        return false;

    size_t taken = rest->size > name.size ? name.size + 1 : name.size;
    rest->data += taken;
    rest->size -= taken;
    return true;
}

/* Returns true when the list holds exactly the dimensions of a severity, in their order. That is
 * how sinks write it, and the only way to tell a name with a separator in it from two names. In
 * `bars` (NULL, or a copy of the list) the separators become '|'. */
static bool list_matches(const struct report *report, struct slice list, enum severity severity,
                         char separator, char *bars)
{
    struct slice rest = list;

    for (size_t i = 0; i < report->count; i++) {
        const struct reading *reading = &report->readings[i];
        if (!is_in_trouble(reading))
            continue;
        bool understood = is_understood(reading);
        if (understood && reading->severity != severity)
            continue;
        bool taken = take_name(&rest, reading->name, separator);
        if (!taken && understood)
            return false;
        if (taken && bars != NULL && rest.size > 0)
            bars[list.size - rest.size - 1] = '|';
    }
    return rest.size == 0;
}

struct slice list_with_bars(struct report *report, struct slice list, enum severity severity)
{
    if (list.size == 0 || memchr(list.data, ',', list.size) == NULL ||
        list_matches(report, list, severity, '|', NULL))
        return list;

    char *bars = arena_copy(&report->text, list.data, list.size);
    if (list_matches(report, list, severity, ',', bars))
        return (struct slice){bars, list.size};
    if (report->dialect != DIALECT_COMMA)
        return list;
    for (size_t i = 0; i < list.size; i++)
        bars[i] = list.data[i] == ',' ? '|' : list.data[i];
    return (struct slice){bars, list.size};
}

struct slice list_derive(struct report *report, enum severity severity)
{
    size_t size = 0;

    for (size_t i = 0; i < report->count; i++) {
        if (report->readings[i].severity == severity)
            size += report->readings[i].name.size + 1;
    }
    if (size == 0)
        return SLICE("");

    char *list = arena_alloc(&report->text, size);
    size = 0;
    for (size_t i = 0; i < report->count; i++) {
        struct slice name = report->readings[i].name;
        if (report->readings[i].severity != severity)
            continue;
        memcpy(list + size, name.data, name.size);
        size += name.size;
        list[size++] = '|';
    }
    return (struct slice){list, size - 1};
}

/* Marks the dimensions that a list names, and returns how many of its names are wrong there. */
static uint32_t count_wrong(const struct report *report, struct slice list, enum severity severity,
                            bool *listed)
{
    uint32_t wrong = 0;

    while (list.data != NULL) {
        struct slice name = reading_name_cut(slice_split(&list, '|'));
        bool right = name.size == 0;
        for (size_t i = 0; i < report->count; i++) {
            const struct reading *reading = &report->readings[i];
            if (!slice_equals(reading->name, name))
                continue;
            listed[i] = true;
            right = right || reading->severity == severity || !is_understood(reading);
        }
        wrong += !right;
    }
    return wrong;
}

uint32_t lists_disagreements(const struct report *report)
{
    bool listed[READINGS_MAX] = {false};

    if (list_matches(report, report->degraded, SEVERITY_DEGRADED, '|', NULL) &&
        list_matches(report, report->warned, SEVERITY_WARN, '|', NULL))
        return 0;

    uint32_t sum = count_wrong(report, report->degraded, SEVERITY_DEGRADED, listed) +
                   count_wrong(report, report->warned, SEVERITY_WARN, listed);
    for (size_t i = 0; i < report->count; i++) {
        const struct reading *reading = &report->readings[i];
        sum += is_in_trouble(reading) && is_understood(reading) && !listed[i];
    }
    return sum;
}
