/* Slot: which of the 16384 parts of a cluster a key is in. */
#ifndef REDIS_CLUSTER_SLOT_H
#define REDIS_CLUSTER_SLOT_H

#include "base/slice.h"

#define CLUSTER_SLOTS 16384

/* Returns the slot of a key: CRC16 (XMODEM) modulo 16384, of what stands between its first '{' and
 * the next '}' where that is not empty. The Redis cluster specification, "Key distribution model"
 * and "Hash tags". */
unsigned cluster_slot(struct slice key);

/* Returns what a key is placed by: that part of it, or all. */
struct slice cluster_tag(struct slice key);

#endif
