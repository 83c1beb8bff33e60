/* Where a user's own configuration is. */
#ifndef HEADLESS_CONFIGURATION_PATH_H
#define HEADLESS_CONFIGURATION_PATH_H

#include "base/buffer.h"

#include <stdbool.h>

#define CONFIGURATION_OF_THE_MACHINE "/etc/driftop.conf"

/* Appends $XDG_CONFIG_HOME/driftop/NAME, or ~/.config/driftop/NAME. Returns false where there is
 * no home. */
bool configuration_home(const char *name, struct buffer *path);

#endif
