/* Picture checkup: what a picture of the dashboard shows of what doctor found. */
#ifndef TUI_PICTURE_CHECKUP_H
#define TUI_PICTURE_CHECKUP_H

#include "checkup.h"
#include "headless/snapshot_look.h"

struct snapshot_doctor;

/* Fills an empty checkup: with what was found, or with why nothing was examined. `doctor` may be
 * NULL. */
void picture_checkup(struct checkup *checkup, const struct look *look,
                     const struct snapshot_doctor *doctor);

#endif
