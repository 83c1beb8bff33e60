/* Candidates: what can stand next in the line that is being typed. */
#ifndef VIEW_CANDIDATES_H
#define VIEW_CANDIDATES_H

#include "view/pen.h"
#include "view/view.h"

/* Writes them, where there is more than one, with the one that Tab has chosen among them. Returns
 * false where there is none to choose. */
bool draw_candidates(const struct view *view, struct pen *pen);

#endif
