/* Selection: the tenants that an operator asked for, by name or by glob. */
#ifndef SOURCE_SELECTION_H
#define SOURCE_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

/* A copy of what was asked for, for as long as a source lives. Zero-initialised selects all. */
struct selection {
    char **patterns;
    size_t count;
};

void selection_copy(struct selection *selection, const char *const *patterns, size_t count);
void selection_free(struct selection *selection);

/* Returns true when the text holds one of the characters that make it a glob: * ? [ */
bool selection_is_glob(const char *text);

/* Returns true when `name` is one of the patterns, letter by letter or as a glob, or when there are
 * no patterns. A glob's * also matches slashes and leading dots. */
bool selection_matches(const char *const *patterns, size_t count, const char *name);
bool selection_has(const struct selection *selection, const char *name);

#endif
