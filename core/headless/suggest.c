#include "config.h"

#include "headless/suggest.h"

#include <string.h>

#define LONGEST_WORD 32
#define FURTHEST                                                                                   \
    2 /* letters that may be wrong, missing, too many or swapped with their neighbour */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Returns how many letters must be changed, added, removed or swapped to make one word the other.
 * Row i of the table compares the first i letters of `a` with every beginning of `b`. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t rows = strlen(a) + 1;
    size_t columns = strlen(b) + 1;
    size_t table[LONGEST_WORD + 1][LONGEST_WORD + 1];

    if (rows > LONGEST_WORD + 1 || columns > LONGEST_WORD + 1)
        return LONGEST_WORD;
    for (size_t j = 0; j < columns; j++)
        table[0][j] = j;
    for (size_t i = 1; i < rows; i++) {
        table[i][0] = i;
        for (size_t j = 1; j < columns; j++) {
            size_t change = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            table[i][j] = smaller(change, smaller(table[i - 1][j], table[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                table[i][j] = smaller(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[rows - 1][columns - 1];
}

void suggestion_offer(struct suggestion *suggestion, const char *known)
{
    size_t distance = edit_distance(suggestion->word, known);

    /* Of a short word hardly anything would be left. */
    if (distance > FURTHEST || distance >= strlen(suggestion->word) ||
        3 * distance > strlen(suggestion->word) + 1)
        return;
    if (suggestion->best == NULL || distance < suggestion->distance) {
        suggestion->best = known;
        suggestion->distance = distance;
    }
}
