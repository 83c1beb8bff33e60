/* Info text: what INFO says, by name. */
#ifndef REDIS_INFO_TEXT_H
#define REDIS_INFO_TEXT_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* Returns the value of "name:value" in the text of INFO; NULL data where there is none. */
struct slice info_value(struct slice info, const char *name);

/* Returns it as a number, 0 where it is none or is missing. */
uint64_t info_number(struct slice info, const char *name);

/* Returns the number of "part=number" within the value, as in db0:keys=3,expires=1; 0 where there
 * is none. */
uint64_t info_part(struct slice info, const char *name, const char *part);

#endif
