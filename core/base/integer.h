/* Integer: whole numbers as people and protocols write them. */
#ifndef BASE_INTEGER_H
#define BASE_INTEGER_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdint.h>

/* Reads one or more decimal digits and nothing else. Returns false for other text and for a number
 * above `max`; `*number` is then unchanged. */
bool integer_parse(struct slice text, uint64_t max, uint64_t *number);

/* Appends the decimal digits of a number. */
void integer_append(struct buffer *out, uint64_t number);

#define INTEGER_GROUPED_SIZE 32

/* Writes a number with a comma behind every third digit from the right: "4,312". */
void integer_group(uint64_t number, char out[static INTEGER_GROUPED_SIZE]);

#endif
