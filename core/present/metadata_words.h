/* Metadata words: what a dimension's reports say otherwise of how its values come about, as it is
 * said on the screen and in a ticket. */
#ifndef PRESENT_METADATA_WORDS_H
#define PRESENT_METADATA_WORDS_H

#include "base/buffer.h"
#include "drift/metadata_changes.h"

/* Appends "model e5-large-v2 -> e5-large-v3, k 5 -> none", with `arrow` between the values. Members
 * that vary from report to report are left out. Raw bytes: make them safe before they are shown. */
void metadata_change_words(struct buffer *out, const struct tenant *tenant, size_t dimension,
                           const struct metadata_change *change, const char *arrow);

/* Appends what the newest report says, but for members that one of the changes has brought:
 * "k 5, model e5-large-v2"; of those that vary only that they do. */
void metadata_steady_words(struct buffer *out, const struct tenant *tenant, size_t dimension,
                           const struct metadata_change *changes, size_t count);

#endif
