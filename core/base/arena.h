/* Arena: many small allocations that are released together. Memory never moves, so pointers into
 * an arena stay valid until it is reset. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* Zero-initialised is empty and ready. */
struct arena {
    struct arena_chunk *first;
    struct arena_chunk *current;
};

/* Returns `size` uninitialised bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* Returns a copy of `size` bytes with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *text, size_t size);

/* Releases everything and keeps the chunks for the next use; frees the chunks. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

#endif
