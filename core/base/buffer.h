/* Buffer: bytes that grow at the end. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

/* Zero-initialised is empty and ready. `data` is NULL until the first byte; it is followed by a NUL
 * that `size` does not count, so that it can be read as a string. */
struct buffer {
    char *data;
    size_t size;
    size_t capacity;
};

/* Makes room for `extra` more bytes and returns where they begin. */
char *buffer_grow(struct buffer *buffer, size_t extra);

/* Ensures room for `extra` more bytes and returns where they begin; the caller adds to `size`. */
static inline char *buffer_reserve(struct buffer *buffer, size_t extra)
{
    if (extra >= buffer->capacity - buffer->size)
        return buffer_grow(buffer, extra);
    return buffer->data + buffer->size;
}

static inline void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    char *end = buffer_reserve(buffer, size);

    if (size > 0)
        memcpy(end, data, size);
    end[size] = '\0';
    buffer->size += size;
}

static inline void buffer_char(struct buffer *buffer, char c)
{
    char *end = buffer_reserve(buffer, 1);

    end[0] = c;
    end[1] = '\0';
    buffer->size++;
}

void buffer_string(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *buffer, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Removes the first `size` bytes and moves the rest to the front. */
void buffer_consume(struct buffer *buffer, size_t size);

/* Returns the content as a string, "" when empty; valid until the buffer changes. */
const char *buffer_text(const struct buffer *buffer);

/* Empties the buffer and keeps its memory; frees it. */
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

#endif
