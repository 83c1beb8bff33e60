/* Worst: what a row of the fleet says of its tenant: the dimension that matters most and what there
 * is to it, or what concerns the tenant as a whole. */
#ifndef VIEW_WORST_H
#define VIEW_WORST_H

#include "view/view.h"

#define WHOLE_SIZE 64

/* Writes what concerns all of a tenant: "none since 14:15", "all 4 dimensions". Returns false where
 * a dimension is told instead. */
bool write_whole(const struct view *view, const struct tenant_verdict *verdict,
                 char out[static WHOLE_SIZE]);

/* Returns the dimension to be told: the worst, or of a tenant that is well one that is not back.
 * NULL: there is none. */
const struct dimension_verdict *worst_shown(const struct tenant_verdict *verdict);

/* Writes its name into `width` columns, and what is remarkable of it behind: "silent" of its
 * tenant, "gone", "no data", "not back", or the producer's own word for its severity. */
void write_worst(struct frame *frame, int row, int column, int width,
                 const struct tenant_verdict *tenant, const struct dimension_verdict *verdict,
                 enum role role);

#endif
