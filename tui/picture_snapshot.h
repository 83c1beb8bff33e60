/* Pictures as formats of snapshot: any screen of the dashboard, without a terminal. */
#ifndef TUI_PICTURE_SNAPSHOT_H
#define TUI_PICTURE_SNAPSHOT_H

#include "headless/snapshot.h"

extern const struct snapshot_format snapshot_ansi_format;
extern const struct snapshot_format snapshot_svg_format;

#endif
