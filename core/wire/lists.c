#include "config.h"

#include "wire/lists.h"

#include "wire/readings.h"

#include <string.h>

/* Returns whether a list of that severity may hold the dimension and be right. */
static bool may_stand_in(const struct reading *reading, enum severity severity)
{
    return reading->word != WORD_KNOWN || reading->severity == severity;
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
        if (!may_stand_in(reading, severity))
            continue;
        bool taken = take_name(&rest, reading->name, separator);
        if (!taken && reading->word == WORD_KNOWN)
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

struct list_names list_names(const struct report *report, struct slice list, enum severity severity)
{
    return (struct list_names){
        .report = report,
        .rest = list,
        .severity = severity,
        .in_order = list_matches(report, list, severity, '|', NULL),
    };
}

/* Takes the name of the next dimension that stands there. */
static bool next_in_order(struct list_names *names, struct slice *name)
{
    while (names->next < names->report->count) {
        const struct reading *reading = &names->report->readings[names->next++];
        *name = reading->name;
        if (may_stand_in(reading, names->severity) && take_name(&names->rest, *name, '|'))
            return true;
    }
    return false;
}

/* Returns the longest name with a '|' in it that stands at the front of a list: one of its own
 * severity before any other. Without data there is none. */
static struct slice name_with_bar(const struct list_names *names)
{
    struct slice best[2] = {{0}, {0}};

    for (size_t i = 0; i < names->report->count; i++) {
        const struct reading *reading = &names->report->readings[i];
        struct slice name = reading->name;
        struct slice rest = names->rest;
        struct slice *longest = &best[!may_stand_in(reading, names->severity)];
        if (name.size > longest->size && memchr(name.data, '|', name.size) != NULL &&
            take_name(&rest, name, '|'))
            *longest = name;
    }
    return best[0].size > 0 ? best[0] : best[1];
}

bool list_next(struct list_names *names, struct slice *name)
{
    if (names->in_order)
        return next_in_order(names, name);
    while (names->rest.size > 0) {
        *name = name_with_bar(names);
        if (name->size > 0)
            return take_name(&names->rest, *name, '|');
        *name = slice_split(&names->rest, '|');
        if (name->size > 0)
            return true;
    }
    return false;
}

/* Marks the dimensions that a list names, and returns how many of its names are wrong there. */
static uint32_t mark(const struct report *report, struct slice list, enum severity severity,
                     bool *listed)
{
    struct list_names names = list_names(report, list, severity);
    struct slice name;
    uint32_t wrong = 0;

    while (list_next(&names, &name)) {
        bool right = false;
        for (size_t i = 0; i < report->count; i++) {
            if (!slice_equals(report->readings[i].name, reading_name_cut(name)))
                continue;
            listed[i] = true;
            right = right || may_stand_in(&report->readings[i], severity);
        }
        wrong += !right;
    }
    return wrong;
}

static bool all_words_are_known(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->readings[i].word != WORD_KNOWN)
            return false;
    }
    return true;
}

/* What a dimension is that stands in no list and has no word that is known. */
static enum severity unlisted(const struct report *report, const struct reading *reading)
{
    if (reading->word == WORD_UNKNOWN)
        return SEVERITY_WARN;
    return report->degraded.data != NULL || report->warned.data != NULL ? SEVERITY_OK
                                                                        : SEVERITY_NO_DATA;
}

static void decide_unknown_words(struct report *report)
{
    bool degraded[READINGS_MAX] = {false};
    bool warned[READINGS_MAX] = {false};

    mark(report, report->degraded, SEVERITY_DEGRADED, degraded);
    mark(report, report->warned, SEVERITY_WARN, warned);
    for (size_t i = 0; i < report->count; i++) {
        struct reading *reading = &report->readings[i];
        if (reading->word == WORD_KNOWN)
            continue;
        if (degraded[i])
            reading->severity = SEVERITY_DEGRADED;
        else
            reading->severity = warned[i] ? SEVERITY_WARN : unlisted(report, reading);
    }
}

void lists_decide(struct report *report)
{
    if (!all_words_are_known(report))
        decide_unknown_words(report);
    for (size_t i = 0; i < report->count; i++) {
        struct reading *reading = &report->readings[i];
        if (reading->severity == SEVERITY_OK && !reading_has_value(reading))
            reading->severity = SEVERITY_NO_DATA;
    }
}

uint32_t lists_disagreements(const struct report *report)
{
    bool listed[READINGS_MAX] = {false};

    if (list_matches(report, report->degraded, SEVERITY_DEGRADED, '|', NULL) &&
        list_matches(report, report->warned, SEVERITY_WARN, '|', NULL))
        return 0;

    uint32_t sum = mark(report, report->degraded, SEVERITY_DEGRADED, listed) +
                   mark(report, report->warned, SEVERITY_WARN, listed);
    for (size_t i = 0; i < report->count; i++) {
        const struct reading *reading = &report->readings[i];
        bool in_trouble = reading->severity >= SEVERITY_WARN;
        sum += in_trouble && reading->word == WORD_KNOWN && !listed[i];
    }
    return sum;
}
