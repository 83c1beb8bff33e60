#include "config.h"

#include "base/arena.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Chunks double from the first size to the second, so that an arena of a few names stays small and
 * one of many soon needs few calls. A larger request gets a chunk of its own. */
#define CHUNK_FIRST 1024
#define CHUNK_LIMIT 65536

#define ALIGNMENT _Alignof(max_align_t)

struct arena_chunk {
    struct arena_chunk *next;
    size_t capacity;
    size_t used;
    max_align_t data[];
};

static bool chunk_has_room(const struct arena_chunk *chunk, size_t size)
{
    return size <= chunk->capacity - chunk->used;
}

/* Puts a new chunk with room for `size` behind the last, which is the current one, and makes it
 * current. */
static void add_chunk(struct arena *arena, size_t size)
{
    size_t capacity = arena->current != NULL ? arena->current->capacity * 2 : CHUNK_FIRST;

    if (capacity > CHUNK_LIMIT)
        capacity = CHUNK_LIMIT;
    if (capacity < size)
        capacity = size;

    struct arena_chunk *chunk = mem_alloc(sizeof(*chunk) + capacity);
    *chunk = (struct arena_chunk){.capacity = capacity};
    if (arena->current != NULL)
        arena->current->next = chunk;
    else
        arena->first = chunk;
    arena->current = chunk;
}

/* Goes on to the next chunk with room for `size`: after a reset there may be some. */
static void find_room(struct arena *arena, size_t size)
{
    while (arena->current != NULL && !chunk_has_room(arena->current, size) &&
           arena->current->next != NULL)
        arena->current = arena->current->next;
    if (arena->current == NULL || !chunk_has_room(arena->current, size))
        add_chunk(arena, size);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    /* An overflow of these sums asks for more than there can be, and so counts as no memory. */
    if (size > PTRDIFF_MAX - CHUNK_LIMIT)
        return mem_alloc(SIZE_MAX);
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    find_room(arena, size);

    struct arena_chunk *chunk = arena->current;
    void *memory = (char *)chunk->data + chunk->used;
    chunk->used += size;
    return memory;
}

char *arena_copy(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_alloc(arena, size < SIZE_MAX ? size + 1 : size);

    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

void arena_reset(struct arena *arena)
{
    for (struct arena_chunk *chunk = arena->first; chunk != NULL; chunk = chunk->next)
        chunk->used = 0;
    arena->current = arena->first;
}

void arena_free(struct arena *arena)
{
    for (struct arena_chunk *chunk = arena->first; chunk != NULL;) {
        struct arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    *arena = (struct arena){0};
}
