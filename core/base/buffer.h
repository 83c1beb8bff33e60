/* Buffer: bytes that grow at the end. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

/* Zero-initialised is empty and ready. `data` is NULL until the first byte; it is followed by a NUL
 * that `size` does not count, so that it can be read as a string. */
struct buffer {
    char *data;
    size_t size;
    size_t capacity;
};

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_string(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *buffer, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Ensures room for `extra` more bytes and returns where they begin; the caller adds to `size`. */
char *buffer_reserve(struct buffer *buffer, size_t extra);

/* Removes the first `size` bytes and moves the rest to the front. */
void buffer_consume(struct buffer *buffer, size_t size);

/* Returns the content as a string, "" when empty; valid until the buffer changes. */
const char *buffer_text(const struct buffer *buffer);

/* Empties the buffer and keeps its memory; frees it. */
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

#endif
