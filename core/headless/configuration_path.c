#include "config.h"

#include "headless/configuration_path.h"

#include <stdlib.h>

/* A relative folder counts as none, as the XDG base directory specification has it. */
bool configuration_home(const char *name, struct buffer *path)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (config != NULL && config[0] == '/')
        buffer_printf(path, "%s/driftop/%s", config, name);
    else if (home != NULL && home[0] == '/')
        buffer_printf(path, "%s/.config/driftop/%s", home, name);
    return path->size > 0;
}
