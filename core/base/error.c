#include "config.h"

#include "base/error.h"

#include "base/buffer.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

/* Stores `raw` made safe, cut between two characters where it is too long. Takes over `raw`. */
static void store(struct error *error, struct buffer *raw)
{
    struct buffer safe = {0};

    text_safe(&safe, (struct slice){raw->data, raw->size}, false);
    size_t size = safe.size;
    if (size >= sizeof(error->text)) {
        size = sizeof(error->text) - 1;
        while (size > 0 && ((unsigned char)safe.data[size] & 0xC0) == 0x80)
            size--;
    }
    if (size > 0)
        memcpy(error->text, safe.data, size);
    error->text[size] = '\0';
    buffer_free(&safe);
    buffer_free(raw);
}

bool error_set(struct error *error, enum error_class class, const char *format, ...)
{
    if (error == NULL)
        return false;

    struct buffer raw = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&raw, format, args);
    va_end(args);
    error->class = class;
    store(error, &raw);
    return false;
}

bool error_system(struct error *error, int error_number, const char *format, ...)
{
    if (error == NULL)
        return false;

    struct buffer raw = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&raw, format, args);
    va_end(args);
    buffer_printf(&raw, ": %s", strerror(error_number));
    error->class = ERROR_SYSTEM;
    store(error, &raw);
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    if (error == NULL)
        return false;

    struct buffer raw = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&raw, format, args);
    va_end(args);
    buffer_printf(&raw, ": %s", error->text);
    store(error, &raw);
    return false;
}
