#include "config.h"

#include "base/integer.h"

#include <inttypes.h>
#include <stdio.h>

bool integer_parse(struct slice text, uint64_t max, uint64_t *number)
{
    uint64_t result = 0;

    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c < '0' || c > '9')
            return false;
        uint64_t digit = (uint64_t)(c - '0');
        if (result > (UINT64_MAX - digit) / 10)
            return false;
        result = result * 10 + digit;
    }
    if (text.size == 0 || result > max)
        return false;
    *number = result;
    return true;
}

void integer_append(struct buffer *out, uint64_t number)
{
    char digits[20];
    size_t begin = sizeof(digits);

    do
        digits[--begin] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    buffer_append(out, digits + begin, sizeof(digits) - begin);
}

void integer_group(uint64_t number, char out[static INTEGER_GROUPED_SIZE])
{
    char digits[INTEGER_GROUPED_SIZE];
    size_t size = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, number);
    size_t at = 0;

    for (size_t i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}
