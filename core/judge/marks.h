/* Marks: tenants that were picked, by name, whether they are there or not. */
#ifndef JUDGE_MARKS_H
#define JUDGE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is empty and ready. */
struct marks {
    char **names; /* in order */
    size_t count;
    size_t capacity;
    uint64_t revision; /* another one with every change */
};

/* Marks a tenant, or takes its mark away; returns whether it has one now. */
bool marks_toggle(struct marks *marks, const char *name);

bool marks_have(const struct marks *marks, const char *name);

/* Takes all marks away. */
void marks_clear(struct marks *marks);
void marks_free(struct marks *marks);

#endif
