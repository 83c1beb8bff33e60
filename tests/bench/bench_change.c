#include "config.h"

#include "bench/bench_change.h"

#include <stdbool.h>
#include <string.h>

/* Returns the bytes of the character at a place in a row, 0 at its end. */
static size_t character_size(const char *place)
{
    size_t size = 1;

    if (*place == '\0' || *place == '\n')
        return 0;
    while (((unsigned char)place[size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* What lies behind the end of a row is blank. */
static size_t row_change(const char **before, const char **after)
{
    size_t bytes = 0;

    for (;;) {
        size_t was = character_size(*before), is = character_size(*after);

        if (was == 0 && is == 0)
            return bytes;
        const char *old = was > 0 ? *before : " ", *new = is > 0 ? *after : " ";
        size_t old_size = was > 0 ? was : 1, new_size = is > 0 ? is : 1;
        if (old_size != new_size || memcmp(old, new, new_size) != 0)
            bytes += new_size;
        *before += was;
        *after += is;
    }
}

size_t bench_change(const char *before, const char *after)
{
    size_t bytes = 0;

    while (*before || *after) {
        bytes += row_change(&before, &after);
        before += *before == '\n';
        after += *after == '\n';
    }
    return bytes;
}
