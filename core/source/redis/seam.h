/* Seam: whether what is new was added behind what was read. Where an older copy of a stream was put
 * back and grew on, all that XINFO counts may be as if the stream had just grown; then the entry
 * that was the newest one before is not there any more. Asked where history is kept. */
#ifndef SOURCE_REDIS_SEAM_H
#define SOURCE_REDIS_SEAM_H

#include "source/redis/asker.h"

extern const struct asker_kind seam_asker;

#endif
