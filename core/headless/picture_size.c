#include "config.h"

#include "headless/picture_size.h"

#include "base/integer.h"
#include "base/slice.h"

/* Reads a number from 1 on. */
static bool parse_count(struct slice digits, uint64_t most, int *count)
{
    uint64_t number;

    if (!integer_parse(digits, most, &number) || number == 0)
        return false;
    *count = (int)number;
    return true;
}

bool picture_size_parse(const char *text, int *columns, int *rows, struct error *error)
{
    struct slice rest = slice_of(text);
    struct slice first = slice_split(&rest, 'x');

    if (parse_count(first, PICTURE_MOST_COLUMNS, columns) &&
        parse_count(rest, PICTURE_MOST_ROWS, rows))
        return true;
    return error_set(error, ERROR_USAGE, "it takes columns and rows, as in 120x35, up to %dx%d",
                     PICTURE_MOST_COLUMNS, PICTURE_MOST_ROWS);
}
