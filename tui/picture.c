#include "config.h"

#include "picture.h"

#include <string.h>

static const struct picture_format *const formats[] = {
    &picture_svg,
    &picture_ansi,
    &picture_text,
    NULL,
};

const struct picture_format *const *picture_formats(void)
{
    return formats;
}

const struct picture_format *picture_format_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (const struct picture_format *const *at = formats; *at != NULL && dot != NULL; at++) {
        if (strcmp(dot + 1, (*at)->ending) == 0)
            return *at;
    }
    return NULL;
}

struct style picture_style(const struct picture_look *look, const struct cell *cell)
{
    return theme_style(look->theme, look->depth, (enum role)cell->role, cell->selected);
}
