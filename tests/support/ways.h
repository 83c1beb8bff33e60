/* Ways: which keys lead to a screen, by the tables of screens and of keys, and what a terminal
 * sends for them. */
#ifndef SUPPORT_WAYS_H
#define SUPPORT_WAYS_H

#include "base/buffer.h"
#include "screen/screen.h"

/* Appends what a terminal sends for a key. */
void way_key(uint32_t key, struct buffer *bytes);

/* Appends what opens a screen from the fleet: Enter as often as it takes, or a key of its own.
 * Returns false where nothing leads there. */
bool way_to(const struct screen *screen, struct buffer *bytes);

#endif
