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

/* Returns it as a number with decimals, NaN where it is none or is missing. */
double info_real(struct slice info, const char *name);

/* Returns by how much a number is greater in the second text than in the first; 0 where it is not,
 * as that of a server which was started anew between the two. */
uint64_t info_rise(struct slice before, struct slice after, const char *name);

/* Returns "value" of "part=value" within the value, as in slave0:ip=10.0.0.2,port=6379; NULL data
 * where there is none. */
struct slice info_part_text(struct slice info, const char *name, const char *part);

/* Returns the number of "part=number" within the value, as in db0:keys=3,expires=1; 0 where there
 * is none. */
uint64_t info_part(struct slice info, const char *name, const char *part);

/* The same as info_rise(), of such a part. */
uint64_t info_part_rise(struct slice before, struct slice after, const char *name,
                        const char *part);

#endif
