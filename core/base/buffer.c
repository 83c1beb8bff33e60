#include "config.h"

#include "base/buffer.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

char *buffer_grow(struct buffer *buffer, size_t extra)
{
    /* A sum that overflows asks for more than there can be, and so counts as no memory. */
    size_t needed = extra < SIZE_MAX - buffer->size ? buffer->size + extra + 1 : SIZE_MAX;

    buffer->data = mem_grow(buffer->data, &buffer->capacity, needed, 1);
    return buffer->data + buffer->size;
}

void buffer_string(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_vprintf(struct buffer *buffer, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length > 0) {
        char *end = buffer_reserve(buffer, (size_t)length);
        vsnprintf(end, (size_t)length + 1, format, again);
        buffer->size += (size_t)length;
    }
    va_end(again);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buffer_vprintf(buffer, format, args);
    va_end(args);
}

void buffer_consume(struct buffer *buffer, size_t size)
{
    if (size >= buffer->size) {
        buffer_clear(buffer);
        return;
    }
    buffer->size -= size;
    memmove(buffer->data, buffer->data + size, buffer->size);
    buffer->data[buffer->size] = '\0';
}

const char *buffer_text(const struct buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}
