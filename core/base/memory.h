/* Memory: allocation that does not return without memory.
 *
 * driftop's data is small beside the machine that it runs on, so no caller has a better answer to
 * an exhausted heap than to end the program cleanly. These functions take that decision in one
 * place: they call the handler (the dashboard restores the terminal there), say what happened on
 * standard error and exit with status 1. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Returns `size` bytes, uninitialised. The caller frees them with free(). */
void *mem_alloc(size_t size);

/* Returns `count` zeroed elements of `size` bytes; overflow counts as no memory. */
void *mem_zalloc(size_t count, size_t size);

/* Resizes `old` (or NULL) to `count` elements of `size` bytes; overflow counts as no memory. */
void *mem_resize(void *old, size_t count, size_t size);

/* Returns a copy of a string, or of its first `size` bytes with a NUL behind them. */
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t size);

/* Ensures room for `needed` elements in a growing array: `*capacity` doubles until it suffices. */
void *mem_grow(void *old, size_t *capacity, size_t needed, size_t size);

/* Ends the program in the same way when a library had no memory. */
_Noreturn void mem_exhausted(void);

/* Sets what runs before the program ends for want of memory; NULL for nothing. */
void mem_on_exhausted(void (*handler)(void));

#endif
