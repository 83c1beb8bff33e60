#include "config.h"

#include "sink/spool_segment.h"

#include "base/integer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <zlib.h>

#define MARK "DrSp"
#define MARK_SIZE 4
#define HEADER_SIZE 12 /* the mark, the length and the checksum */
#define SEARCH_SIZE 65536
#define BLANK "gone" /* repeated, beginning anew at each offset that four divides */

void segment_name(uint64_t number, char out[static SEGMENT_NAME_SIZE])
{
    snprintf(out, SEGMENT_NAME_SIZE, "%020" PRIu64 ".spool", number);
}

bool segment_number(const char *name, uint64_t *number)
{
    struct slice rest = slice_of(name);
    char again[SEGMENT_NAME_SIZE];

    if (!integer_parse(slice_split(&rest, '.'), SEGMENT_NUMBER_MAX, number))
        return false;
    segment_name(*number, again);
    return strcmp(name, again) == 0;
}

int segment_open_file(int directory, const char *name, int flags)
{
    struct stat status;
    int file =
        openat(directory, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);

    if (file < 0)
        return -1;
    int reason = fstat(file, &status) != 0 ? errno
                 : S_ISREG(status.st_mode) ? 0
                 : S_ISDIR(status.st_mode) ? EISDIR
                                           : EINVAL;
    if (reason == 0)
        return file;
    close(file);
    errno = reason;
    return -1;
}

int segment_open(int directory, uint64_t number, int flags)
{
    char name[SEGMENT_NAME_SIZE];

    segment_name(number, name);
    return segment_open_file(directory, name, flags);
}

uint64_t segment_record_size(size_t size)
{
    return HEADER_SIZE + (uint64_t)size;
}

static void put_number(unsigned char out[static 4], uint32_t number)
{
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(number >> (8 * i));
}

static uint32_t get_number(const unsigned char in[static 4])
{
    uint32_t number = 0;

    for (int i = 3; i >= 0; i--)
        number = number << 8 | in[i];
    return number;
}

/* The length is part of what is checked, so that a damaged one cannot lead astray. */
static uint32_t checksum(const unsigned char length[static 4], const char *data, size_t size)
{
    uLong sum = crc32(0, length, 4);

    return (uint32_t)crc32(sum, (const unsigned char *)data, (uInt)size);
}

/* What is left over from a short write is tried again, so that the reason is the true one. */
static bool write_parts(int file, uint64_t offset, struct iovec parts[static 2])
{
    while (parts[0].iov_len + parts[1].iov_len > 0) {
        ssize_t written = pwritev(file, parts, 2, (off_t)offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            errno = written < 0 ? errno : ENOSPC;
            return false;
        }
        offset += (uint64_t)written;
        for (int i = 0; i < 2; i++) {
            size_t done = (size_t)written < parts[i].iov_len ? (size_t)written : parts[i].iov_len;
            parts[i].iov_base = (char *)parts[i].iov_base + done;
            parts[i].iov_len -= done;
            written -= (ssize_t)done;
        }
    }
    return true;
}

enum segment_written segment_write(int file, uint64_t offset, struct slice record)
{
    unsigned char header[HEADER_SIZE] = MARK;
    struct iovec parts[] = {{header, HEADER_SIZE}, {NULL, record.size}};

    memcpy(&parts[1].iov_base, &record.data, sizeof(record.data)); /* pwritev() only reads it */
    put_number(header + MARK_SIZE, (uint32_t)record.size);
    put_number(header + MARK_SIZE + 4, checksum(header + MARK_SIZE, record.data, record.size));

    if (write_parts(file, offset, parts))
        return SEGMENT_WRITTEN;
    int reason = errno;
    bool torn = ftruncate(file, (off_t)offset) != 0;
    errno = reason;
    return torn ? SEGMENT_TORN : SEGMENT_REFUSED;
}

