#include "config.h"

#include "base/duration.h"

#include "base/integer.h"
#include "base/slice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MS_PER_WEEK (7 * MS_PER_DAY)
#define MS_PER_YEAR (365 * MS_PER_DAY)

#define DIGITS "0123456789"

struct unit {
    const char *name;
    int64_t ms;
};

/* Largest first. */
static const struct unit units[] = {
    {"w", MS_PER_WEEK},   {"d", MS_PER_DAY},    {"h", MS_PER_HOUR},
    {"m", MS_PER_MINUTE}, {"s", MS_PER_SECOND}, {"ms", 1},
};
#define UNIT_COUNT (sizeof(units) / sizeof(units[0]))

static size_t find_unit(struct slice name)
{
    size_t i = 0;

    while (i < UNIT_COUNT && !slice_is(name, units[i].name))
        i++;
    return i;
}

/* Adds `digits` times `unit_ms` to `*total`. Returns false for overflow. */
static bool add_length(struct slice digits, int64_t unit_ms, int64_t *total)
{
    uint64_t number;
    int64_t length;

    return integer_parse(digits, INT64_MAX, &number) &&
           !__builtin_mul_overflow((int64_t)number, unit_ms, &length) &&
           !__builtin_add_overflow(*total, length, total);
}

/* Takes one NUMBER UNIT pair off the front of `*rest` and adds it to `*total`. `*next_unit` is the
 * largest unit that may still come. Returns what is wrong, or NULL. */
static const char *take_pair(const char **rest, size_t *next_unit, int64_t *total)
{
    struct slice digits = {*rest, strspn(*rest, DIGITS)};
    if (digits.size == 0)
        return "write a number and a unit, as in 15m, 1h30m or 7d";

    const char *name_start = digits.data + digits.size;
    struct slice name = {name_start, strcspn(name_start, DIGITS)};
    if (name.size == 0)
        return "a unit is missing: ms, s, m, h, d or w";
    size_t unit = find_unit(name);
    if (unit == UNIT_COUNT)
        return "the units are ms, s, m, h, d and w, behind whole numbers";
    if (unit < *next_unit)
        return "write larger units first, each once";
    if (!add_length(digits, units[unit].ms, total))
        return "it is too long";
    *next_unit = unit + 1;
    *rest = name.data + name.size;
    return NULL;
}

bool duration_parse(const char *text, int64_t *duration_ms, struct error *error)
{
    const char *rest = text;
    const char *mistake = NULL;
    size_t next_unit = 0;
    int64_t total = 0;

    if (*text == '-')
        mistake = "it cannot be negative";
    else if (strcmp(text, "0") != 0) {
        do
            mistake = take_pair(&rest, &next_unit, &total);
        while (mistake == NULL && *rest != '\0');
    }
    if (mistake != NULL)
        return error_set(error, ERROR_USAGE, "\"%s\" is no duration: %s", text, mistake);
    *duration_ms = total;
    return true;
}

/* Returns the length without its sign; INT64_MIN has none as an int64_t. */
static uint64_t magnitude(int64_t duration_ms)
{
    return duration_ms < 0 ? -(uint64_t)duration_ms : (uint64_t)duration_ms;
}

void duration_format(int64_t duration_ms, char out[static 32])
{
    uint64_t rest = magnitude(duration_ms);
    size_t used = 0;

    if (rest == 0) {
        strcpy(out, "0s");
        return;
    }
    if (duration_ms < 0)
        out[used++] = '-';
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        uint64_t unit_ms = (uint64_t)units[i].ms;
        bool skipped =
            units[i].ms == MS_PER_WEEK || (units[i].ms == MS_PER_DAY && rest < 2 * unit_ms);
        if (rest < unit_ms || skipped)
            continue;
        used +=
            (size_t)snprintf(out + used, 32 - used, "%" PRIu64 "%s", rest / unit_ms, units[i].name);
        rest %= unit_ms;
    }
}

void duration_format_short(int64_t duration_ms, char out[static 8])
{
    static const struct {
        int64_t below_ms;
        int64_t unit_ms;
        char letter;
    } steps[] = {
        {MS_PER_MINUTE, MS_PER_SECOND, 's'},   {MS_PER_HOUR, MS_PER_MINUTE, 'm'},
        {2 * MS_PER_DAY, MS_PER_HOUR, 'h'},    {2 * MS_PER_WEEK, MS_PER_DAY, 'd'},
        {100 * MS_PER_WEEK, MS_PER_WEEK, 'w'}, {100 * MS_PER_YEAR, MS_PER_YEAR, 'y'},
    };
    uint64_t length = duration_ms > 0 ? (uint64_t)duration_ms : 0;

    if (length < MS_PER_SECOND) {
        strcpy(out, "<1s");
        return;
    }
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (length < (uint64_t)steps[i].below_ms) {
            snprintf(out, 8, "%u%c", (unsigned)(length / (uint64_t)steps[i].unit_ms),
                     steps[i].letter);
            return;
        }
    }
    strcpy(out, "99y");
}
