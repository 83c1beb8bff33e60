#include "config.h"

#include "base/integer.h"

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
