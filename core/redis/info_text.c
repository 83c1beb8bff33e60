#include "config.h"

#include "redis/info_text.h"

#include "base/integer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REAL_SIZE 32

struct slice info_value(struct slice info, const char *name)
{
    size_t size = strlen(name);

    while (info.data != NULL) {
        struct slice line = slice_split(&info, '\n');
        if (line.size <= size || memcmp(line.data, name, size) != 0 || line.data[size] != ':')
            continue;
        struct slice value = {line.data + size + 1, line.size - size - 1};
        if (value.size > 0 && value.data[value.size - 1] == '\r')
            value.size--;
        return value;
    }
    return (struct slice){0};
}

uint64_t info_number(struct slice info, const char *name)
{
    uint64_t number = 0;

    integer_parse(info_value(info, name), INT64_MAX, &number);
    return number;
}

double info_real(struct slice info, const char *name)
{
    struct slice value = info_value(info, name);
    char text[REAL_SIZE];
    char *end;

    if (value.size == 0 || value.size >= sizeof(text))
        return NAN;
    memcpy(text, value.data, value.size);
    text[value.size] = '\0';
    double number = strtod(text, &end);
    return *end == '\0' ? number : NAN;
}

static uint64_t rise(uint64_t before, uint64_t after)
{
    return after > before ? after - before : 0;
}

uint64_t info_rise(struct slice before, struct slice after, const char *name)
{
    return rise(info_number(before, name), info_number(after, name));
}

struct slice info_part_text(struct slice info, const char *name, const char *part)
{
    struct slice value = info_value(info, name);
    size_t size = strlen(part);

    while (value.data != NULL) {
        struct slice item = slice_split(&value, ',');
        if (item.size > size && memcmp(item.data, part, size) == 0 && item.data[size] == '=')
            return (struct slice){item.data + size + 1, item.size - size - 1};
    }
    return (struct slice){0};
}

uint64_t info_part(struct slice info, const char *name, const char *part)
{
    uint64_t number = 0;

    integer_parse(info_part_text(info, name, part), INT64_MAX, &number);
    return number;
}

uint64_t info_part_rise(struct slice before, struct slice after, const char *name, const char *part)
{
    return rise(info_part(before, name, part), info_part(after, name, part));
}
