/* Assess, for its own files. */
#ifndef ROUTE_ASSESS_PRIVATE_H
#define ROUTE_ASSESS_PRIVATE_H

#include "route/turn.h"

/* Ends the flapping of alerts that were quiet for long enough at `now_ms`: as of the moment at
 * which that was so. */
void assess_flapping(const struct assessment *assessment, int64_t now_ms,
                     struct message_list *messages);

#endif
