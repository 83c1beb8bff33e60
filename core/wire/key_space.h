/* Key space: where streams are looked for: each template with each namespace.
 *
 * What tells a template from the others is its qualifier: "prod" and "stage" are those of
 * prod:rag:drift:{tenant} and stage:rag:drift:{tenant}. */
#ifndef WIRE_KEY_SPACE_H
#define WIRE_KEY_SPACE_H

#include "wire/key_template.h"

#include <stdint.h>

#define KEY_SPACE_NONE SIZE_MAX

struct key_space_words {
    const char *const *templates;
    size_t template_count;
    const char *const *namespaces;
    size_t namespace_count;
    const char *app; /* NULL: any */
    const char *env; /* NULL: any */
};

/* Templates that name the same keys are one. Zero-initialised is empty. */
struct key_space {
    struct key_template **templates;
    char **qualifiers;
    size_t count;
};

/* Returns false, and an empty space, with the place of the mistake. */
bool key_space_parse(struct key_space *space, const struct key_space_words *words,
                     struct error *error);
void key_space_free(struct key_space *space);

/* Appends the tenant's name that a key stands for. Returns the number of the template, which is the
 * first one that the key fits, or KEY_SPACE_NONE. */
size_t key_space_tenant(const struct key_space *space, struct slice key, struct buffer *tenant);

/* Appends a tenant's name with the qualifier of its template: "prod:acme". */
void key_space_qualify(const struct key_space *space, size_t number, struct slice tenant,
                       struct buffer *name);

#endif
