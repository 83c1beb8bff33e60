/* Event, alike: what one report brought in the same way for several dimensions, as new metadata or
 * no data of all of them, is one row and not one for each. */
#ifndef VIEW_EVENT_ALIKE_H
#define VIEW_EVENT_ALIKE_H

#include "judge/chronicle.h"

/* Returns whether the same happened to another dimension of the same tenant, at the same moment and
 * for as long. */
bool episodes_are_alike(const struct episode *a, const struct episode *b);

/* Appends the names of all dimensions of which a chronicle tells the like of an episode. */
void append_alike(struct buffer *out, const struct chronicle *chronicle,
                  const struct episode *episode);

#endif
