#include "config.h"

#include "source/selection.h"

#include "base/memory.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

void selection_copy(struct selection *selection, const char *const *patterns, size_t count)
{
    *selection = (struct selection){.patterns = mem_zalloc(count, sizeof(char *)), .count = count};
    for (size_t i = 0; i < count; i++)
        selection->patterns[i] = mem_strdup(patterns[i]);
}

void selection_free(struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++)
        free(selection->patterns[i]);
    free(selection->patterns);
}

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

bool selection_has(const struct selection *selection, const char *name)
{
    return selection_matches((const char *const *)selection->patterns, selection->count, name);
}
