/* Fresh: whether a dashboard that has run for long shows what one shows that was opened a moment
 * ago. */
#ifndef SOAK_FRESH_H
#define SOAK_FRESH_H

#include "soak/world.h"

/* Ends the test, naming the page and the first row that differs, where it does not. Both stand at
 * the same moment, before a fleet of which nobody is gone. */
void fresh_compare(struct world *world);

#endif
