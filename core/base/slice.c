#include "config.h"

#include "base/slice.h"

#include <string.h>

struct slice slice_of(const char *text)
{
    return (struct slice){.data = text, .size = strlen(text)};
}

bool slice_equals(struct slice a, struct slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool slice_is(struct slice a, const char *text)
{
    return slice_equals(a, slice_of(text));
}

int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common > 0 ? memcmp(a.data, b.data, common) : 0;

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* tolower() would follow the locale. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool slice_is_nocase(struct slice a, const char *text)
{
    struct slice b = slice_of(text);

    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    }
    return true;
}

static bool begins_nocase(const char *text, const char *part)
{
    while (*part != '\0' && lower(*text) == lower(*part)) {
        text++;
        part++;
    }
    return *part == '\0';
}

bool text_has_nocase(const char *text, const char *part)
{
    char first = lower(*part);

    if (first == '\0')
        return true;
    for (; *text != '\0'; text++) {
        if (lower(*text) == first && begins_nocase(text + 1, part + 1))
            return true;
    }
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice slice_trim(struct slice text)
{
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

struct slice slice_split(struct slice *rest, char separator)
{
    struct slice part = *rest;
    const char *end = rest->size > 0 ? memchr(rest->data, separator, rest->size) : NULL;

    if (end == NULL) {
        *rest = (struct slice){0};
        return part;
    }
    part.size = (size_t)(end - part.data);
    rest->data = end + 1;
    rest->size -= part.size + 1;
    return part;
}
