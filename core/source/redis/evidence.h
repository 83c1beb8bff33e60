/* Evidence: whether a stream can still be the one that was read, by what the server says of it now
 * and what was seen of it before.
 *
 * In the life of a stream its last ID, the count of what was added to it and the count of what went
 * never go back; its first entry becomes a younger one only when entries go; and an entry is never
 * rewritten. Whatever breaks that, another stream stands under the key: it was deleted and made
 * again, flushed, swapped, restored, or another one was renamed to it.
 *
 * Entries may be deleted out of its middle. Where all that it holds is held here too, and nothing
 * came since, the two must be as many; where they are not, what is held is to be read anew. */
#ifndef SOURCE_REDIS_EVIDENCE_H
#define SOURCE_REDIS_EVIDENCE_H

#include "source/redis/stream.h"

/* Returns how many entries behind the cursor are certainly there. */
uint64_t evidence_unread(const struct stream *stream, const struct stream_facts *facts);

/* Returns true when it is another stream. */
bool evidence_of_another(const struct stream *stream, const struct stream_facts *facts);

/* Of one that is another: returns true when it is what the stream was a while ago, as where a
 * replica takes over that was behind, or an older copy is put back. */
bool evidence_of_older_copy(const struct stream *stream, const struct stream_facts *facts);

/* Returns true when entries that are held went, or others came between them; those that went from
 * the beginning alone are left to who trims. Tells only of streams that are judged. */
bool evidence_of_holes(const struct stream *stream, const struct stream_facts *facts);

#endif
