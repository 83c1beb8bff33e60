/* Selection: the tenants that an operator asked for, and those that are left out, by name or by
 * glob. */
#ifndef SOURCE_SELECTION_H
#define SOURCE_SELECTION_H

#include "base/slice.h"

#include <stdbool.h>

struct source_options;

/* A copy of what was asked for, for as long as a source lives. Zero-initialised selects all. */
struct selection {
    char **tenants;
    size_t tenant_count;
    char **excludes;
    size_t exclude_count;
};

/* Copies the tenants and excludes of the options. */
void selection_copy(struct selection *selection, const struct source_options *options);
void selection_free(struct selection *selection);

/* Returns true when the text holds one of the characters that make it a glob: * ? [ */
bool selection_is_glob(const char *text);

/* Returns true when `name` is one of the patterns, letter by letter or as a glob. A glob's * also
 * matches slashes, leading dots, and bytes that are no text. */
bool selection_matches(const char *const *patterns, size_t count, struct slice name);

/* Returns true when a tenant is one of those that were asked for, or none was; when it is left out;
 * when the first and not the second. */
bool selection_asks(const struct selection *selection, struct slice name);
bool selection_excludes(const struct selection *selection, struct slice name);
bool selection_has(const struct selection *selection, struct slice name);

#endif
