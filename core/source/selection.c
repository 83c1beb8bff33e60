#include "source/selection.h"
#include "config.h"

#include <fnmatch.h>
#include <string.h>

bool selection_is_glob(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

bool selection_matches(const char *const *patterns, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(patterns[i], name) == 0 || fnmatch(patterns[i], name, 0) == 0)
            return true;
    }
    return count == 0;
}
