#include "config.h"

#include "source/file/gunzip.h"

#include "base/memory.h"

#define ZLIB_CONST
#include <stdlib.h>
#include <zlib.h>

#define PIECE_SIZE (128 * 1024)
#define WINDOW_BITS (15 + 16) /* the greatest window, in gzip's format */

struct gunzip {
    z_stream stream;
    bool within; /* a member */
    bool full;   /* the last piece had no room for all that was made */
    bool damaged;
    unsigned char piece[PIECE_SIZE];
};

struct gunzip *gunzip_create(void)
{
    struct gunzip *gunzip = mem_zalloc(1, sizeof(*gunzip));

    if (inflateInit2(&gunzip->stream, WINDOW_BITS) != Z_OK)
        mem_exhausted();
    return gunzip;
}

void gunzip_free(struct gunzip *gunzip)
{
    if (gunzip == NULL)
        return;
    inflateEnd(&gunzip->stream);
    free(gunzip);
}

void gunzip_reset(struct gunzip *gunzip)
{
    inflateReset(&gunzip->stream);
    gunzip->within = false;
    gunzip->full = false;
    gunzip->damaged = false;
}

/* Behind the last member a file may be filled up with zeros, as on tapes. */
static void skip_padding(struct slice *packed)
{
    while (packed->size > 0 && *packed->data == '\0') {
        packed->data++;
        packed->size--;
    }
}

static bool tell_damage(const struct gunzip *gunzip, struct error *error)
{
    const char *reason = gunzip->stream.msg;

    return error_set(error, ERROR_STOP, "the gzip data is damaged: %s",
                     reason != NULL ? reason : "it is no gzip data");
}

bool gunzip_next(struct gunzip *gunzip, struct slice *packed, struct slice *piece,
                 struct error *error)
{
    z_stream *stream = &gunzip->stream;

    *piece = (struct slice){0};
    if (gunzip->damaged)
        return tell_damage(gunzip, error);
    if (!gunzip->within)
        skip_padding(packed);
    if (packed->size == 0 && !gunzip->full)
        return true;
    gunzip->within = true;
    stream->next_in = (const Bytef *)packed->data;
    stream->avail_in = (uInt)packed->size;
    stream->next_out = gunzip->piece;
    stream->avail_out = PIECE_SIZE;
    int result = inflate(stream, Z_NO_FLUSH);
    gunzip->full = stream->avail_out == 0;
    packed->data = (const char *)stream->next_in;
    packed->size = stream->avail_in;
    *piece = (struct slice){(const char *)gunzip->piece, PIECE_SIZE - stream->avail_out};
    if (result == Z_MEM_ERROR)
        mem_exhausted();
    if (result == Z_STREAM_END)
        gunzip_reset(gunzip);
    else if (result != Z_OK && result != Z_BUF_ERROR)
        gunzip->damaged = true;
    return !gunzip->damaged || piece->size > 0 || tell_damage(gunzip, error);
}

bool gunzip_may_end(const struct gunzip *gunzip)
{
    return !gunzip->within;
}
