/* Metadata notes: what changed in the metadata of a tenant's reports, one note for all dimensions
 * that the same report says the same of. */
#ifndef VIEW_METADATA_NOTES_H
#define VIEW_METADATA_NOTES_H

#include "base/buffer.h"
#include "drift/metadata_changes.h"
#include "view/view.h"

#define METADATA_NOTES_MAX 32

struct metadata_note {
    struct metadata_change change; /* of the first of the dimensions */
    size_t dimension;
    size_t dimensions;   /* how many there are */
    struct buffer words; /* "model e5-large-v2 → e5-large-v3"; raw bytes, as the names */
    struct buffer names; /* "ResponseQuality.faithfulness, .relevance" */
};

/* Zero-initialised is empty and ready. */
struct metadata_notes {
    struct metadata_note all[METADATA_NOTES_MAX]; /* the newest first */
    size_t count;
    size_t left_out; /* changes that are older than these */
};

/* Collects the newest changes that the reports of a range brought: of one dimension, or with
 * DIMENSION_NONE of all. To be freed. */
void metadata_notes_make(struct metadata_notes *notes, const struct view *view, size_t dimension,
                         struct time_range range);
void metadata_notes_free(struct metadata_notes *notes);

#endif