/* Reads exactly `size` bytes. Returns how many there were before the file's end, or -1. */
static ssize_t read_at(int file, uint64_t offset, void *out, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = pread(file, (char *)out + done, size - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

/* Reads the record that begins at `offset`, if a whole one does. */
static enum segment_found read_record(int file, uint64_t offset, uint64_t limit,
                                      struct buffer *record, struct extent *place)
{
    unsigned char header[HEADER_SIZE];
    ssize_t got = read_at(file, offset, header, HEADER_SIZE);

    if (got == HEADER_SIZE && memcmp(header, MARK, MARK_SIZE) == 0) {
        uint32_t length = get_number(header + MARK_SIZE);
        if (length == 0 || length > SEGMENT_RECORD_MAX ||
            offset + segment_record_size(length) > limit)
            return SEGMENT_END;
        buffer_clear(record);
        got = read_at(file, offset + HEADER_SIZE, buffer_reserve(record, length), length);
        if (got == (ssize_t)length && checksum(header + MARK_SIZE, record->data, length) ==
                                          get_number(header + MARK_SIZE + 4)) {
            record->size = length;
            record->data[length] = '\0';
            *place = (struct extent){offset, offset + segment_record_size(length)};
            return SEGMENT_RECORD;
        }
    }
    return got < 0 ? SEGMENT_FAILED : SEGMENT_END;
}

/* Finds the next mark at or behind `*offset`. */
static enum segment_found find_mark(int file, uint64_t *offset, uint64_t limit)
{
    char bytes[SEARCH_SIZE];

    while (*offset + HEADER_SIZE <= limit) {
        ssize_t got = read_at(file, *offset, bytes, sizeof(bytes));
        if (got < 0)
            return SEGMENT_FAILED;
        if (got < MARK_SIZE)
            break;
        const char *mark = memmem(bytes, (size_t)got, MARK, MARK_SIZE);
        if (mark != NULL) {
            *offset += (uint64_t)(mark - bytes);
            return SEGMENT_RECORD;
        }
        *offset += (uint64_t)got - MARK_SIZE + 1;
    }
    return SEGMENT_END;
}

enum segment_found segment_find(int file, uint64_t offset, uint64_t limit, struct buffer *record,
                                struct extent *place)
{
    struct buffer scratch = {0};
    struct buffer *out = record != NULL ? record : &scratch;
    enum segment_found found = read_record(file, offset, limit, out, place);

    while (found == SEGMENT_END) {
        found = find_mark(file, &offset, limit);
        if (found != SEGMENT_RECORD)
            break;
        found = read_record(file, offset, limit, out, place);
        offset++;
    }
    buffer_free(&scratch);
    return found;
}

static char blank_at(uint64_t offset)
{
    return BLANK[offset % (sizeof(BLANK) - 1)];
}

bool segment_blank(int file, struct extent stretch)
{
    char bytes[SEARCH_SIZE];

    while (stretch.offset < stretch.end) {
        size_t size = sizeof(bytes);
        if (stretch.end - stretch.offset < size)
            size = (size_t)(stretch.end - stretch.offset);
        for (size_t i = 0; i < size; i++)
            bytes[i] = blank_at(stretch.offset + i);
        ssize_t written = pwrite(file, bytes, size, (off_t)stretch.offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        stretch.offset += (uint64_t)written;
    }
    return true;
}

/* What cannot be read is taken for damage. */
bool segment_unblank(int file, struct extent *stretch)
{
    char bytes[SEARCH_SIZE];
    bool other = false;
    uint64_t first = stretch->end;
    uint64_t last = stretch->offset;

    for (uint64_t offset = stretch->offset; offset < stretch->end;) {
        ssize_t got = read_at(file, offset, bytes, sizeof(bytes));
        if (got <= 0)
            return true;
        for (size_t i = 0; i < (size_t)got && offset < stretch->end; i++, offset++) {
            if (bytes[i] == blank_at(offset))
                continue;
            first = other ? first : offset;
            last = offset + 1;
            other = true;
        }
    }
    *stretch = (struct extent){first, last};
    return other;
}
