/* Follow: what is new of all streams, by XREAD over many of a group at once, with every refresh: of
 * a node, a bounded number of streams is asked for at a time, and no node waits for another. Where
 * it cannot be (one key spoils the whole command, the right is missing), each stream is asked on
 * its own.
 *
 * Where tenants are judged and there are more than 2,000, only what is watched is asked for with
 * every refresh. The rest takes turns (turns.h), in portions within a share of each node's time
 * (share.h); what is asked for now and then only is known up to when it was asked, which is neither
 * silence nor absence. */
#ifndef SOURCE_REDIS_FOLLOW_H
#define SOURCE_REDIS_FOLLOW_H

#include "source/redis/asker.h"

extern const struct asker_kind follow_asker;

#endif
