#include "config.h"

#include "redis/info_text.h"

#include "base/integer.h"

#include <string.h>

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

uint64_t info_part(struct slice info, const char *name, const char *part)
{
    struct slice value = info_value(info, name);
    size_t size = strlen(part);
    uint64_t number = 0;

    while (value.data != NULL) {
        struct slice item = slice_split(&value, ',');
        if (item.size <= size || memcmp(item.data, part, size) != 0 || item.data[size] != '=')
            continue;
        struct slice text = {item.data + size + 1, item.size - size - 1};
        integer_parse(text, INT64_MAX, &number);
        return number;
    }
    return 0;
}
