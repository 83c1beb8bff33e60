#include "config.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GROW_FIRST 16

static void (*exhausted_handler)(void);

void mem_on_exhausted(void (*handler)(void))
{
    exhausted_handler = handler;
}

/* Leaves by _exit(): handlers of atexit() could ask for the memory that is not there. */
_Noreturn void mem_exhausted(void)
{
    void (*handler)(void) = exhausted_handler;

    exhausted_handler = NULL;
    if (handler != NULL)
        handler();
    fputs("driftop: out of memory\n", stderr);
    _exit(EXIT_FAILURE);
}

/* Returns the bytes to ask for. An empty block still has an address of its own, so that NULL always
 * means failure; no object is larger than what the difference of two pointers can say. */
static size_t product(size_t count, size_t size)
{
    if (count == 0 || size == 0)
        return 1;
    if (count > PTRDIFF_MAX / size)
        mem_exhausted();
    return count * size;
}

static void *checked(void *memory)
{
    if (memory == NULL)
        mem_exhausted();
    return memory;
}

void *mem_alloc(size_t size)
{
    return checked(malloc(product(size, 1)));
}

void *mem_zalloc(size_t count, size_t size)
{
    return checked(calloc(1, product(count, size)));
}

void *mem_resize(void *old, size_t count, size_t size)
{
    return checked(realloc(old, product(count, size)));
}

char *mem_strdup(const char *text)
{
    return mem_strndup(text, strlen(text));
}

char *mem_strndup(const char *text, size_t size)
{
    char *copy = mem_alloc(size < SIZE_MAX ? size + 1 : size);

    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

void *mem_grow(void *old, size_t *capacity, size_t needed, size_t size)
{
    if (old != NULL && needed <= *capacity)
        return old;

    size_t grown = *capacity > 0 ? *capacity : GROW_FIRST;
    while (grown < needed)
        grown = grown > SIZE_MAX / 2 ? needed : grown * 2;

    void *memory = mem_resize(old, grown, size);
    *capacity = grown;
    return memory;
}
